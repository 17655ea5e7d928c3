"""Findings in public pipelines, each reviewed by hand (`records/public-pipelines.yml`).

The pipelines belong to others and are not kept here. To check them again, name a directory with copies, under any file
names, in `PUBLIC_PIPELINES`. Without it that test is skipped, also under `CI=true`, as no tool is missing.
"""

from __future__ import annotations

import json
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide import cli, rules
from lab.tools import unavailable
from tests.support import RECORDED, read_yaml

if TYPE_CHECKING:
    import pytest

PIPELINES: list[dict[str, Any]] = read_yaml(RECORDED / "public-pipelines.yml")
REVIEWED = [(pipeline["url"], finding) for pipeline in PIPELINES for finding in pipeline["findings"]]
URL = re.compile(r"https://github\.com/([^/]+/[^/]+)/blob/([0-9a-f]{40})/(.+)")
DIRECTORY = os.environ.get("PUBLIC_PIPELINES")
SEVERITIES = {"error", "warning", "info"}


def test_record_has_enough_pipelines_of_enough_repositories() -> None:
    matches = [URL.fullmatch(pipeline["url"]) for pipeline in PIPELINES]
    assert all(match and match[2] == pipeline["commit"] for match, pipeline in zip(matches, PIPELINES, strict=True))
    assert len({pipeline["sha256"] for pipeline in PIPELINES}) == len(PIPELINES) >= 30
    assert len({match[1] for match in matches if match}) >= 15
    assert all(re.fullmatch("[0-9a-f]{64}", pipeline["sha256"]) for pipeline in PIPELINES)


def test_every_recorded_finding_has_a_rule_and_a_reason() -> None:
    for url, finding in REVIEWED:
        assert finding.keys() == {"rule", "line", "column", "severity", "verdict", "reason"}, url
        assert finding["rule"] in rules.load(), url
        assert finding["severity"] in SEVERITIES, url
        assert isinstance(finding["verdict"], bool), url
        assert finding["reason"].strip(), url


def test_no_recorded_error_or_warning_is_wrong() -> None:
    wrong = [(url, finding["rule"]) for url, finding in REVIEWED if not finding["verdict"]]
    severities = {finding["severity"] for _, finding in REVIEWED if not finding["verdict"]}
    assert severities <= {"info"}, wrong


def test_rules_report_the_recorded_findings(capsys: pytest.CaptureFixture[str]) -> None:
    if DIRECTORY is None:
        unavailable(
            "public-pipelines",
            "Public pipelines are not ours to publish; set PUBLIC_PIPELINES to a directory with copies.",
        )
    files = [path for path in Path(DIRECTORY).rglob("*") if path.is_file()]
    copies = {sha256(path.read_bytes()).hexdigest(): path for path in files}
    recorded = {pipeline["url"]: _lines(pipeline["findings"]) for pipeline in PIPELINES}
    found = {}
    for pipeline in PIPELINES:
        cli.main(["check", "--severity=info", "--format=json", str(copies[pipeline["sha256"]])])
        found[pipeline["url"]] = _lines(json.loads(capsys.readouterr().out)["findings"])
    assert found == recorded


def _lines(findings: list[dict[str, Any]]) -> list[str]:
    """Each finding as `line:column severity rule`."""
    return ["{line}:{column} {severity} {rule}".format_map(finding) for finding in findings]
