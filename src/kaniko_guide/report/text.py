"""Findings as text: the source line with carets under the finding, the fix and the page of the guide."""

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
    from kaniko_guide.report.check_report import CheckReport

BEFORE, AFTER = 80, 100
"""Characters of a long line that are shown before and after the carets."""

TAB = 4
"""Columns that a tab is shown as."""

UNBREAKABLE = re.compile(r"[（“]*(?:[!-~]+|[^ ])[，。；：、）”？]* *")
"""Text that is not broken across lines: a Latin word or a Chinese character, with adjacent punctuation and space."""

FIX = Bilingual(zh="解决：", en="fix: ")
PAGE = Bilingual(zh="页面：", en="page: ")
SEVERITIES = {
    Severity.ERROR: (Bilingual("{n} 个错误", "{n} error"), Bilingual("{n} 个错误", "{n} errors")),
    Severity.WARNING: (Bilingual("{n} 个警告", "{n} warning"), Bilingual("{n} 个警告", "{n} warnings")),
    Severity.INFO: (Bilingual("{n} 条建议", "{n} suggestion"), Bilingual("{n} 条建议", "{n} suggestions")),
}
FILES = (
    Bilingual("检查了 {n} 个文件：", "Checked {n} file: "),
    Bilingual("检查了 {n} 个文件：", "Checked {n} files: "),
)
NONE = Bilingual(zh="没有发现问题", en="no findings")
COMMA = Bilingual(zh="，", en=", ")
STOP = Bilingual(zh="。", en=".")
HIDDEN = Bilingual(
    zh="另有 {n} 个级别较低的未显示（`--severity=info` 显示全部）",
    en="{n} less severe hidden (`--severity=info` shows all)",
)
UNCHECKED = {
    NotCheckedCause.UNREADABLE: Bilingual(zh="{n} 个无法读取", en="{n} could not be read"),
    NotCheckedCause.INTERNAL_ERROR: Bilingual(zh="{n} 个没能检查", en="{n} could not be checked"),
}
SUPPRESSED = Bilingual(zh="{n} 个被注释忽略", en="{n} ignored by comments")


def render(report: CheckReport) -> Iterator[str]:
    """The lines to print."""
    for finding in report.findings:
        yield from _finding_lines(report, finding)
        yield ""
    if report.sources:
        yield _summary(report)


def _finding_lines(report: CheckReport, finding: Finding) -> Iterator[str]:
    language = report.language
    place = f"{finding.path}:{finding.line}:{finding.column}"
    gutter = " " * len(str(finding.line))
    line, caret = excerpt(report.line(finding), finding.column, report.end_column(finding))
    yield visible(f"{place}: {finding.severity}: {finding.message[language]} [{finding.rule.name}]")
    yield f"{gutter} |"
    yield f"{finding.line} | {line}".rstrip()
    yield f"{gutter} | {caret}"
    yield f"{gutter} = {FIX[language]}{visible(finding.help[language])}"
    yield f"{gutter} = {PAGE[language]}{address(finding.rule.page)}"


def excerpt(line: str, column: int, end_column: int) -> tuple[str, str]:
    """A line as a terminal shows it, cut if it is long, and the carets under the marked characters.

    Args:
        line: without its line end.
        column: of the first marked character, from 1.
        end_column: after the last one.
    """
    at, end = min(column - 1, len(line)), min(end_column - 1, len(line))
    start, stop = max(at - BEFORE, 0), min(max(end, at), at + AFTER)
    left = "…" if start else ""
    right = "…" if stop + AFTER < len(line) else ""
    before, marked = (left + _visible_line(line[start:at])), _visible_line(line[at:stop])
    carets = "^" * max(_width(marked), 1)
    return before + marked + _visible_line(line[stop : stop + AFTER]) + right, " " * _width(before) + carets


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines.

    A line may break between Chinese characters, but not before closing or after opening punctuation.

    Args:
        text: without line breaks.
        width: columns of a terminal; a longer word has a line of its own.
    """
    lines = [""]
    for piece in UNBREAKABLE.findall(text):
        if lines[-1] and _width(lines[-1]) + _width(piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def visible(text: str) -> str:
    """A text with its control and invisible characters, line ends too, shown as `<U+200B>`."""
    return "".join(_visible_character(character) for character in text)


def _visible_line(text: str) -> str:
    return visible(text.replace("\t", " " * TAB))


def _visible_character(character: str) -> str:
    invisible = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return f"<U+{ord(character):04X}>" if invisible else character


def _width(text: str) -> int:
    """Columns of a text in a terminal."""
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _summary(report: CheckReport) -> str:
    language = report.language
    counts = {severity: sum(finding.severity is severity for finding in report.findings) for severity in SEVERITIES}
    parts = [_count(SEVERITIES[severity], n)[language] for severity, n in counts.items() if n] or [NONE[language]]
    parts += [HIDDEN.format(n=report.hidden)[language]] if report.hidden else []
    parts += [SUPPRESSED.format(n=report.suppressed)[language]] if report.suppressed else []
    unchecked = {cause: sum(error.cause is cause for error in report.errors) for cause in UNCHECKED}
    parts += [UNCHECKED[cause].format(n=n)[language] for cause, n in unchecked.items() if n]
    return _count(FILES, len(report.sources))[language] + COMMA[language].join(parts) + STOP[language]


def _count(words: tuple[Bilingual, Bilingual], number: int) -> Bilingual:
    return words[number != 1].format(n=number)
