"""How `show` reads its file and its exit codes; its output is tested with `report/show.py`."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from tests.kaniko_guide.command import SHELL, write

if TYPE_CHECKING:
    from pathlib import Path

CALL = "/kaniko/executor --no-push\n"


@pytest.mark.parametrize("path", ["a.sh", "-"])
def test_a_file_or_the_standard_input_is_shown_in_both_formats(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    write(working_directory, {"a.sh": CALL})
    for form, shown in (("json", [CALL.split()]), ("text", "1: executor\n    /kaniko/executor\n    --no-push\n")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"#!/bin/sh\n{CALL}".encode())))
        assert cli.main(["show", path, f"--format={form}"]) == exit_codes.CLEAN
        out, err = capsys.readouterr()
        assert err == ""
        if form == "json":
            assert [call["argv"] for call in json.loads(out)["executor"]] == shown
        else:
            assert out.replace("2: executor", "1: executor") == shown


def test_findings_change_nothing(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": SHELL})
    assert cli.main(["show", "a.sh"]) == exit_codes.CLEAN
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("content", "reason"), [(b"\xff", "line 1, column 1: found byte 0xff"), (None, "is a directory")]
)
def test_what_can_not_be_read_ends_with_2(
    working_directory: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, reason: str
) -> None:
    if content is None:
        (working_directory / "a.sh").mkdir()
    else:
        write(working_directory, {"a.sh": content})
    assert cli.main(["show", "a.sh"]) == exit_codes.ERROR
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"kaniko-guide: a.sh: {reason}")
