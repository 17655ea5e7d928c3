"""Runs the Jenkins build of a recipe end to end, without Jenkins and without a cluster.

Groovy evaluates the Jenkinsfile, kubectl creates the Secret, crun runs the containers of the pod, the executor (or
Buildah as its substitute) builds and pushes to docker-registry, skopeo pulls the image back, and crun starts it.

`sandbox` starts a worker in its own namespaces and talks to it. The other modules run in the worker: `environment`
(network, registries), `secret`, `pipeline` (steps in their order), `roots` and `pod` (containers), `executor`, `image`
(the pushed image), `build` (all of it in order).
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
        where: the text in the snippet at which it failed.
        message: the problem.
    """

    def __init__(self, where: Text, message: str) -> None:
        at = where.position()
        super().__init__(f"{where.source.path}:{at.line}:{at.column}: error: {message}")


def run(command: Iterable[str | Path], *, seconds: int = 120) -> str:
    """Run a program and return its standard output.

    Args:
        command: the program and its arguments.
        seconds: the time limit.

    Raises:
        RuntimeError: its exit code is not 0; the message has its output.
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
