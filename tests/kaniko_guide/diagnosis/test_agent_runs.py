"""What an agent prints that can't connect is recognized."""

from __future__ import annotations

from pytest_check import check

from tests.kaniko_guide.diagnosis.test_causes import first_signature
from tests.support import RECORDED

DIRECTORY = RECORDED / "agent-runs"
EXPECTED = {
    "tcp-agent-too-old": "agent-too-old",
    "tcp-answered-by-http": "agent-rejected",
    "tcp-not-found": "agent-not-found",
    "tcp-port-unreachable": "agent-port",
    "tcp-refused": "agent-localhost",
    "websocket-agent-too-old": "agent-too-old",
    "websocket-forbidden": "agent-not-ready",
    "websocket-host-unknown": "agent-host-unknown",
    "websocket-not-found": "agent-not-found",
    "websocket-not-upgraded": "agent-not-upgraded",
    "websocket-refused": "agent-refused",
    "websocket-unavailable": "agent-not-ready",
    "websocket-unknown-ca": "agent-unknown-ca",
}


def test_the_cause_is_named() -> None:
    for run, signature in EXPECTED.items():
        with check(f"{run}, {signature}"):
            assert first_signature((DIRECTORY / f"{run}.txt").read_text("utf-8")) == signature


def test_each_record_has_its_cause() -> None:
    assert {path.stem for path in DIRECTORY.glob("*.txt")} == EXPECTED.keys()
