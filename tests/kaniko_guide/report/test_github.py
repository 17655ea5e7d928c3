"""Workflow commands of GitHub."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from kaniko_guide import cli
from tests.support import SNIPPETS

if TYPE_CHECKING:
    import pytest


def test_github_commands_can_not_be_forged(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = "kubectl logs '<pod%0A>' --x=<a,b:c>\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words.encode())))
    monkeypatch.setenv("LC_ALL", "C")
    cli.main(["check", "--format=github", "--severity=info", str(SNIPPETS / "test-pod" / "run.sh"), "-"])
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("::") for line in lines)
