"""The executor's container, by what is there: the program that `KANIKO_EXECUTOR` names, the image, a second opinion."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.facts import executors
from lab.end_to_end import roots, run, second_opinion
from lab.end_to_end.sandbox import ALONE
from lab.end_to_end.world import buildah
from lab.tools import unavailable

if TYPE_CHECKING:
    from kaniko_guide_site.snippets.description import BuiltBy
    from lab.end_to_end.roots import Root

PROGRAM = "kaniko/executor"
TRUSTED = "kaniko/ssl/certs"
FORK = "osscontainertools-v1.28.3"


@dataclass(frozen=True, slots=True)
class Executor:
    """What builds the image.

    Attributes:
        root: the container's file system.
        build: which build of kaniko it is, as in `facts.executors.releases`; None for Buildah in its place.
    """

    root: Root
    build: str | None

    def trust(self, authority: Path) -> None:
        """Put the certificate of an authority where kaniko looks for them."""
        folder = self.root.path / TRUSTED
        if folder.is_dir():
            shutil.copy(authority, folder / f"{authority.stem}.crt")


def prepared(reference: str, folder: Path) -> Executor:
    """Make the container's file system.

    Args:
        reference: the image that the pod names.
        folder: an empty folder.

    Raises:
        UnavailableError: there is nothing to build with.
    """
    given = os.environ.get("KANIKO_EXECUTOR")
    if given is not None and ALONE not in os.environ:
        root = _with_program(Path(given), folder)
    else:
        found = roots.of_image(reference)
        if found is None:
            return Executor(second_opinion.root(folder, _buildah()), build=None)
        root = found
    return Executor(root, _build(root.path / PROGRAM))


def suits(executor: Executor, needed: BuiltBy) -> None:
    """Nothing, if a recipe can be played with this executor.

    Args:
        executor: what is here.
        needed: what the recipe promises.

    Raises:
        UnavailableError: it can't.
    """
    if needed != "any" and executor.build is None:
        unavailable("kaniko", "Kaniko is missing: only Buildah can build here.")
    if needed == "fork" and executor.build != FORK:
        unavailable("kaniko-fork", f"The recipe needs features of {FORK}; Kaniko here is {executor.build}.")


def _build(program: Path) -> str:
    """Which build of kaniko a program is, by the version that it tells."""
    told = run([program, "version"]).split()[-1]
    (known,) = (build for build in executors.releases() if build.endswith(f"-{told}"))
    return known


def _with_program(program: Path, folder: Path) -> Root:
    """A throw-away root around a program."""
    if not program.is_file():
        unavailable("kaniko-executor", f"KANIKO_EXECUTOR names no file: {program}.")
    root = roots.busybox(folder)
    target = root.path / PROGRAM
    shutil.copy(program, target)
    target.chmod(0o755)
    version = run([target, "version"]).partition(":")[2].strip()
    return roots.extended(root, f"kaniko {version}, the program that KANIKO_EXECUTOR names, in a root with busybox")


def _buildah() -> str:
    return run([*buildah(), "version", "--json"]).partition('"version": "')[2].partition('"')[0]
