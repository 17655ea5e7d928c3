"""Logs that `diagnose` can't read."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes

if TYPE_CHECKING:
    import pytest


def test_a_read_error_is_no_internal_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Broken())))
    assert cli.main(["diagnose"]) == exit_codes.ERROR
    assert capsys.readouterr().err.startswith("kaniko-guide: <stdin>: can't be read (Input/output error)")


def test_unreadable_log_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diagnose", "--lang=en", "/nowhere/build.log"]) == 2
    assert "/nowhere/build.log: " in capsys.readouterr().err
