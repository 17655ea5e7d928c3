"""The results of `diagnose` for public logs were reviewed, log by log (`records/public-logs.yml`).

The logs belong to others and are not kept here. If the variable `PUBLIC_LOGS` names a directory with copies, under any
file names, the command is run again. Otherwise that test is skipped, under `CI=true` too: what is missing is not a
program but files that may not be published.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide import cli
from kaniko_guide.facts.diagnosis.signatures import signatures
from lab.tools import unavailable
from tests.support import RECORDED, read_yaml

if TYPE_CHECKING:
    import pytest

DOCUMENT: dict[str, Any] = read_yaml(RECORDED / "public-logs.yml")
LOGS: list[dict[str, Any]] = DOCUMENT["logs"]
FIELDS = {"url", "where", "sha256", "lines", "settled", "cause", "stage", "found", "outcome", "stage_right", "reason"}
URL = re.compile(r"https://github\.com/([^/]+/[^/]+)/(?:issues|pull)/\d+")
DIRECTORY = os.environ.get("PUBLIC_LOGS")
# The stages that the command named when these logs were reviewed, before it named a layer and a phase.
STAGES = {"pod", "pull", "agent", "step", "arguments", "context", "base", "build", "snapshot", "push", "done", None}
# The signatures with which `diagnose` shows the line that failed, without its cause.
LINE_ONLY = {"build-failed", "push-failed"}


def test_there_are_enough_logs_of_enough_repositories() -> None:
    addresses = [URL.fullmatch(log["url"]) for log in LOGS]
    assert all(addresses)
    assert len({log["url"] for log in LOGS}) == len({log["sha256"] for log in LOGS}) == len(LOGS) >= 25
    assert len({address[1] for address in addresses if address}) >= 15
    assert all(re.fullmatch("[0-9a-f]{64}", log["sha256"]) for log in LOGS)


def test_every_log_has_its_cause_and_an_outcome_with_a_reason() -> None:
    known = {signature.id for signature in signatures()}
    for log in LOGS:
        assert log.keys() - {"now"} == FIELDS, log["url"]
        assert set(log["found"]) <= known, log["url"]
        assert {log["stage"], _now(log)["stage"]} <= STAGES, log["url"]
        assert isinstance(log["stage_right"], bool), log["url"]
        assert log["lines"] > 0, log["url"]
        assert all(log[field].strip() for field in ("where", "cause", "reason")), log["url"]


def test_every_outcome_agrees_with_the_signatures_found() -> None:
    for log in LOGS:
        assert log["outcome"] in _possible(log, log["found"]), log["url"]
        assert _now(log)["outcome"] in _possible(log, _now(log)["found"]), log["url"]


def test_the_counts_are_those_of_the_logs() -> None:
    assert Counter(log["outcome"] for log in LOGS) == DOCUMENT["counts"]
    assert Counter(_now(log)["outcome"] for log in LOGS) == DOCUMENT["counts_now"]
    assert sum(log["stage_right"] for log in LOGS) == DOCUMENT["stages_right"]


def test_the_command_finds_what_was_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    if DIRECTORY is None:
        unavailable("public-logs", "Public logs are not ours to publish; set PUBLIC_LOGS to a directory with copies.")
    copies = {sha256(path.read_bytes()).hexdigest(): path for path in Path(DIRECTORY).rglob("*") if path.is_file()}
    found = {}
    for log in LOGS:
        status = cli.main(["diagnose", "--lang=en", "--format=json", str(copies[log["sha256"]])])
        answer = json.loads(capsys.readouterr().out)
        named = [cause["signature"] for cause in answer["causes"]]
        assert status == (0 if named else 1), log["url"]
        found[log["url"]] = named
    assert found == {log["url"]: _now(log)["found"] for log in LOGS}


def _now(log: dict[str, Any]) -> dict[str, Any]:
    """The result with the present signatures: that of the first run, unless a signature was written from the log."""
    now: dict[str, Any] = log.get("now", log)
    return now


def _possible(log: dict[str, Any], found: list[str]) -> set[str]:
    """The outcomes that a log may have, given its cause and the signatures found in it."""
    if not found:
        return {"no-false-cause"} if log["settled"] == "success" else {"nothing"}
    if set(found) <= LINE_ONLY:
        return {"line"}
    if log["settled"] == "success":
        return {"wrong"}
    return {"first", "wrong"} if log["settled"] == "open" else {"first", "listed", "wrong"}
