"""The option `--linters` of `check`."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from msgspec import structs
from msgspec.structs import replace

from kaniko_guide.analysis import ignores
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli.options import UsageError
from kaniko_guide.findings import LINTER_RULE, LINTERS, sort_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kaniko_guide.cli.checking import CheckResult
    from kaniko_guide.linters.programs import Program
    from kaniko_guide.project import Reading
    from kaniko_guide.project.progress import Progress
    from kaniko_guide.sources.unread import Unread

NOT_INSTALLED = Bilingual(
    zh="--linters：没有安装 {packages}；安装 kaniko-guide 时加上附加依赖 `linters`，或者把它们装进同一个环境",
    en="--linters: {packages} not installed; install the extra `linters` of kaniko-guide, or these packages beside it",
)
NEEDS_LINTERS = Bilingual(
    zh="--select：{name} 要和 `--linters` 一起用",
    en="--select: {name} needs `--linters`",
)


class KnownNames(Collection[str]):
    """The names that a user may give to select rules: those of rules, of linters and of their checks.

    Args:
        rules: the names of all rules of kaniko-guide, which alone are listed.
    """

    def __init__(self, rules: Collection[str]) -> None:
        self._rules = rules

    def __contains__(self, name: object) -> bool:
        return name in self._rules or is_name(str(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


class EnabledRules:
    """The rules that the options select.

    Args:
        selected, ignored: the names after `--select` and `--ignore`.
        linters: whether the linters are run.
    """

    def __init__(self, selected: frozenset[str], ignored: frozenset[str], *, linters: bool) -> None:
        self._selected = selected
        self._ignored = ignored
        self._linters = linters

    def __contains__(self, name: object) -> bool:
        names = names_of(str(name))
        is_selected = not self._selected or not self._selected.isdisjoint(names)
        return is_selected and self._ignored.isdisjoint(names) and (self._linters or not is_name(str(name)))


def is_name(name: str) -> bool:
    """Whether this is the name of a linter or of one of its checks."""
    return name in LINTERS or ("/" in name and LINTER_RULE.fullmatch(name) is not None)


def names_of(rule: str) -> tuple[str, ...]:
    """The names by which a rule can be given: its own, and for a check of a linter that of the linter."""
    return (rule, rule.partition("/")[0]) if is_name(rule) else (rule,)


def chosen_programs(selected: Collection[str], *, wanted: bool) -> Mapping[str, Program]:
    """The linters by name; none if the user does not want them.

    Args:
        selected: the names after `--select`.
        wanted: whether the user gives `--linters`.

    Raises:
        UsageError: they are not installed, or one is not wanted although one of its checks is selected.
    """
    if not wanted:
        name = min(filter(is_name, selected), default=None)
        if name is not None:
            raise UsageError(NEEDS_LINTERS.format(name=name))
        return {}
    from kaniko_guide.linters import lint  # noqa: PLC0415 (a check without linters starts faster)

    try:
        return lint.installed()
    except lint.MissingError as error:
        raise UsageError(NOT_INSTALLED.format(packages=", ".join(error.packages))) from error


def add(
    result: CheckResult, readings: Sequence[Reading], linters: Mapping[str, Program], progress: Progress
) -> CheckResult:
    """The result of a check with what the linters find.

    Args:
        result: of the rules.
        readings: what was checked, before fixes were written.
        linters: as `chosen_programs` returns them.
        progress: what to report while they run.
    """
    if not linters:
        return result
    from kaniko_guide.linters import lint  # noqa: PLC0415 (as above)

    texts = {path: source.text for path, source in result.sources.items()}
    unchanged = all(source.text == texts.get(source.path) for reading in readings for source in reading.sources)
    now = readings if unchanged else [reading.with_texts(texts) for reading in readings]
    try:
        found = lint.lint((reading.project for reading in now), linters, progress)
    finally:
        progress.clear()
    failed = {problem.path for problem in found.problems}
    kept, suppressed = ignores.apply_linter_ignores(
        set(found.findings), result.sources.values(), result.sources.keys() - failed
    )
    covered = replace(
        result.coverage,
        unread=tuple(sorted((*result.coverage.unread, *found.unread), key=_place)),
        linted=found.checked,
    )
    return structs.replace(
        result,
        findings=sort_findings([*result.findings, *kept]),
        suppressed=result.suppressed + suppressed,
        problems=[*result.problems, *found.problems],
        coverage=covered,
    )


def _place(entry: Unread) -> tuple[str, int]:
    return entry.where.source.path, entry.where.origin(0)
