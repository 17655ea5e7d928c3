"""When text is colored, and that colors change nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import cli
from kaniko_guide.report import style
from tests.kaniko_guide.command import SHELL, write

if TYPE_CHECKING:
    from pathlib import Path


def test_the_environment_decides() -> None:
    for environment, terminal, expected in [
        ({"TERM": "xterm"}, True, True),
        ({}, True, True),
        ({"TERM": "xterm"}, False, False),
        ({"TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": ""}, False, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ]:
        with check(f"{environment}, {terminal}"):
            assert style.wants_color(environment, terminal=terminal) == expected


@pytest.mark.parametrize("output_format", ["text", "json", "github", "sarif"])
def test_only_text_is_colored_and_says_the_same(
    working_directory: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    output_format: str,
) -> None:
    write(
        working_directory,
        {"a.sh": f"DB_PASSWORD=hunter2 {SHELL}echo '^^' <x>\u202e\x1b[31m\n", "Dockerfile": "FROM a:b:c\n"},
    )
    cli.main(["check", f"--format={output_format}"])
    plain = capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    cli.main(["check", f"--format={output_format}"])
    colored = capsys.readouterr().out
    assert "\x1b" not in plain
    assert ("\x1b[1;31merror:\x1b[0m" in colored) == (output_format == "text")
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain
    cli.main(["check", "--output-file=report"])
    assert b"\x1b" not in (working_directory / "report").read_bytes()
