"""`kaniko-guide check`: check files with the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.analysis import ignores
from kaniko_guide.analysis.pods import named_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import exit_codes, options, output
from kaniko_guide.cli.options import UsageError
from kaniko_guide.facts import executors, images, kubernetes
from kaniko_guide.findings import Severity
from kaniko_guide.project import Settings, UncheckedFile, read_paths
from kaniko_guide.project.discovery import ACCEPTED_KINDS
from kaniko_guide.project.problems import run_without_failing
from kaniko_guide.report import github, json, sarif, text
from kaniko_guide.report.check_report import CheckReport

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
    zh="{paths}：没有可以检查的文件；应该有{expected}，或者直接写出文件的路径",
    en="{paths}: no file to check; expected {expected}, or the path of a file",
)
NEWER = Bilingual(
    zh=(
        "executor {versions} 比指南运行过的 {described} 新，没有运行过：取决于版本的规则把它当作未知版本。见过的最新"
        "版本是 {newest}（{seen}）。"
    ),
    en=(
        "The executor {versions} is newer than {described}, the release that the guide ran: rules that depend on the "
        "release treat it as unknown. The newest release seen is {newest} ({seen})."
    ),
)


def run(chosen: argparse.Namespace, language: Language) -> int:
    """Check the files, write the report, and return the exit code.

    Raises:
        UsageError: an option has an invalid value, or there is no file to check.
    """
    settings = Settings(
        kubernetes=_valid_names("--kubernetes", [chosen.kubernetes], kubernetes.minor_versions())
        if chosen.kubernetes
        else None,
        executor=_valid_names("--executor", [chosen.executor], executors.releases())[0] if chosen.executor else None,
    )
    every = rules.all_rules()
    selected = _valid_names("--select", chosen.select, every, options.SEE_RULES) or tuple(every)
    ignored = _valid_names("--ignore", chosen.ignore, every, options.SEE_RULES)
    enabled = frozenset(selected).difference(ignored)
    readings = read_paths(chosen.paths, output.standard_input(), settings)
    report = _report(readings, enabled, Severity(chosen.severity), language)
    if report.sources or report.errors:
        output.write(FORMATS[chosen.format](report))
    for problem in (*report.notes, *report.errors):
        output.print_error(f"{problem.path}: {problem.reason[language]}")
    if settings.executor is None and (newer := _newer_versions(readings)):
        newest, described = images.newer_releases()[0], images.recommended_publication().version
        words = {"versions": ", ".join(newer), "described": described, "newest": newest.version, "seen": newest.seen}
        output.print_error(NEWER.format(**words)[language])
    if not report.sources and not report.errors:
        paths = ", ".join(chosen.paths)
        raise UsageError(NOTHING_FOUND.format(paths=paths, expected=ACCEPTED_KINDS))
    return exit_codes.for_check(report)


def _report(readings: Sequence[Reading], enabled: Collection[str], lowest: Severity, language: Language) -> CheckReport:
    sources = {source.path: source for reading in readings for source in reading.sources}
    problems = [problem for reading in readings for problem in reading.problems]
    findings: set[Finding] = set()
    uncertain: set[str] = set()
    for reading in readings:
        for name, module in rules.load().items():
            found, errors = _check_rule(module, reading)
            findings |= found
            uncertain |= errors.keys()
            problems += [
                UncheckedFile.internal_error(path, error, name) for path, error in errors.items() if name in enabled
            ]
    (kept, suppressed), errors = _without_ignored(findings, sources)
    problems += [UncheckedFile.internal_error(path, error) for path, error in errors.items()]
    kept = [
        finding
        for finding in kept
        if finding.rule.name in enabled and not (finding.rule is ignores.UNUSED_IGNORE and finding.path in uncertain)
    ]
    shown = [finding for finding in kept if RANKS[finding.severity] >= RANKS[lowest]]
    return CheckReport(language, sources, shown, len(kept) - len(shown), suppressed, problems)


def _newer_versions(readings: Iterable[Reading]) -> list[str]:
    """The tags of executor images that are newer than the release which the facts describe."""
    named = {image.value for reading in readings for image in named_images(reading.project)}
    newer = (images.parse(image) for image in named if images.followed_release(image) is not None)
    return sorted({image.tag for image in newer if image is not None and image.tag is not None})


def _check_rule(module: RuleModule, reading: Reading) -> tuple[set[Finding], Mapping[str, Exception]]:
    """A rule's findings, and the files that it could not check, each with the error raised."""
    paths = [source.path for source in reading.sources]

    def findings_in(checked: Collection[str]) -> set[Finding]:
        whole = len(checked) == len(paths)
        return set(module.check(reading.project if whole else reading.project.restricted_to(checked)))

    return run_without_failing(findings_in, paths, set())


def _without_ignored(
    findings: Collection[Finding], sources: Mapping[str, Source]
) -> tuple[tuple[list[Finding], int], Mapping[str, Exception]]:
    """The findings that no comment ignores, how many are ignored, and the files whose comments could not be read."""

    def apply_ignores_in(paths: Collection[str]) -> tuple[list[Finding], int]:
        here = [finding for finding in findings if finding.path in paths]
        return ignores.apply_ignores(here, [sources[path] for path in paths], rules.all_rules())

    return run_without_failing(apply_ignores_in, sources.keys(), ([], 0))


def _valid_names(
    option: str, values: Iterable[str], choices: Collection[str], suggestion: Bilingual | None = None
) -> tuple[str, ...]:
    """The names in comma-separated values; see `options.validated_choice`."""
    problem = options.INVALID_VALUE.format(option=option)
    names = (name.strip() for value in values for name in value.split(","))
    return tuple(options.validated_choice(problem, name, choices, suggestion) for name in names)
