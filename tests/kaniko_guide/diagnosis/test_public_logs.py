"""What `diagnose` says of public logs was read and judged, log by log (`records/public-logs.yml`).

The logs belong to others and are not kept here. With a copy of them in the folder that `PUBLIC_LOGS` names, however
they are named, the command is run again; without it that test is skipped, under `CI=true` too, as no tool is missing
but files that may not be published.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide import cli
from kaniko_guide.facts.signatures import signatures, stages
from lab.tools import unavailable
from tests.support import RECORDED

if TYPE_CHECKING:
    import pytest

DOCUMENT: dict[str, Any] = yaml.safe_load((RECORDED / "public-logs.yml").read_text("utf-8"))
LOGS: list[dict[str, Any]] = DOCUMENT["logs"]
FIELDS = {"url", "where", "sha256", "lines", "settled", "cause", "stage", "found", "verdict", "stage_right", "reason"}
URL = re.compile(r"https://github\.com/([^/]+/[^/]+)/(?:issues|pull)/\d+")
FOLDER = os.environ.get("PUBLIC_LOGS")
# By these `diagnose` shows the line that failed and says that it does not know why.
LINE_ALONE = {"build-failed", "push-failed"}


def test_there_are_enough_logs_of_enough_repositories() -> None:
    places = [URL.fullmatch(log["url"]) for log in LOGS]
    assert all(places)
    assert len({log["url"] for log in LOGS}) == len({log["sha256"] for log in LOGS}) == len(LOGS) >= 25
    assert len({place[1] for place in places if place}) >= 15
    assert all(re.fullmatch("[0-9a-f]{64}", log["sha256"]) for log in LOGS)


def test_every_log_has_its_cause_and_is_judged_with_a_reason() -> None:
    known = {signature.id for signature in signatures()}
    reached = {stage.id for stage in stages()} | {None}
    for log in LOGS:
        assert log.keys() - {"now"} == FIELDS, log["url"]
        assert set(log["found"]) <= known, log["url"]
        assert {log["stage"], _now(log)["stage"]} <= reached, log["url"]
        assert isinstance(log["stage_right"], bool), log["url"]
        assert log["lines"] > 0, log["url"]
        assert all(log[field].strip() for field in ("where", "cause", "reason")), log["url"]


def test_every_verdict_fits_what_was_found() -> None:
    for log in LOGS:
        assert log["verdict"] in _possible(log, log["found"]), log["url"]
        assert _now(log)["verdict"] in _possible(log, _now(log)["found"]), log["url"]


def test_the_counts_are_those_of_the_logs() -> None:
    assert Counter(log["verdict"] for log in LOGS) == DOCUMENT["counts"]
    assert Counter(_now(log)["verdict"] for log in LOGS) == DOCUMENT["counts_now"]
    assert sum(log["stage_right"] for log in LOGS) == DOCUMENT["stages_right"]


def test_the_command_finds_what_was_judged(capsys: pytest.CaptureFixture[str]) -> None:
    if FOLDER is None:
        unavailable("public-logs", "Public logs are not ours to publish; set PUBLIC_LOGS to a directory with copies.")
    copies = {sha256(path.read_bytes()).hexdigest(): path for path in Path(FOLDER).rglob("*") if path.is_file()}
    found = {}
    for log in LOGS:
        status = cli.main(["diagnose", "--lang=en", "--format=json", str(copies[log["sha256"]])])
        answer = json.loads(capsys.readouterr().out)
        named = [cause["signature"] for cause in answer["causes"]]
        assert status == (0 if named else 1), log["url"]
        found[log["url"]] = (answer["stage"], named)
    assert found == {log["url"]: (_now(log)["stage"], _now(log)["found"]) for log in LOGS}


def _now(log: dict[str, Any]) -> dict[str, Any]:
    """What the present signatures say of a log: as in the first run, unless something was learnt from it."""
    now: dict[str, Any] = log.get("now", log)
    return now


def _possible(log: dict[str, Any], found: list[str]) -> set[str]:
    """The verdicts that a log may have, by what it was and what was found in it."""
    if not found:
        return {"sound"} if log["settled"] == "success" else {"nothing"}
    if set(found) <= LINE_ALONE:
        return {"line"}
    if log["settled"] == "success":
        return {"wrong"}
    return {"first", "wrong"} if log["settled"] == "open" else {"first", "listed", "wrong"}
