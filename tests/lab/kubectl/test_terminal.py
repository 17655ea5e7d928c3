"""A shell on its own terminal: what is typed and printed, and when a line is read without echo."""

from __future__ import annotations

import os
import signal

import pytest

from lab.kubectl import terminal as module
from lab.kubectl.terminal import PROMPT, terminal

ENVIRONMENT = {"PATH": os.defpath}


def test_output_is_returned_once() -> None:
    with terminal(["sh", "-i"], ENVIRONMENT) as screen:
        screen.type("echo a''b\n")
        assert screen.wait_for("ab") == "echo a''b\r\nab"
        assert screen.wait_for(PROMPT) == f"\r\n{PROMPT}"
        assert screen.screen.startswith(PROMPT)


def test_hidden_line_is_not_shown() -> None:
    with terminal(["sh", "-i"], ENVIRONMENT) as screen:
        screen.type("stty -echo; read -r line; stty echo; echo $line-$line\n")
        screen.wait_for_hidden_input()
        screen.type("secret\n")
        assert screen.wait_for("secret-secret").count("secret") == 2


def test_output_that_never_comes_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(["sh", "-i"], ENVIRONMENT) as screen:
        monkeypatch.setattr(module, "SECONDS", 0.1)
        with pytest.raises(AssertionError, match="'gone' does not appear"):
            screen.wait_for("gone")


def test_keyboard_interrupts_also_where_the_signal_was_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with terminal(["sh", "-i"], ENVIRONMENT) as screen:
            screen.type("sh -c 'echo st''arted; exec sleep 60'\n")
            screen.wait_for("started")
            screen.type("\x03")
            screen.wait_for(PROMPT)
            screen.type("echo status $? a''live\n")
            assert "status 130 alive" in screen.wait_for("alive")
    finally:
        signal.signal(signal.SIGINT, before)
