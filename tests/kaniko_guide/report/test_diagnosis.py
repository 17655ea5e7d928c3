"""The output of `diagnose` as text and as JSON."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

from kaniko_guide import cli
from kaniko_guide.report.diagnosis import CAUSE_OPEN, CONSEQUENCES, EXAMPLE, MORE_CAUSES, NEXT_STEP, NOTHING_FAILED
from tests.support import RECORDED

if TYPE_CHECKING:
    import pytest

RUNS = RECORDED / "kaniko-runs"


def test_unknown_failure_is_reported_as_unknown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Retrieving image manifest x\nboom\n")))
    assert cli.main(["diagnose", "--lang=en"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Last part reached: Kaniko, pulling and unpacking the base image.",
        "line 2: boom",
        NOTHING_FAILED.en,
        NEXT_STEP.en,
    ]


def test_json_has_the_documented_fields(capsys: pytest.CaptureFixture[str]) -> None:
    path = RUNS / "google-v1.24.0" / "b1-push-no-config.txt"
    assert cli.main(["diagnose", "--format=json", "--lang=zh", str(path)]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    fields = {"layer", "phase", "family", "decisive", "succeeded", "own_error", "causes", "hints"}
    assert data.keys() == fields
    assert (data["layer"], data["phase"], data["family"]) == ("executor", "push", "registry-answer")
    assert data["decisive"] == {"line": 4, "quote": data["causes"][0]["quote"]}
    assert [cause["confidence"] for cause in data["causes"]] == ["likely", *["possible"] * 5]
    for cause in data["causes"]:
        fields = {"signature", "confidence", "example", "certain", "line", "quote", "values", "page"}
        assert cause.keys() == fields | {"cause", "fix", "confirm"}
        assert not cause["example"]
        assert (cause["line"], cause["page"]) == (4, None)


def shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, log: str) -> list[str]:
    """What the command prints for a log."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(log.encode())))
    cli.main(["diagnose", "--lang=en"])
    return capsys.readouterr().out.splitlines()


def test_a_build_that_waits_did_not_fail(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    log = "Still waiting to schedule task\n‘app-1’ is offline\nSuccessfully assigned ci/app-1 to node-1\n"
    first, _, second, *_ = shown(capsys, monkeypatch, log)
    assert first == "Last part reached: the node (kubelet)."
    assert second == NOTHING_FAILED.en


def test_values_of_the_log_are_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = shown(capsys, monkeypatch, "NoSuchMethodError: No such DSL method 'readYaml' found among steps [sh]\n")
    assert "  in this log: the step is `readYaml`; its plugin is Pipeline Utility Steps" in lines


def test_commands_have_the_namespace_of_the_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = "Created Pod: kubernetes ci/app-1\nAgent is not connected after 9 seconds, status: Pending\n"
    lines = shown(capsys, monkeypatch, log)
    assert any("kubectl describe pod --namespace=ci " in line for line in lines)


def test_what_follows_the_first_cause_is_short(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = "ERROR: Checkout failed\nunable to access 'https://a/b': Empty reply from server\n./mvnw: Permission denied\n"
    lines = shown(capsys, monkeypatch, log)
    further = lines[lines.index("") :]
    assert further[1] == MORE_CAUSES.en
    assert [line.split(":")[0].strip() for line in further[2:]] == [
        "line 3",
        "cause (likely)",
        CONSEQUENCES.en.split(":")[0],
    ]


def test_causes_that_are_only_examples_are_labeled(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    panic = "panic: runtime error: index out of range"
    alone = shown(capsys, monkeypatch, panic)
    assert CAUSE_OPEN.en in alone
    assert any(line.strip().startswith(EXAMPLE.en) for line in alone)
    beside = shown(capsys, monkeypatch, f"{panic}\nerror building image: x: no space left on device\n")
    assert CAUSE_OPEN.en not in beside
    assert any(EXAMPLE.en in line for line in beside[beside.index(MORE_CAUSES.en) :])
    lost = shown(capsys, monkeypatch, "Agent was removed\nerror building image: x: no space left on device\n")
    assert MORE_CAUSES.en not in lost
    assert any(line.startswith(CONSEQUENCES.en.partition("{")[0]) for line in lost)
