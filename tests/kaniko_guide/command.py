"""What the tests of the command share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kaniko_guide import cli

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

SHELL = "kubectl logs <pod>\n"
"""One finding: a placeholder that was not replaced."""


def write(directory: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files into a directory, by their relative path."""
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def not_understood(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What a check did not understand, each as `path:line reason`."""
    cli.main(["check", "--format=json", *arguments])
    entries = json.loads(capsys.readouterr().out)["coverage"]["not_understood"]
    return [f"{each['path']}:{each['line']} {each['reason']}" for each in entries]


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """The exit code, each finding as `path:line rule`, and the standard error."""
    code = cli.main(["check", "--format=json", *arguments])
    out, err = capsys.readouterr()
    found = json.loads(out)["findings"] if out else []
    return code, [f"{each['path']}:{each['line']} {each['rule']}" for each in found], err
