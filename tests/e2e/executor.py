"""The executor's container, by what is there: the program that `KANIKO_EXECUTOR` names, the image, a second opinion."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checks import lack

from e2e import roots, run, second_opinion
from e2e.sandbox import ALONE
from e2e.world import AUTHORITY, buildah

if TYPE_CHECKING:
    from e2e.roots import Root

AUTHORITY_IN_IMAGE = "kaniko/ssl/certs/e2e.crt"


@dataclass(frozen=True, slots=True)
class Executor:
    """What builds the image.

    Attributes:
        root: the container's file system.
        by_kaniko: whether it is kaniko.
    """

    root: Root
    by_kaniko: bool


def prepared(reference: str, folder: Path) -> Executor:
    """Make the container's file system.

    Args:
        reference: the image that the pod names.
        folder: an empty folder.

    Raises:
        MissingToolError: there is nothing to build with.
    """
    given = os.environ.get("KANIKO_EXECUTOR")
    if given is not None and ALONE not in os.environ:
        root = _with_program(Path(given), folder)
    else:
        found = roots.of_image(reference)
        if found is None:
            return Executor(second_opinion.root(folder, _buildah()), by_kaniko=False)
        root = found
    shutil.copy(AUTHORITY, root.path / AUTHORITY_IN_IMAGE)
    return Executor(root, by_kaniko=True)


def _with_program(program: Path, folder: Path) -> Root:
    """A throw-away root around a program."""
    if not program.is_file():
        lack("kaniko-executor", f"KANIKO_EXECUTOR names {program}.")
    root = roots.busybox(folder)
    target = root.path / "kaniko/executor"
    shutil.copy(program, target)
    target.chmod(0o755)
    version = run([target, "version"]).partition(":")[2].strip()
    return roots.extended(root, f"kaniko {version}, the program that KANIKO_EXECUTOR names, in a root with busybox")


def _buildah() -> str:
    return run([*buildah(), "version", "--json"]).partition('"version": "')[2].partition('"')[0]
