"""Compiles with Go, with visible progress."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

REPORT_EACH = 100
"""After how many compiled packages the progress is reported."""
LAST_LINES = 20


def run(
    command: Sequence[str], directory: Path, environment: Mapping[str, str], progress: Callable[[int], None]
) -> tuple[int, str]:
    """Run `go build -v`, which prints a line for each package that it compiles.

    Args:
        command: the command line.
        directory: the working directory.
        environment: all environment variables.
        progress: called with the number of packages that were compiled so far.

    Returns:
        The exit code, and the last lines of what was printed.
    """
    with subprocess.Popen(command, cwd=directory, env=environment, stderr=subprocess.PIPE, text=True) as compiler:
        assert compiler.stderr is not None
        printed = []
        for number, line in enumerate(compiler.stderr, 1):
            printed.append(line)
            if number % REPORT_EACH == 0:
                progress(number)
    return compiler.returncode, "".join(printed[-LAST_LINES:])
