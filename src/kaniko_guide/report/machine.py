"""Findings for machines: JSON, GitHub's annotations, SARIF 2.1.0."""

from __future__ import annotations

import json
from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kaniko_guide import rules
from kaniko_guide.analysis import ignores
from kaniko_guide.findings import Severity
from kaniko_guide.project.discovery import STDIN
from kaniko_guide.report import page, site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Finding, Message, Rule
    from kaniko_guide.report import Report

GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_json(report: Report) -> Iterator[str]:
    """One JSON object: the number of files, the findings, and what could not be read."""
    findings = [
        {
            "rule": finding.rule,
            "severity": finding.severity,
            "path": finding.path,
            "line": finding.line,
            "column": finding.column,
            "end_column": report.end_column(finding),
            "message": finding.message[report.language],
            "help": finding.help[report.language],
            "page": page(finding.rule),
        }
        for finding in report.findings
    ]
    errors = [{"path": error.path, "message": error.reason[report.language]} for error in report.errors]
    yield dump({"files": len(report.sources), "findings": findings, "errors": errors})


def as_github(report: Report) -> Iterator[str]:
    """A workflow command a finding, which GitHub shows at its line, and one a file that could not be read."""
    for finding in report.findings:
        places = {
            "file": finding.path,
            "line": finding.line,
            "col": finding.column,
            "endColumn": report.end_column(finding),
            "title": f"kaniko-guide: {finding.rule}",
        }
        words = f"{finding.message[report.language]} {finding.help[report.language]} {page(finding.rule)}"
        yield _command(GITHUB[finding.severity], places, words)
    for error in report.errors:
        yield _command("error", {"file": error.path, "title": "kaniko-guide"}, error.reason[report.language])


def as_sarif(report: Report) -> Iterator[str]:
    """One SARIF log with one run; columns count Unicode code points."""
    names = sorted({finding.rule for finding in report.findings})
    driver = {
        "name": "kaniko-guide",
        "version": metadata.version("kaniko-guide"),
        "rules": [_rule(report, name) for name in names],
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
        "results": [_result(report, finding, names.index(finding.rule)) for finding in report.findings],
    }
    yield dump({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def dump(data: object) -> str:
    """JSON as all commands print it; what is no character, as in a file's name that is not UTF-8, becomes `?`."""
    return json.dumps(data, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode("utf-8")


def _command(name: str, properties: Mapping[str, object], words: str) -> str:
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {written}::{_escaped(words)}"


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _rule(report: Report, name: str) -> dict[str, Any]:
    rule: Rule = ignores.OWN[name] if name in ignores.OWN else rules.load()[name].RULE
    described: dict[str, Any] = {
        "id": name,
        "shortDescription": {"text": rule.title[report.language]},
        "fullDescription": {"text": rule.why[report.language]},
        "help": {"text": page(name)},
        "messageStrings": {message.name: _message_string(message, report.language) for message in rule.messages},
        "defaultConfiguration": {"level": SARIF[rule.severity]},
    }
    return described | ({"helpUri": page(name)} if site() else {})


def _message_string(message: Message, language: Language) -> dict[str, str]:
    """A rule's message with its values left open; SARIF would read single braces as places for arguments."""
    parts = (template.without_values()[language] for template in (message.message, message.help))
    return {"text": " ".join(parts).replace("{", "{{").replace("}", "}}")}


def _result(report: Report, finding: Finding, index: int) -> dict[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
        "snippet": {"text": report.line(finding)},
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": SARIF[finding.severity],
        "message": {
            "id": finding.message_name,
            "text": f"{finding.message[report.language]} {finding.help[report.language]}",
        },
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(finding.path), "region": region}}],
    }


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote("stdin" if path == STDIN else path, errors="surrogateescape")}


def _notification(level: str, path: str, words: str) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": _artifact(path)}}
    return {"level": level, "message": {"text": f"{path}: {words}"}, "locations": [place]}
