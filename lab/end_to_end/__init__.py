"""One Jenkins build of a recipe, played without Jenkins and without a cluster; everything else is real.

`sandbox` starts a worker in namespaces of its own and talks to it; the other modules run in there: `world` (network,
registries), `secret`, `pipeline` (what Groovy says is run), `roots` and `pod` (the containers), `executor` (kaniko or a
second opinion), `image` (what was pushed), `play` (all of it in order).
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kaniko_guide.text import Text


class BuildError(Exception):
    """The build failed, as it would fail for a reader.

    Args:
        where: the characters of the snippet at which it failed.
        message: what was found.
    """

    def __init__(self, where: Text, message: str) -> None:
        at = where.position()
        super().__init__(f"{where.source.path}:{at.line}:{at.column}: error: {message}")


def run(command: Iterable[str | Path], *, seconds: int = 120) -> str:
    """Run a program that has to succeed; what it prints.

    Raises:
        RuntimeError: it failed; with what it printed.
    """
    argv = [str(word) for word in command]
    done = subprocess.run(
        argv,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
    )
    if done.returncode:
        message = f"{' '.join(argv)}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
        raise RuntimeError(message)
    return done.stdout
