"""Chooses the fixes to apply: each is tried, and kept only if its finding is gone and no other one appears.

A fix may uncover a problem that its finding hid, or meet another fix at the same characters. So the changed files are
checked again, in memory, before anything is written. If the fixes of a file fail this test, each half of them is tried.
Suggestions may appear, as for a flag that had no effect before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.data import Data
from kaniko_guide.edits import apply
from kaniko_guide.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kaniko_guide.edits import Edit
    from kaniko_guide.text import Source


class Limits(Data, frozen=True):
    """How much is tried.

    Attributes:
        passes: how often the findings that are left are fixed again.
        checks: how often the files are checked again; a fix that is not tried by then is not applied.
    """

    passes: int = 10
    checks: int = 40


DEFAULT_LIMITS = Limits()
Texts = Mapping[str, str]
"""The new text of each changed file, by the path that findings show."""

Check = Callable[[Texts], Sequence[Finding] | None]
"""All findings if some files have another text; None if a file can't be checked then."""


class Plan(Data, frozen=True):
    """What the fixes do.

    Attributes:
        texts: the new text of each changed file, by the path that findings show.
        fixed: how many findings are fixed, by path.
        findings: what is found before; only findings that the first pass fixes have a fix.
        remaining: what is found afterwards, without fixes.
    """

    texts: Texts
    fixed: Mapping[str, int]
    findings: Sequence[Finding]
    remaining: Sequence[Finding]


def plan(
    sources: Mapping[str, Source],
    findings: Sequence[Finding],
    check: Check,
    selected: Callable[[Finding], bool],
    limits: Limits = DEFAULT_LIMITS,
) -> Plan:
    """Choose the fixes that are safe.

    Args:
        sources: the files, by the path that findings show.
        findings: all findings, also those that are not selected.
        check: checks the files again.
        selected: whether a finding is one to fix.
        limits: how much is tried.
    """
    planner = _Planner(sources, findings, check, limits.checks)
    first: set[Finding] = set()
    for number in range(limits.passes):
        kept = planner.fix_again(selected)
        if number == 0:
            first = set(kept)
        if not kept:
            break
    return Plan(
        {path: text for path, text in planner.texts.items() if text != sources[path].text},
        planner.fixed,
        [finding if finding in first else without_fix(finding) for finding in findings],
        [without_fix(finding) for finding in planner.findings],
    )


def without_fix(finding: Finding) -> Finding:
    """A finding that is only reported."""
    return finding if finding.fix is None else replace(finding, fix=None)


class _Outcome(Data, frozen=True):
    """What some fixes lead to.

    Attributes:
        texts: of the changed files.
        findings: in them.
        worse: the files in which a finding is not gone, or another one appears.
    """

    texts: Texts
    findings: Sequence[Finding]
    worse: frozenset[str]


class _Planner:
    """Tries fixes.

    Attributes:
        texts: the changed files, with the fixes that were kept so far.
        findings: what is found in them.
        fixed: how many findings are fixed, by path.
    """

    def __init__(self, sources: Mapping[str, Source], findings: Sequence[Finding], check: Check, checks: int) -> None:
        self._original = {path: source.text for path, source in sources.items()}
        self._check = check
        self._checks = checks
        self._failed: set[tuple[object, ...]] = set()
        self._last: tuple[list[Finding], _Outcome] | None = None
        self.texts: Texts = {}
        self.findings = findings
        self.fixed: Counter[str] = Counter()

    def _text(self, path: str) -> str:
        return self.texts.get(path, self._original[path])

    def fix_again(self, selected: Callable[[Finding], bool]) -> list[Finding]:
        """Try the fixes of what is found now, and keep those that pass the test.

        Returns:
            The findings that are fixed.
        """
        candidates = (
            finding
            for finding in self.findings
            if finding.fix is not None and selected(finding) and self._identity(finding) not in self._failed
        )
        pending: dict[str, list[list[Finding]]] = {}
        for finding in without_overlaps(candidates):
            pending.setdefault(finding.path, [[]])[0].append(finding)
        kept: list[Finding] = []
        while pending:
            tried = {path: groups.pop() for path, groups in pending.items()}
            outcome = self._try([*kept, *(finding for group in tried.values() for finding in group)])
            # a finding that appears in another file may be due to any of the fixes
            for path, group in tried.items():
                if outcome is not None and path not in outcome.worse and outcome.worse <= tried.keys():
                    kept += group
                elif len(group) > 1:
                    middle = len(group) // 2
                    pending[path] += [group[middle:], group[:middle]]
                else:
                    self._failed.add(self._identity(group[0]))
            pending = {path: groups for path, groups in pending.items() if groups}
        return kept if self._apply(kept) else []

    def _apply(self, kept: Sequence[Finding]) -> bool:
        """Apply fixes that passed the test file by file, unless they fail it together."""
        outcome = self._try(kept) if kept else None
        self._last = None
        if outcome is None or outcome.worse:
            return False
        self.texts, self.findings = outcome.texts, outcome.findings
        self.fixed.update(finding.path for finding in kept)
        return True

    def _identity(self, finding: Finding) -> tuple[object, ...]:
        """What a finding has in common with the same one after other fixes in its file."""
        text, edits = self._text(finding.path), finding.fix or ()
        around = tuple((text[max(edit.start - 40, 0) : edit.end + 40], edit.text) for edit in edits)
        return (*_key(finding), around)

    def _try(self, group: Sequence[Finding]) -> _Outcome | None:
        """The outcome of fixes; None if a file can't be checked then, or no check is left."""
        if self._last is not None and self._last[0] == list(group):
            return self._last[1]
        if self._checks == 0:
            return None
        self._checks -= 1
        edits: dict[str, list[Edit]] = {}
        for finding in group:
            edits.setdefault(finding.path, []).extend(finding.fix or ())
        texts = {**self.texts, **{path: apply(self._text(path), found) for path, found in edits.items()}}
        found = self._check(texts)
        if found is None:
            return None
        allowed = Counter(map(_key, self.findings))
        allowed.subtract(Counter(map(_key, group)))
        fixed = {_key(finding) for finding in group}
        left = Counter(
            _key(finding) for finding in found if finding.severity is not Severity.INFO or _key(finding) in fixed
        )
        worse = frozenset(key[0] for key, number in left.items() if number > allowed[key])
        self._last = list(group), _Outcome(texts, found, worse)
        return self._last[1]


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.path, finding.rule.name, finding.severity, finding.message.en


def without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """The findings whose fixes can be applied together: the first ones, and those with exactly the same fix."""
    kept: list[Finding] = []
    taken: dict[str, list[Edit]] = {}
    for finding in findings:
        before = taken.setdefault(finding.path, [])
        new = [edit for edit in finding.fix or () if edit not in before]
        if not any(_meet(edit, other) for edit in new for other in before):
            kept.append(finding)
            before += new
    return kept


def _meet(edit: Edit, other: Edit) -> bool:
    """Whether two edits overlap, touch or insert at the same place."""
    return edit.start <= other.end and other.start <= edit.end
