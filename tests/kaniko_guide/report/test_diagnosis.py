"""The output of `diagnose` as text and as JSON."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

from kaniko_guide import cli
from kaniko_guide.report.diagnosis import NEXT_STEP
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
        "No known cause found.",
        NEXT_STEP.format(line=2, quote="boom").en,
        "Last stage reached: pulling the base image.",
    ]


def test_json_has_the_documented_fields(capsys: pytest.CaptureFixture[str]) -> None:
    path = RUNS / "google-v1.24.0" / "b1-push-no-config.txt"
    assert cli.main(["diagnose", "--format=json", "--lang=zh", str(path)]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert data.keys() == {"stage", "causes"}
    assert data["stage"] == "push"
    assert [cause["confidence"] for cause in data["causes"]] == ["likely", "possible", "possible", "possible"]
    for cause in data["causes"]:
        assert cause.keys() == {"signature", "confidence", "line", "quote", "page", "cause", "fix", "confirm"}
        assert (cause["line"], cause["page"]) == (4, "problems/#push-permission")
