"""`kaniko-guide check`: what the rules find in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.analysis import ignores
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import exit_codes, options, output
from kaniko_guide.cli.options import UsageError
from kaniko_guide.facts import executors, kubernetes
from kaniko_guide.findings import Severity
from kaniko_guide.project import Settings, UncheckedFile, read_paths
from kaniko_guide.project.discovery import ACCEPTED_KINDS
from kaniko_guide.project.problems import run_without_failing
from kaniko_guide.report import github, json, sarif, text
from kaniko_guide.report.checked import Report

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Reading
    from kaniko_guide.rules import RuleModule
    from kaniko_guide.text import Source

FORMATS = {"text": text.render, "json": json.render, "github": github.render, "sarif": sarif.render}
RANKS = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.INFO: 0}

NOTHING_FOUND = Bilingual(
    zh="{paths}：没有找到可以检查的文件，应该有{expected}；写出它的路径",
    en="{paths}: found no file to check, expected {expected}; name one",
)


def run(chosen: argparse.Namespace, language: Language) -> int:
    """Check the files, write the report, and return the exit code.

    Raises:
        UsageError: an option names what there is not, or there is no file to check.
    """
    settings = Settings(
        kubernetes=_known("--kubernetes", [chosen.kubernetes], kubernetes.minor_versions())
        if chosen.kubernetes
        else None,
        executor=_known("--executor", [chosen.executor], executors.releases())[0] if chosen.executor else None,
    )
    every = rules.every()
    selected = _known("--select", chosen.select, every, options.LISTED) or tuple(every)
    left_out = _known("--ignore", chosen.ignore, every, options.LISTED)
    wanted = frozenset(selected).difference(left_out)
    readings = read_paths(chosen.paths, output.standard_input(), settings)
    report = _report(readings, wanted, Severity(chosen.severity), language)
    if report.sources or report.errors:
        output.write(FORMATS[chosen.format](report))
    for problem in (*report.notes, *report.errors):
        output.complain(f"{problem.path}: {problem.reason[language]}")
    if not report.sources and not report.errors:
        paths = ", ".join(chosen.paths)
        raise UsageError(NOTHING_FOUND.format(paths=paths, expected=ACCEPTED_KINDS))
    return exit_codes.of_check(report)


def _report(readings: Sequence[Reading], wanted: Collection[str], least: Severity, language: Language) -> Report:
    sources = {source.path: source for reading in readings for source in reading.sources}
    problems = [problem for reading in readings for problem in reading.problems]
    findings: set[Finding] = set()
    uncertain: set[str] = set()
    for reading in readings:
        for name, module in rules.load().items():
            found, errors = _checked(module, reading)
            findings |= found
            uncertain |= errors.keys()
            problems += [
                UncheckedFile.internal_error(path, error, name) for path, error in errors.items() if name in wanted
            ]
    (kept, silenced), errors = _without_ignored(findings, sources)
    problems += [UncheckedFile.internal_error(path, error) for path, error in errors.items()]
    kept = [
        finding
        for finding in kept
        if finding.rule.name in wanted and not (finding.rule is ignores.UNUSED_IGNORE and finding.path in uncertain)
    ]
    shown = [finding for finding in kept if RANKS[finding.severity] >= RANKS[least]]
    return Report(language, sources, shown, len(kept) - len(shown), silenced, problems)


def _checked(module: RuleModule, reading: Reading) -> tuple[set[Finding], Mapping[str, Exception]]:
    """What a rule finds, and the files that it could not check, each with the error of the rule."""
    paths = [source.path for source in reading.sources]

    def found(some: Collection[str]) -> set[Finding]:
        whole = len(some) == len(paths)
        return set(module.check(reading.project if whole else reading.project.restricted_to(some)))

    return run_without_failing(found, paths, set())


def _without_ignored(
    findings: Collection[Finding], sources: Mapping[str, Source]
) -> tuple[tuple[list[Finding], int], Mapping[str, Exception]]:
    """The findings that no comment ignores and how many are ignored; and the files whose comments could not be read."""

    def kept(paths: Collection[str]) -> tuple[list[Finding], int]:
        here = [finding for finding in findings if finding.path in paths]
        return ignores.apply_ignores(here, [sources[path] for path in paths], rules.every())

    return run_without_failing(kept, sources.keys(), ([], 0))


def _known(
    option: str, values: Iterable[str], known: Collection[str], otherwise: Bilingual | None = None
) -> tuple[str, ...]:
    """The names in values that are separated by commas; see `options.must`."""
    names = (name.strip() for value in values for name in value.split(","))
    return tuple(options.must(option, name, known, otherwise) for name in names)
