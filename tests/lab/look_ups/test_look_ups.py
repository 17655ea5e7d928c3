"""Asking programs that ask the network: what they print, and whether nobody answered."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from lab import look_ups
from lab.look_ups import Said, State, ask, newer
from lab.tools import MissingToolError
from tests.lab.look_ups.answers import EXPIRED, HELD, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo a; echo b >&2", Said("a\n")),
        ("echo a >&2; echo b >&2; exit 1", Said(None, "b")),
        ("exit 3", Said(None, "exit code 3")),
        ("echo 'x: Connection refused' >&2; exit 1", Said(None, "x: Connection refused", unreached=True)),
        ("echo 'dial tcp: a' >&2; echo b >&2; exit 1", Said(None, "b", unreached=True)),
    ],
)
def test_program_is_run_to_its_end(script: str, said: Said) -> None:
    assert ask("sh", "-c", script) == said


def test_program_that_takes_too_long_has_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look_ups, "PATIENCE", 0.1)
    assert ask("sleep", "30") == Said(None, "no answer within 0.1 seconds", unreached=True)


def test_program_that_is_not_installed_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match="skopeo is missing"):
        ask("skopeo")


@pytest.fixture
def typed() -> Iterator[None]:
    """Something to be read on this process' own standard input."""
    ours, theirs = os.pipe()
    before = os.dup(0)
    os.write(theirs, b"password\n")
    os.close(theirs)
    os.dup2(ours, 0)
    yield
    os.dup2(before, 0)
    for descriptor in (ours, before):
        os.close(descriptor)


@pytest.mark.usefixtures("typed")
def test_program_reads_nothing_that_is_typed() -> None:
    assert ask("cat") == Said("")


def test_git_does_not_prompt() -> None:
    assert ask("printenv", "GIT_TERMINAL_PROMPT") == Said("0\n")


def test_newer_version_is_held_until_its_day() -> None:
    held = newer("a", "b", "v2", HELD, TODAY)
    assert (held.state, held.words) == (State.HELD, "v2 is newer; held until 2026-11-23: because")
    for reason in (EXPIRED, None):
        assert newer("a", "b", "v2", reason, TODAY).state is State.NEWER
