"""Findings for people: the line, a caret under what is at fault, the fix and the page."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Severity
from kaniko_guide.project import NotCheckedCause
from kaniko_guide.report.guide import address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.report.checked import Report

BEFORE, BEHIND = 80, 100
"""Characters of a long line that are shown before and behind the caret."""

TAB = 4
"""Columns of a tab, as it is shown."""

PIECE = re.compile(r"[（“]*(?:[!-~]+|[^ ])[，。；：、）”？]* *")
"""What stands on one line: a Latin word or a Chinese character, with the marks and the space at its sides."""

HELP = Bilingual(zh="改法：", en="help: ")
PAGE = Bilingual(zh="页面：", en="page: ")
SEVERITIES = {
    Severity.ERROR: (Bilingual("{n} 个错误", "{n} error"), Bilingual("{n} 个错误", "{n} errors")),
    Severity.WARNING: (Bilingual("{n} 个警告", "{n} warning"), Bilingual("{n} 个警告", "{n} warnings")),
    Severity.INFO: (Bilingual("{n} 条建议", "{n} piece of advice"), Bilingual("{n} 条建议", "{n} pieces of advice")),
}
FILES = (
    Bilingual("检查了 {n} 个文件：", "Checked {n} file: "),
    Bilingual("检查了 {n} 个文件：", "Checked {n} files: "),
)
NONE = Bilingual(zh="没有发现问题", en="no findings")
COMMA = Bilingual(zh="，", en=", ")
STOP = Bilingual(zh="。", en=".")
HIDDEN = Bilingual(
    zh="另有 {n} 个级别较低的没有显示（`--severity info` 全部显示）",
    en="{n} less severe not shown (`--severity info` shows all)",
)
UNCHECKED = {
    NotCheckedCause.UNREADABLE: Bilingual(zh="{n} 个读不了", en="{n} could not be read"),
    NotCheckedCause.INTERNAL_ERROR: Bilingual(zh="{n} 个没能检查", en="{n} could not be checked"),
}
SILENCED = Bilingual(zh="{n} 个被注释忽略", en="{n} ignored by comments")
NOT_RUN = Bilingual(
    zh="没有运行：Groovy、CodeNarc、kubectl、hadolint、ShellCheck。它们查到的比这里多，这里不代替它们。",
    en="Not run: Groovy, CodeNarc, kubectl, hadolint, ShellCheck. They find more; this does not replace them.",
)


def render(report: Report) -> Iterator[str]:
    """The lines to print."""
    language = report.language
    for finding in report.findings:
        yield from _finding(report, finding)
        yield ""
    if report.sources:
        yield _summary(report)
        yield NOT_RUN[language]


def _finding(report: Report, finding: Finding) -> Iterator[str]:
    language = report.language
    place = f"{finding.path}:{finding.line}:{finding.column}"
    gutter = " " * len(str(finding.line))
    line, caret = excerpt(report.line(finding), finding.column, report.end_column(finding))
    yield visible(f"{place}: {finding.severity}: {finding.message[language]} [{finding.rule.name}]")
    yield f"{gutter} |"
    yield f"{finding.line} | {line}".rstrip()
    yield f"{gutter} | {caret}"
    yield f"{gutter} = {HELP[language]}{visible(finding.help[language])}"
    yield f"{gutter} = {PAGE[language]}{address(finding.rule.page)}"


def excerpt(line: str, column: int, end_column: int) -> tuple[str, str]:
    """A line as a terminal shows it, and the carets that stand under some of its characters there.

    Args:
        line: without its end.
        column: of the first character, from 1.
        end_column: behind the last one.
    """
    at, end = min(column - 1, len(line)), min(end_column - 1, len(line))
    start, stop = max(at - BEFORE, 0), min(max(end, at), at + BEHIND)
    left = "…" if start else ""
    right = "…" if stop + BEHIND < len(line) else ""
    before, marked = (left + _shown(line[start:at])), _shown(line[at:stop])
    carets = "^" * max(_width(marked), 1)
    return before + marked + _shown(line[stop : stop + BEHIND]) + right, " " * _width(before) + carets


def wrap(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns, as a terminal counts them; a longer word stands alone.

    Between Chinese characters a line may end, but not before a closing mark or behind an opening one.
    """
    lines = [""]
    for piece in PIECE.findall(text):
        if lines[-1] and _width(lines[-1]) + _width(piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def visible(text: str) -> str:
    """A text in one line without characters that steer a terminal or can't be seen, which stand as `<U+200B>`."""
    return "".join(_sign(sign) for sign in text)


def _shown(text: str) -> str:
    return visible(text.replace("\t", " " * TAB))


def _sign(sign: str) -> str:
    return f"<U+{ord(sign):04X}>" if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else sign


def _width(text: str) -> int:
    """Columns that a terminal gives a text."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in {"W", "F"}) for sign in text
    )


def _summary(report: Report) -> str:
    language = report.language
    counts = {severity: sum(found.severity is severity for found in report.findings) for severity in SEVERITIES}
    parts = [_count(SEVERITIES[severity], n)[language] for severity, n in counts.items() if n] or [NONE[language]]
    parts += [HIDDEN.format(n=report.hidden)[language]] if report.hidden else []
    parts += [SILENCED.format(n=report.silenced)[language]] if report.silenced else []
    unchecked = {cause: sum(error.cause is cause for error in report.errors) for cause in UNCHECKED}
    parts += [UNCHECKED[cause].format(n=n)[language] for cause, n in unchecked.items() if n]
    return _count(FILES, len(report.sources))[language] + COMMA[language].join(parts) + STOP[language]


def _count(words: tuple[Bilingual, Bilingual], number: int) -> Bilingual:
    return words[number != 1].format(n=number)
