"""Findings as SARIF 2.1.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kaniko_guide.findings import Severity
from kaniko_guide.report import left_out
from kaniko_guide.report.guide import rule_page, site, version
from kaniko_guide.report.json import dump
from kaniko_guide.report.neutral import visible
from kaniko_guide.text import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Finding, Message, Rule
    from kaniko_guide.report.check_report import CheckReport, ShownEdit
    from kaniko_guide.sources.unread import Unread

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: CheckReport) -> Iterator[str]:
    """One SARIF log with one run; columns count Unicode code points."""
    rules = sorted({finding.rule for finding in report.findings}, key=lambda rule: rule.name)
    driver = {
        "name": "kaniko-guide",
        "version": version(),
        "rules": [_rule(report, rule) for rule in rules],
        "notifications": _reasons(report),
    }
    if site():
        driver["informationUri"] = site()
    notifications = [
        _notification("error", error.path, report.shown(error.path, error.reason)) for error in report.errors
    ]
    notifications += [_unread(entry, report) for entry in report.coverage.unread]
    linters = {"linted": dict(report.coverage.linted)} if report.coverage.linted else {}
    invocation = {
        "executionSuccessful": not report.errors,
        "toolExecutionNotifications": notifications,
        "properties": {"understood": dict(report.coverage.understood), "leftOut": left_out.data(report)} | linters,
    }
    run = {
        "tool": {"driver": driver},
        "language": "zh-CN" if report.language == "zh" else "en",
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [_result(report, finding, rules.index(finding.rule)) for finding in report.findings],
    }
    yield dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(report: CheckReport, rule: Rule) -> dict[str, Any]:
    page = rule_page(rule)
    descriptor: dict[str, Any] = {
        "id": rule.name,
        "shortDescription": {"text": rule.title[report.language]},
        "fullDescription": {"text": rule.why[report.language]},
        "help": {"text": page},
        "messageStrings": {message.name: _message_string(message, report.language) for message in rule.messages},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }
    return descriptor | ({"helpUri": page} if site() or page.startswith("https://") else {})


def _message_string(message: Message, language: Language) -> dict[str, str]:
    """A rule's message with placeholders for its values; braces are doubled, as SARIF requires."""
    parts = (template.without_values()[language] for template in (message.message, message.help))
    return {"text": " ".join(parts).replace("{", "{{").replace("}", "}}")}


def _result(report: CheckReport, finding: Finding, index: int) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
        "snippet": {"text": "\t".join(map(visible, report.line(finding).split("\t")))},
    }
    result = {
        "ruleId": finding.rule.name,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {
            "id": finding.message_name,
            "text": f"{report.message(finding)} {report.help(finding)}",
        },
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(finding.path), "region": region}}],
    }
    edits = report.edits(finding)
    return result if edits is None else result | {"fixes": [_fix(report, finding, edits)]}


def _fix(report: CheckReport, finding: Finding, edits: Sequence[ShownEdit]) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.start.line,
                "startColumn": edit.start.column,
                "endLine": edit.end.line,
                "endColumn": edit.end.column,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in edits
    ]
    return {
        "description": {"text": report.help(finding)},
        "artifactChanges": [{"artifactLocation": _artifact(finding.path), "replacements": replacements}],
    }


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote("stdin" if path == STDIN else path, errors="surrogateescape")}


def _reasons(report: CheckReport) -> list[dict[str, Any]]:
    """The descriptors of the reasons why something was not understood."""
    reasons = {entry.reason.name: entry.reason for entry in report.coverage.unread}
    return [
        {"id": name, "shortDescription": {"text": reasons[name].message.without_values()[report.language]}}
        for name in sorted(reasons)
    ]


def _unread(entry: Unread, report: CheckReport) -> dict[str, Any]:
    place = entry.where.position()
    path = entry.where.source.path
    region = {"startLine": place.line, "startColumn": place.column}
    location = {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}
    text = f"{visible(path)}:{place.line}: {report.shown(path, entry.message)}"
    return {
        "level": "note",
        "descriptor": {"id": entry.reason.name},
        "message": {"text": text},
        "locations": [location],
    }


def _notification(level: str, path: str, message: str) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": _artifact(path)}}
    return {"level": level, "message": {"text": f"{visible(path)}: {message}"}, "locations": [location]}
