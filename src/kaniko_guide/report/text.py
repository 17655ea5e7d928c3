"""Findings as text: the source line with carets under the finding, the fix and the page of the guide."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Severity
from kaniko_guide.project import NotCheckedCause
from kaniko_guide.report import coverage, left_out, style
from kaniko_guide.report.guide import rule_page
from kaniko_guide.report.neutral import visible, visible_characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.analysis.coverage import Coverage
    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Finding
    from kaniko_guide.report.check_report import CheckReport

BEFORE, AFTER = 80, 100
"""Characters of a long line that are shown before and after the carets."""

TAB = 4
"""Columns that a tab is shown as."""

UNBREAKABLE = lazy.pattern(r"[（“]*(?:[!-~]+|[^ ])[，。；：、）”？]* *")
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
NONE_IN_PART = Bilingual(zh="读懂的部分没有发现问题", en="no findings in what was understood")
NOTHING_CHECKED = Bilingual(zh="没有读懂任何内容", en="nothing was understood")
COMMA = Bilingual(zh="，", en=", ")
STOP = Bilingual(zh="。", en=".")
HIDDEN = Bilingual(
    zh="另有 {n} 个级别较低的未显示（`--severity=info` 显示全部）",
    en="{n} less severe hidden (`--severity=info` shows all)",
)
UNCHECKED = {
    NotCheckedCause.UNREADABLE: Bilingual(zh="{n} 个无法读取", en="{n} could not be read"),
    NotCheckedCause.INTERNAL_ERROR: Bilingual(zh="{n} 个没能检查", en="{n} could not be checked"),
    NotCheckedCause.NOT_FIXED: Bilingual(zh="{n} 个没能修复", en="{n} could not be fixed"),
    NotCheckedCause.LINTER: Bilingual(zh="{n} 个外部检查没有完成", en="{n} not finished by a linter"),
}
SUPPRESSED = Bilingual(zh="{n} 个被注释忽略", en="{n} ignored by comments")
CONFIGURED = Bilingual(zh="{n} 个被配置关闭", en="{n} turned off by the configuration")
KNOWN = Bilingual(zh="{n} 个在基线里", en="{n} in the baseline")


FIXABLE = "[*]"
"""The mark of a finding that `--fix` fixes, and of a rule with such findings."""

CAN_FIX = (
    Bilingual(
        zh="{n} 个标有 [*] 的问题可以用 `--fix` 自动修复；`--diff` 先看改动。",
        en="{n} finding with [*] can be fixed by `--fix`; `--diff` shows the change.",
    ),
    Bilingual(
        zh="{n} 个标有 [*] 的问题可以用 `--fix` 自动修复；`--diff` 先看改动。",
        en="{n} findings with [*] can be fixed by `--fix`; `--diff` shows the changes.",
    ),
)
FINDINGS_FIXED = (
    Bilingual(zh="{n} 个问题（{files}）", en="{n} finding in {files}"),
    Bilingual(zh="{n} 个问题（{files}）", en="{n} findings in {files}"),
)
IN_FILES = (Bilingual(zh="{n} 个文件", en="{n} file"), Bilingual(zh="{n} 个文件", en="{n} files"))
FIXED = Bilingual(zh="修复了 {what}。", en="Fixed {what}.")
WOULD_FIX = Bilingual(zh="会修复 {what}", en="would fix {what}")
NOTHING_TO_FIX = Bilingual(zh="没有可以自动修复的问题", en="nothing to fix")


def render(report: CheckReport) -> Iterator[str]:
    """The lines to print."""
    for number, finding in enumerate(report.findings):
        if report.quiet and number:
            yield ""
        yield from _finding_lines(report, finding)
        if not report.quiet:
            yield ""
    if report.quiet:
        return
    if report.sources or report.coverage.unread or report.left_out.excluded:
        yield _summary(report)
        fixable = sum(finding.fix is not None for finding in report.findings)
        if fixable:
            yield _count(CAN_FIX, fixable)[report.language]
        if report.fixed:
            yield FIXED.format(what=_fixed(report.fixed))[report.language]
    yield from map(visible, left_out.lines(report.left_out, report.language))
    if report.sources or report.coverage.unread or report.coverage.other_yaml:
        yield from map(visible, coverage.lines(report.coverage, report))


def would_fix(fixed: Mapping[str, int], language: Language) -> str:
    """What the fixes of a diff would fix.

    Args:
        fixed: the number of findings, by path.
        language: of the text.
    """
    return (WOULD_FIX.format(what=_fixed(fixed)) if fixed else NOTHING_TO_FIX)[language]


def _fixed(fixed: Mapping[str, int]) -> Bilingual:
    return FINDINGS_FIXED[sum(fixed.values()) != 1].format(n=sum(fixed.values()), files=_count(IN_FILES, len(fixed)))


def _finding_lines(report: CheckReport, finding: Finding) -> Iterator[str]:
    language = report.language
    place = f"{finding.path}:{finding.line}:{finding.column}"
    gutter = " " * len(str(finding.line))
    line, caret = excerpt(*report.marked_line(finding))
    mark = f" {FIXABLE}" if finding.fix is not None else ""
    attributes = style.SEVERITIES[finding.severity]

    def styled(text: str, attributes: str) -> str:
        return style.styled(text, attributes, color=report.color)

    bar, equals = styled("|", style.QUIET), styled("=", style.QUIET)
    head = styled(visible(f"{place}:"), style.BOLD), styled(f"{finding.severity}:", attributes)
    yield " ".join((*head, visible(f"{report.message(finding)} [{finding.rule.name}]{mark}")))
    yield f"{gutter} {bar}"
    yield f"{styled(str(finding.line), style.QUIET)} {bar} {line}".rstrip()
    yield f"{gutter} {bar} {caret.replace('^' * caret.count('^'), styled('^' * caret.count('^'), attributes))}"
    yield f"{gutter} {equals} {FIX[language]}{report.help(finding)}"
    yield f"{gutter} {equals} {PAGE[language]}{rule_page(finding.rule)}"


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
    part = line[start : stop + AFTER]
    shown = [
        " " * TAB if character == "\t" else text for character, text in zip(part, visible_characters(part), strict=True)
    ]
    before, marked = left + "".join(shown[: at - start]), "".join(shown[at - start : stop - start])
    carets = "^" * max(_width(marked), 1)
    return before + marked + "".join(shown[stop - start :]) + right, " " * _width(before) + carets


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


def _width(text: str) -> int:
    """Columns of a text in a terminal."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _summary(report: CheckReport) -> str:
    language = report.language
    counts = {severity: sum(finding.severity is severity for finding in report.findings) for severity in SEVERITIES}
    parts = [_count(SEVERITIES[severity], n)[language] for severity, n in counts.items() if n] or [
        _no_findings(report.coverage)[language]
    ]
    parts += [HIDDEN.format(n=report.hidden)[language]] if report.hidden else []
    parts += [SUPPRESSED.format(n=report.suppressed)[language]] if report.suppressed else []
    parts += [CONFIGURED.format(n=report.left_out.configured)[language]] if report.left_out.configured else []
    parts += [KNOWN.format(n=report.left_out.known)[language]] if report.left_out.known else []
    unchecked = {cause: sum(error.cause is cause for error in report.errors) for cause in UNCHECKED}
    parts += [UNCHECKED[cause].format(n=n)[language] for cause, n in unchecked.items() if n]
    return _count(FILES, len(report.sources))[language] + COMMA[language].join(parts) + STOP[language]


def _no_findings(found: Coverage) -> Bilingual:
    """What to say of files without findings; not more than is known."""
    if not any(found.understood.values()):
        return NOTHING_CHECKED
    return NONE_IN_PART if found.unread else NONE


def _count(words: tuple[Bilingual, Bilingual], number: int) -> Bilingual:
    return words[number != 1].format(n=number)
