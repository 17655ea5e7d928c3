"""Comments that suppress a rule's findings: `# kaniko-guide: ignore[rule] reason`.

A comment after code applies to its line. A comment on its own line applies to the next line, and to the lines that a
backslash joins to that one. `#` and `//` both start a comment, also in YAML or shell inside a Groovy string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.findings import LINTER_RULE, Message, Rule, Severity, sort_findings
from kaniko_guide.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.text import Source

COMMENT = lazy.pattern(r"(?:#|//)[ \t]*kaniko-guide:[ \t]*ignore(?P<rest>[^\n]*)")
NAMES_AND_REASON = lazy.pattern(r"\[(?P<names>[^\]]*)\](?P<reason>.*)")

SYNTAX_HELP = Bilingual(
    zh="写成 `kaniko-guide: ignore[规则名] 理由`。", en="Write `kaniko-guide: ignore[rule] reason`."
)
NO_SUCH_RULE = Bilingual(
    zh="这条忽略注释写的规则 `{rule}` 不存在，所以不起作用。",
    en="This comment names the rule `{rule}`, which does not exist, so it suppresses nothing.",
)
NO_NAME = Message(
    "no-name",
    Bilingual(
        zh="这条忽略注释没有写规则名，所以不起作用。", en="This comment names no rule, so it suppresses nothing."
    ),
    SYNTAX_HELP,
)
NO_REASON = Message(
    "no-reason",
    Bilingual(
        zh="这条忽略注释没有写理由，所以不起作用。", en="This comment gives no reason, so it suppresses nothing."
    ),
    SYNTAX_HELP,
)
UNKNOWN_RULE = Message("unknown-rule", NO_SUCH_RULE, SYNTAX_HELP)
MISSPELT_RULE = Message(
    "misspelt-rule",
    NO_SUCH_RULE,
    Bilingual(
        zh="写成 `kaniko-guide: ignore[规则名] 理由`。是不是想写 `{near}`？",
        en="Write `kaniko-guide: ignore[rule] reason`. Did you mean `{near}`?",
    ),
)

INVALID_IGNORE = Rule(
    name="bad-ignore",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="无效的忽略注释", en="Invalid ignore comment"),
    why=Bilingual(
        zh="没有规则名或没有理由的忽略注释不起作用，问题仍会报告。",
        en="An ignore comment without a rule name or a reason suppresses nothing.",
    ),
    messages=(NO_NAME, NO_REASON, UNKNOWN_RULE, MISSPELT_RULE),
    source="kaniko_guide/analysis/ignores.py",
    explained_in="check.md#ignore",
)
UNUSED_IGNORE = Rule(
    name="unused-ignore",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="多余的忽略注释", en="Unused ignore comment"),
    why=Bilingual(
        zh="问题已经消失，但这条注释会掩盖同一行以后出现的新问题。",
        en="The problem is gone, but the comment would hide the next one on its line.",
    ),
    message=Bilingual(
        zh="这里没有 `{rule}` 的问题，不需要忽略。", en="There is no finding of `{rule}` here to ignore."
    ),
    help=Bilingual(
        zh="删掉它，或者移到问题所在的那一行或上一行。",
        en="Delete it, or move it to the line of the finding or the line above.",
    ),
    source="kaniko_guide/analysis/ignores.py",
    explained_in="check.md#ignore",
)
IGNORE_RULES = {rule.name: rule for rule in (INVALID_IGNORE, UNUSED_IGNORE)}


class IgnoreComment(Data, frozen=True):
    """A valid ignore comment for one rule; it applies to the lines `first` to `last`, counted from 1."""

    rule: str
    where: Text
    first: int
    last: int

    def covers(self, finding: Finding) -> bool:
        """Whether it suppresses a finding."""
        same = finding.path == self.where.source.path and finding.rule.name == self.rule
        return same and self.first <= finding.line <= self.last


def apply_ignores(
    findings: Collection[Finding], sources: Iterable[Source], known: Collection[str]
) -> tuple[list[Finding], int]:
    """Remove the findings that ignore comments suppress, and add findings on invalid and unused comments.

    Args:
        findings: what the rules reported.
        sources: the checked files.
        known: the names of all rules, including those in `IGNORE_RULES`.

    Returns:
        The remaining and the new findings, sorted, and the number of suppressed ones.
    """
    comments, invalid = _comments(sources, known)
    remaining, used = _suppress(findings, comments)
    of_rules = [comment for comment in comments if not LINTER_RULE.fullmatch(comment.rule)]
    return sort_findings([*remaining, *invalid, *_unused(of_rules, used)]), len(findings) - len(remaining)


def apply_linter_ignores(
    findings: Collection[Finding], sources: Iterable[Source], checked: Collection[str]
) -> tuple[list[Finding], int]:
    """Remove the findings of linters that ignore comments suppress, and add findings on unused comments.

    Args:
        findings: what the linters reported.
        sources: the checked files.
        checked: the paths of the files that they checked without an error.

    Returns:
        As `apply_ignores`.
    """
    comments, _ = _comments(sources, ())
    of_linters = [comment for comment in comments if LINTER_RULE.fullmatch(comment.rule)]
    remaining, used = _suppress(findings, of_linters)
    known = [comment for comment in of_linters if comment.where.source.path in checked]
    return sort_findings([*remaining, *_unused(known, used)]), len(findings) - len(remaining)


def _comments(sources: Iterable[Source], known: Collection[str]) -> tuple[list[IgnoreComment], list[Finding]]:
    """The valid ignore comments, and a finding for each invalid one."""
    valid: list[IgnoreComment] = []
    invalid: list[Finding] = []
    for source in sources:
        for found in _ignore_comments(source, known):
            if isinstance(found, IgnoreComment):
                valid.append(found)
            else:
                invalid.append(found)
    return valid, invalid


def _suppress(
    findings: Iterable[Finding], comments: Iterable[IgnoreComment]
) -> tuple[list[Finding], set[IgnoreComment]]:
    """The findings that no comment suppresses, and the comments that suppress one."""
    by_path: dict[str, list[IgnoreComment]] = {}
    for comment in comments:
        by_path.setdefault(comment.where.source.path, []).append(comment)
    remaining: list[Finding] = []
    used: set[IgnoreComment] = set()
    for finding in findings:
        covering = {comment for comment in by_path.get(finding.path, ()) if comment.covers(finding)}
        used |= covering
        if not covering:
            remaining.append(finding)
    return remaining, used


def _unused(comments: Iterable[IgnoreComment], used: Collection[IgnoreComment]) -> Iterator[Finding]:
    for comment in comments:
        if comment not in used:
            yield UNUSED_IGNORE.finding(comment.where, rule=comment.rule)


def _ignore_comments(source: Source, known: Collection[str]) -> Iterator[IgnoreComment | Finding]:
    """The valid ignore comments of a file, and a finding for each invalid one."""
    if "kaniko-guide:" not in source.text:
        return
    lines = source.lines
    for match in COMMENT.finditer(source.text):
        written = match.group().rstrip()
        where = Text(written, source, (0,), (match.start(),))
        shape = NAMES_AND_REASON.match(match["rest"].strip())
        names = [name.strip() for name in shape["names"].split(",")] if shape is not None else []
        unknown = next((name for name in names if name and name not in known and not LINTER_RULE.fullmatch(name)), None)
        if shape is None or not all(names):
            yield INVALID_IGNORE.finding(where, NO_NAME)
        elif unknown is not None:
            near = lazy.close_matches(unknown, known, 1)
            yield INVALID_IGNORE.finding(
                where, MISSPELT_RULE if near else UNKNOWN_RULE, rule=unknown, near="".join(near)
            )
        elif not shape["reason"].strip():
            yield INVALID_IGNORE.finding(where, NO_REASON)
        else:
            position = source.position(match.start())
            on_own_line = not lines[position.line - 1][: position.column - 1].strip()
            first, last = _next_code_lines(lines, position.line) if on_own_line else (position.line, position.line)
            yield from (IgnoreComment(name, where, first, last) for name in names)


def _next_code_lines(lines: list[str], line: int) -> tuple[int, int]:
    """First and last of the lines that a comment on its own line applies to; all lines are counted from 1."""
    first = line + 1
    while first < len(lines) and COMMENT.match(lines[first - 1].strip()):
        first += 1
    last = first
    while last < len(lines) and lines[last - 1].rstrip().endswith("\\"):
        last += 1
    return first, last
