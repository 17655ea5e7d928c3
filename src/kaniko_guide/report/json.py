"""Findings as JSON, and the JSON writer of all commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kaniko_guide.report.guide import address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.report.check_report import CheckReport


def render(report: CheckReport) -> Iterator[str]:
    """One JSON object: the number of files, the findings, and what could not be checked."""
    findings = [
        {
            "rule": finding.rule.name,
            "severity": finding.severity,
            "path": finding.path,
            "line": finding.line,
            "column": finding.column,
            "end_column": report.end_column(finding),
            "message": finding.message[report.language],
            "help": finding.help[report.language],
            "page": address(finding.rule.page),
        }
        for finding in report.findings
    ]
    errors = [{"path": error.path, "message": error.reason[report.language]} for error in report.errors]
    yield dump({"files": len(report.sources), "findings": findings, "errors": errors})


def dump(data: object) -> str:
    """JSON as all commands print it; a byte that is not UTF-8, as in a file name, becomes `?`."""
    return json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode("utf-8")
