"""Programs that use the network: their output, and whether there was an answer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from lab import lookups
from lab.lookups import Output, State, newer, run_online
from lab.tools import MissingToolError
from tests.lab.lookups.answers import EXPIRED, HELD, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "output"),
    [
        ("echo a; echo b >&2", Output("a\n")),
        ("echo a >&2; echo b >&2; exit 1", Output(None, "b")),
        ("exit 3", Output(None, "exit code 3")),
        ("echo 'x: Connection refused' >&2; exit 1", Output(None, "x: Connection refused", no_answer=True)),
        ("echo 'dial tcp: a' >&2; echo b >&2; exit 1", Output(None, "b", no_answer=True)),
    ],
)
def test_program_is_run_to_its_end(script: str, output: Output) -> None:
    assert run_online("sh", "-c", script) == output


def test_program_that_takes_too_long_has_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "TIMEOUT", 0.1)
    assert run_online("sleep", "30") == Output(None, "no answer within 0.1 seconds", no_answer=True)


def test_program_that_is_not_installed_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match="skopeo is missing"):
        run_online("skopeo")


@pytest.fixture
def typed_line() -> Iterator[None]:
    """A line on this process's own standard input."""
    ours, theirs = os.pipe()
    before = os.dup(0)
    os.write(theirs, b"password\n")
    os.close(theirs)
    os.dup2(ours, 0)
    yield
    os.dup2(before, 0)
    for descriptor in (ours, before):
        os.close(descriptor)


@pytest.mark.usefixtures("typed_line")
def test_program_reads_nothing_that_is_typed() -> None:
    assert run_online("cat") == Output("")


def test_git_does_not_prompt() -> None:
    assert run_online("printenv", "GIT_TERMINAL_PROMPT") == Output("0\n")


def test_newer_version_is_held_until_its_day() -> None:
    held = newer("a", "b", "v2", HELD, TODAY)
    assert (held.state, held.detail) == (State.HELD, "v2 is newer; held until 2026-11-23: because")
    for reason in (EXPIRED, None):
        assert newer("a", "b", "v2", reason, TODAY).state is State.NEWER
