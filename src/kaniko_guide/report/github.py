"""Findings as GitHub workflow commands, which GitHub shows at the line of each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.findings import Severity
from kaniko_guide.report.guide import address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.report.check_report import CheckReport

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: CheckReport) -> Iterator[str]:
    """One command for each finding, and one for each file that could not be checked."""
    for finding in report.findings:
        properties = {
            "file": finding.path,
            "line": finding.line,
            "col": finding.column,
            "endColumn": report.end_column(finding),
            "title": f"kaniko-guide: {finding.rule.name}",
        }
        message = f"{finding.message[report.language]} {finding.help[report.language]} {address(finding.rule.page)}"
        yield _command(LEVELS[finding.severity], properties, message)
    for error in report.errors:
        yield _command("error", {"file": error.path, "title": "kaniko-guide"}, error.reason[report.language])


def _command(name: str, properties: Mapping[str, object], message: str) -> str:
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {written}::{_escape(message)}"


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
