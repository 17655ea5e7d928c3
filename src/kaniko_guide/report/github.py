"""Findings as GitHub workflow commands, which GitHub shows at the line of each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.findings import Severity
from kaniko_guide.report import coverage, left_out
from kaniko_guide.report.guide import rule_page
from kaniko_guide.report.neutral import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.report.check_report import CheckReport

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: CheckReport) -> Iterator[str]:
    """One command for each finding, for each file that could not be checked and each part that was not understood."""
    for finding in report.findings:
        properties = {
            "file": finding.path,
            "line": finding.line,
            "col": finding.column,
            "endColumn": report.end_column(finding),
            "title": f"kaniko-guide: {finding.rule.name}",
        }
        message = f"{report.message(finding)} {report.help(finding)} {rule_page(finding.rule)}"
        yield command(LEVELS[finding.severity], properties, message)
    for error in report.errors:
        yield command("error", {"file": error.path, "title": "kaniko-guide"}, report.shown(error.path, error.reason))
    if report.quiet:
        return
    for entry in report.coverage.unread:
        place = entry.where.position()
        properties = {"file": entry.where.source.path, "line": place.line, "col": place.column}
        title = {"title": f"kaniko-guide: {entry.reason.name}"}
        yield command("notice", properties | title, report.shown(entry.where.source.path, entry.message))
    covered = coverage.understood(report.coverage, report.language)
    if report.coverage.linted:
        covered = f"{covered} {coverage.linted(report.coverage, report.language)}"
    message = " ".join((covered, *left_out.lines(report.left_out, report.language)))
    yield command("notice", {"title": "kaniko-guide"}, message)


def command(name: str, properties: Mapping[str, object], message: str) -> str:
    """A workflow command.

    Args:
        name: `error`, `warning` or `notice`.
        properties: by name.
        message: that it shows.
    """
    written = ",".join(f"{key}={_property(visible(str(value)))}" for key, value in properties.items())
    return f"::{name} {written}::{_escape(visible(message))}"


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
