"""What the rules say of public pipelines was read and judged, finding by finding (`records/public-pipelines.yml`).

The pipelines belong to others and are not kept here. With a copy of them in the folder that `PUBLIC_PIPELINES` names,
however they are named, the rules are run again; without it that test is skipped, under `CI=true` too, as no tool is
missing but files that may not be published.
"""

from __future__ import annotations

import json
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide import cli, rules
from lab.tools import unavailable
from tests.support import RECORDED

if TYPE_CHECKING:
    import pytest

PIPELINES: list[dict[str, Any]] = yaml.safe_load((RECORDED / "public-pipelines.yml").read_text("utf-8"))
JUDGED = [(pipeline["url"], finding) for pipeline in PIPELINES for finding in pipeline["findings"]]
URL = re.compile(r"https://github\.com/([^/]+/[^/]+)/blob/([0-9a-f]{40})/(.+)")
FOLDER = os.environ.get("PUBLIC_PIPELINES")
SEVERITIES = {"error", "warning", "info"}


def test_record_has_enough_pipelines_of_enough_repositories() -> None:
    places = [URL.fullmatch(pipeline["url"]) for pipeline in PIPELINES]
    assert all(place and place[2] == pipeline["commit"] for place, pipeline in zip(places, PIPELINES, strict=True))
    assert len({pipeline["sha256"] for pipeline in PIPELINES}) == len(PIPELINES) >= 30
    assert len({place[1] for place in places if place}) >= 15
    assert all(re.fullmatch("[0-9a-f]{64}", pipeline["sha256"]) for pipeline in PIPELINES)


def test_every_recorded_finding_has_a_rule_and_a_reason() -> None:
    for url, finding in JUDGED:
        assert finding.keys() == {"rule", "line", "column", "severity", "verdict", "reason"}, url
        assert finding["rule"] in rules.load(), url
        assert finding["severity"] in SEVERITIES, url
        assert isinstance(finding["verdict"], bool), url
        assert finding["reason"].strip(), url


def test_no_recorded_error_or_warning_is_wrong() -> None:
    wrong = [(url, finding["rule"]) for url, finding in JUDGED if not finding["verdict"]]
    severities = {finding["severity"] for _, finding in JUDGED if not finding["verdict"]}
    assert severities <= {"info"}, wrong


def test_rules_report_the_recorded_findings(capsys: pytest.CaptureFixture[str]) -> None:
    if FOLDER is None:
        unavailable(
            "public-pipelines",
            "Public pipelines are not ours to publish; set PUBLIC_PIPELINES to a directory with copies.",
        )
    files = [path for path in Path(FOLDER).rglob("*") if path.is_file()]
    copies = {sha256(path.read_bytes()).hexdigest(): path for path in files}
    judged = {pipeline["url"]: _shown(pipeline["findings"]) for pipeline in PIPELINES}
    found = {}
    for pipeline in PIPELINES:
        cli.main(["check", "--severity=info", "--format=json", str(copies[pipeline["sha256"]])])
        found[pipeline["url"]] = _shown(json.loads(capsys.readouterr().out)["findings"])
    assert found == judged


def _shown(findings: list[dict[str, Any]]) -> list[str]:
    return ["{line}:{column} {severity} {rule}".format_map(finding) for finding in findings]
