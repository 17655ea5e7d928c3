"""The executor's container: that of `KANIKO_EXECUTOR`, else the one built here, else the pod's image, else Buildah."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.facts import executors
from lab.end_to_end import buildah_substitute, roots, run
from lab.end_to_end.environment import buildah
from lab.end_to_end.sandbox import SUBSTITUTES_ONLY
from lab.executor import programs
from lab.tools import unavailable

if TYPE_CHECKING:
    from kaniko_guide_site.snippets.description import BuiltBy
    from lab.end_to_end.roots import Root

PROGRAM = "kaniko/executor"
CERTIFICATES = "kaniko/ssl/certs"
FORK = "osscontainertools-v1.28.3"


@dataclass(frozen=True, slots=True)
class Executor:
    """What builds the image.

    Attributes:
        root: the container's file system.
        release: of kaniko, as in `facts.executors.releases`; None for Buildah, the substitute.
    """

    root: Root
    release: str | None

    def trust(self, authority: Path) -> None:
        """Add an authority to the certificates that kaniko trusts.

        Args:
            authority: its certificate, a PEM file.
        """
        certificates = self.root.path / CERTIFICATES
        if certificates.is_dir():
            shutil.copy(authority, certificates / f"{authority.stem}.crt")


def prepare(reference: str, directory: Path) -> Executor:
    """Make the container's file system.

    Args:
        reference: the image that the pod names.
        directory: an empty directory.

    Raises:
        UnavailableError: `KANIKO_EXECUTOR` names no file, or the substitute needs a program that is not installed.
    """
    given = os.environ.get("KANIKO_EXECUTOR") or programs.cached_program(FORK)
    if given is not None and SUBSTITUTES_ONLY not in os.environ:
        root = _with_program(Path(given), directory)
    else:
        found = roots.from_image(reference)
        if found is None:
            return Executor(buildah_substitute.root(directory, _buildah_version()), release=None)
        root = found
    return Executor(root, _release(root.path / PROGRAM))


def require(executor: Executor, needed: BuiltBy) -> None:
    """Ensure that a recipe can be built with this executor.

    Args:
        executor: the one on this machine.
        needed: the executor that the recipe states in its promises.

    Raises:
        UnavailableError: the recipe needs another executor.
    """
    if needed != "any" and executor.release is None:
        unavailable("kaniko", f"Kaniko is missing: only Buildah can build here; {programs.HOW_TO_BUILD}.")
    if needed == "fork" and executor.release != FORK:
        unavailable("kaniko-fork", f"The recipe needs features of {FORK}; Kaniko here is {executor.release}.")


def _release(program: Path) -> str:
    """The release of kaniko that a program is, by the version that it prints."""
    version = run([program, "version"]).split()[-1]
    (release,) = (known for known in executors.releases() if known.endswith(f"-{version}"))
    return release


def _with_program(program: Path, directory: Path) -> Root:
    """A root file system with BusyBox and a copy of the executor."""
    if not program.is_file():
        unavailable("kaniko-executor", f"KANIKO_EXECUTOR names no file: {program}.")
    root = roots.busybox(directory)
    target = root.path / PROGRAM
    shutil.copy(program, target)
    target.chmod(0o755)
    version = run([target, "version"]).partition(":")[2].strip()
    return roots.with_mounts(root, f"kaniko {version} of {_source()}, with BusyBox")


def _source() -> str:
    return "KANIKO_EXECUTOR" if "KANIKO_EXECUTOR" in os.environ else "its sources"


def _buildah_version() -> str:
    return run([*buildah(), "version", "--json"]).partition('"version": "')[2].partition('"')[0]
