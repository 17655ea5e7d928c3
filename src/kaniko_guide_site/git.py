"""What Git knows of the project's files."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TIME_LIMIT = 60
"""Seconds."""


def output(root: Path, *words: str, given: str = "") -> bytes:
    """What a command of Git prints; nothing if it fails, as without Git, a repository or the object that it asks for.

    Args:
        root: the project's directory.
        words: the command's words after `git`.
        given: its standard input.
    """
    command = ("git", *words)
    try:
        done = subprocess.run(  # noqa: S603 (no input of readers)
            command, cwd=root, input=given.encode(), capture_output=True, check=True, timeout=TIME_LIMIT
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout
