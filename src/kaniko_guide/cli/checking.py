"""Runs the rules on what was read; a rule that fails on a file does not hide what else is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import rules
from kaniko_guide.analysis import coverage, ignores
from kaniko_guide.analysis.coverage import NO_COVERAGE, Coverage
from kaniko_guide.data import Data
from kaniko_guide.project import UncheckedFile
from kaniko_guide.project.problems import run_without_failing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Reading
    from kaniko_guide.project.progress import Progress
    from kaniko_guide.rules import RuleModule
    from kaniko_guide.text import Source


class RuleFailure(Data, frozen=True):
    """A rule that raised an error on a file.

    Attributes:
        rule: its name.
        file: the file and the error.
    """

    rule: str
    file: UncheckedFile


class CheckResult(Data, frozen=True):
    """What all rules find, whatever the user selects.

    Attributes:
        sources: the checked files, by the path that findings show.
        findings: in order, without those that comments suppress.
        suppressed: how many comments suppress.
        failures: the rules that failed, by file.
        problems: the other files that could not be checked.
        coverage: what was understood and what was not.
    """

    sources: Mapping[str, Source]
    findings: Sequence[Finding]
    suppressed: int
    failures: Sequence[RuleFailure]
    problems: Sequence[UncheckedFile]
    coverage: Coverage = NO_COVERAGE


def check(readings: Sequence[Reading], progress: Progress | None = None) -> CheckResult:
    """Run all rules on what was read.

    Args:
        readings: the files.
        progress: what to report meanwhile.
    """
    sources = {source.path: source for reading in readings for source in reading.sources}
    problems = [problem for reading in readings for problem in reading.problems]
    findings: set[Finding] = set()
    failures: list[RuleFailure] = []
    count = len(rules.names())
    for number, reading in enumerate(readings):
        for done, (name, module) in enumerate(rules.for_project(reading.project)):
            if progress is not None:
                progress.checked(number * count + done, len(readings) * count)
            found, errors = _check_rule(module, reading)
            findings |= found
            failures += [
                RuleFailure(name, UncheckedFile.internal_error(path, error, name)) for path, error in errors.items()
            ]
    measured = [_measure(reading) for reading in readings]
    problems += [UncheckedFile.internal_error(path, error) for _, errors in measured for path, error in errors.items()]
    covered = Coverage.combine(found for found, _ in measured)
    silent = {path for reading in readings for path in reading.named} - {finding.path for finding in findings}
    findings |= set(coverage.nothing_understood(covered, silent))
    (kept, suppressed), errors = _without_ignored(findings, sources)
    problems += [UncheckedFile.internal_error(path, error) for path, error in errors.items()]
    uncertain = {failure.file.path for failure in failures}
    kept = [finding for finding in kept if not (finding.rule is ignores.UNUSED_IGNORE and finding.path in uncertain)]
    return CheckResult(sources, kept, suppressed, failures, problems, covered)


def _check_rule(module: RuleModule, reading: Reading) -> tuple[set[Finding], Mapping[str, Exception]]:
    """A rule's findings, and the files that it could not check, each with the error raised."""
    paths = [source.path for source in reading.sources]

    def findings_in(checked: Collection[str]) -> set[Finding]:
        whole = len(checked) == len(paths)
        return set(module.check(reading.project if whole else reading.project.restricted_to(checked)))

    return run_without_failing(findings_in, paths, set())


def _measure(reading: Reading) -> tuple[Coverage, Mapping[str, Exception]]:
    """The coverage of files, and those for which it could not be determined, each with the error raised."""
    by_path = {source.path: source for source in reading.sources}

    def measure(paths: Collection[str]) -> Coverage:
        project = reading.project if len(paths) == len(by_path) else reading.project.restricted_to(paths)
        return coverage.measure(
            project, [by_path[path] for path in paths], reading.unread, other_yaml=reading.other_yaml
        )

    return run_without_failing(measure, by_path.keys(), replace(NO_COVERAGE, unread=reading.unread))


def _without_ignored(
    findings: Collection[Finding], sources: Mapping[str, Source]
) -> tuple[tuple[list[Finding], int], Mapping[str, Exception]]:
    """The findings that no comment ignores, how many are ignored, and the files whose comments could not be read."""

    def apply_ignores_in(paths: Collection[str]) -> tuple[list[Finding], int]:
        here = [finding for finding in findings if finding.path in paths]
        return ignores.apply_ignores(here, [sources[path] for path in paths], rules.all_names())

    return run_without_failing(apply_ignores_in, sources.keys(), ([], 0))
