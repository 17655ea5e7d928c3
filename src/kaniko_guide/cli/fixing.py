"""The options `--fix` and `--diff` of `check`, and which findings are shown as fixable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.cli import checking
from kaniko_guide.data import Data
from kaniko_guide.fixes import planning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kaniko_guide.cli.checking import CheckResult
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Reading


FEWEST_CHECKS = 3
MOST_FILES = 1000
"""How many files are checked again to show which findings are fixable, unless that is less than the fewest checks."""


class Preview(Data, frozen=True):
    """What the fixes would do.

    Attributes:
        lines: of the diff.
        fixed: how many findings they fix, by path.
    """

    lines: Sequence[str]
    fixed: Mapping[str, int]


def fixable(readings: Sequence[Reading], result: CheckResult, selected: Callable[[Finding], bool]) -> CheckResult:
    """The result of a check in which only the findings that `--fix` would fix have a fix.

    Args:
        readings: the files.
        result: what was found in them.
        selected: whether a finding is shown.
    """
    checks = max(FEWEST_CHECKS, min(planning.DEFAULT_LIMITS.checks, MOST_FILES // len(result.sources)))
    limits = planning.Limits(passes=1, checks=checks)
    plan = planning.plan(result.sources, result.findings, _again(readings, result), selected, limits)
    return replace(result, findings=plan.findings)


def fix(
    readings: Sequence[Reading], result: CheckResult, selected: Callable[[Finding], bool]
) -> tuple[CheckResult, Mapping[str, int]]:
    """Write the fixes of the selected findings; the arguments are those of `fixable`.

    Returns:
        The result of a check of the files as they are now, and how many findings are fixed, by path. A file that can't
        be written is a problem of the result.
    """
    from kaniko_guide.fixes import writing  # noqa: PLC0415 (loaded only to write)

    plan = planning.plan(result.sources, result.findings, _again(readings, result), selected)
    problems = writing.write_all(result.sources, plan.texts)
    failed = {problem.path for problem in problems}
    written = {path: text for path, text in plan.texts.items() if path not in failed}
    now = checking.check([reading.with_texts(written) for reading in readings]) if written else result
    found = replace(
        now,
        findings=[planning.without_fix(finding) for finding in now.findings],
        problems=[*now.problems, *problems],
    )
    return found, {path: plan.fixed[path] for path in written}


def preview(readings: Sequence[Reading], result: CheckResult, selected: Callable[[Finding], bool]) -> Preview:
    """What `fix` would write; the arguments are those of `fixable`."""
    from kaniko_guide.fixes import diff  # noqa: PLC0415 (loaded only for a diff)

    plan = planning.plan(result.sources, result.findings, _again(readings, result), selected)
    return Preview(list(diff.render(result.sources, plan.texts)), plan.fixed)


def _again(readings: Sequence[Reading], before: CheckResult) -> planning.Check:
    """Checks the same files with other texts; None if a file fails that did not fail before."""

    def check(texts: planning.Texts) -> Sequence[Finding] | None:
        now = checking.check([reading.with_texts(texts) for reading in readings])
        has_new_failure = _failures(now) - _failures(before)
        return None if has_new_failure else now.findings

    return check


def _failures(result: CheckResult) -> set[tuple[str, str | None]]:
    failures: Iterable[tuple[str, str | None]] = [(failure.file.path, failure.rule) for failure in result.failures]
    return {*failures, *((problem.path, None) for problem in result.problems)}
