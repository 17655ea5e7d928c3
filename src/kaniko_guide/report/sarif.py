"""Findings as SARIF 2.1.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kaniko_guide.findings import Severity
from kaniko_guide.report.guide import address, site, version
from kaniko_guide.report.json import dump
from kaniko_guide.text import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Finding, Message, Rule
    from kaniko_guide.report.check_report import CheckReport

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: CheckReport) -> Iterator[str]:
    """One SARIF log with one run; columns count Unicode code points."""
    rules = sorted({finding.rule for finding in report.findings}, key=lambda rule: rule.name)
    driver = {
        "name": "kaniko-guide",
        "version": version(),
        "rules": [_rule(report, rule) for rule in rules],
    }
    if site():
        driver["informationUri"] = site()
    notifications = [_notification("error", error.path, error.reason[report.language]) for error in report.errors]
    notifications += [_notification("note", note.path, note.reason[report.language]) for note in report.notes]
    run = {
        "tool": {"driver": driver},
        "language": "zh-CN" if report.language == "zh" else "en",
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": not report.errors, "toolExecutionNotifications": notifications},
        ],
        "results": [_result(report, finding, rules.index(finding.rule)) for finding in report.findings],
    }
    yield dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(report: CheckReport, rule: Rule) -> dict[str, Any]:
    page = address(rule.page)
    descriptor: dict[str, Any] = {
        "id": rule.name,
        "shortDescription": {"text": rule.title[report.language]},
        "fullDescription": {"text": rule.why[report.language]},
        "help": {"text": page},
        "messageStrings": {message.name: _message_string(message, report.language) for message in rule.messages},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }
    return descriptor | ({"helpUri": page} if site() else {})


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
        "snippet": {"text": report.line(finding)},
    }
    return {
        "ruleId": finding.rule.name,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {
            "id": finding.message_name,
            "text": f"{finding.message[report.language]} {finding.help[report.language]}",
        },
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(finding.path), "region": region}}],
    }


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote("stdin" if path == STDIN else path, errors="surrogateescape")}


def _notification(level: str, path: str, message: str) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": _artifact(path)}}
    return {"level": level, "message": {"text": f"{path}: {message}"}, "locations": [location]}
