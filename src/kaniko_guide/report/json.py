"""Findings as JSON, and the JSON writer of all commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kaniko_guide.report import coverage, left_out
from kaniko_guide.report.guide import rule_page
from kaniko_guide.report.neutral import escape_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.report.check_report import CheckReport


def render(report: CheckReport) -> Iterator[str]:
    """One JSON object: the number of files, the findings, and what was left out, not checked or not understood."""
    findings = [
        {
            "rule": finding.rule.name,
            "severity": finding.severity,
            "path": finding.path,
            "line": finding.line,
            "column": finding.column,
            "end_column": report.end_column(finding),
            "message": report.message(finding),
            "help": report.help(finding),
            "page": rule_page(finding.rule),
            "fix": _fix(report, finding),
        }
        for finding in report.findings
    ]
    errors = [{"path": error.path, "message": report.shown(error.path, error.reason)} for error in report.errors]
    covered = coverage.data(report.coverage, report)
    yield dump(
        {
            "files": len(report.sources),
            "fixed": sum(report.fixed.values()),
            "findings": findings,
            "left_out": left_out.data(report),
            "errors": errors,
            "coverage": covered,
        }
    )


def _fix(report: CheckReport, finding: Finding) -> list[dict[str, object]] | None:
    """The edits of a finding, or null; positions as in `line` and `column`."""
    edits = report.edits(finding)
    if edits is None:
        return None
    return [
        {
            "line": edit.start.line,
            "column": edit.start.column,
            "end_line": edit.end.line,
            "end_column": edit.end.column,
            "text": edit.text,
        }
        for edit in edits
    ]


def dump(data: object) -> str:
    """JSON as all commands print it; a byte that is not UTF-8, as in a file name, becomes `?`."""
    return escape_json(json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode("utf-8"))
