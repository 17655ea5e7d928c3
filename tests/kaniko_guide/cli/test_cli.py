"""The command: its entry point, and an interrupt."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Interrupted(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Interrupted()))
    assert cli.main(["check", "-"]) == exit_codes.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_the_command_is_declared() -> None:
    assert 'kaniko-guide = "kaniko_guide.__main__:run"' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_process_ends_with_all_output_and_the_exit_code(tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text("kubectl logs <pod>\n" * 300, "utf-8")
    command = [sys.executable, "-m", "kaniko_guide", "check", "--format=json", "a.sh"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == exit_codes.FINDINGS
    assert len(json.loads(done.stdout)["findings"]) == 300
    help_text = subprocess.run([*command[:3], "--help"], capture_output=True, check=False)
    assert help_text.returncode == exit_codes.CLEAN
    assert help_text.stdout.endswith(b"\n")
