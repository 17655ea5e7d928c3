"""The command: its entry point, and an interrupt."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from tests.support import ROOT

if TYPE_CHECKING:
    import pytest


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Interrupted(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Interrupted()))
    assert cli.main(["check", "-"]) == exit_codes.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_the_command_is_declared() -> None:
    assert 'kaniko-guide = "kaniko_guide.cli:main"' in (ROOT / "pyproject.toml").read_text("utf-8")
