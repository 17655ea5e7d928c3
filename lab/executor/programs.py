"""Builds the executor and the warmer from their sources, and finds what was built."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from lab import go_build
from lab.paths import ROOT
from lab.tools import find, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

CACHE = ROOT / ".cache" / "executor"
PROGRAMS = ("executor", "warmer")
MODULES = {
    "google": "github.com/GoogleContainerTools/kaniko",
    "osscontainertools": "github.com/osscontainertools/kaniko",
}
"""The Go module of each repository, by the first part of the name of its release."""
HOW_TO_BUILD = "build it: nox --session executor -- FORK UPSTREAM (paths of both repositories)"


class SourceError(Exception):
    """A repository is not the one from which a release is built."""


def cached_program(release: str, program: str = "executor") -> Path | None:
    """A program of a release; None where it was not built.

    Args:
        release: as in `facts.executors.releases`.
        program: one of `PROGRAMS`.
    """
    file = CACHE / release / program
    return file if file.is_file() else None


def require(release: str, program: str = "executor") -> Path:
    """The same as `cached`.

    Raises:
        UnavailableError: it was not built.
    """
    file = cached_program(release, program)
    if file is None:
        unavailable("kaniko", f"Kaniko's {program} {release} is missing; {HOW_TO_BUILD}.")
    return file


def build(repository: Path, release: str, report: Callable[[str], None], cache: Path = CACHE) -> None:
    """Build the programs of a release that the cache lacks, without network.

    Args:
        repository: a checkout or a bare repository that has the tag of the release.
        release: as in `facts.executors.releases`.
        report: called with each line of progress.
        cache: the directory for the programs.

    Raises:
        SourceError: the directory is not that repository, or lacks the tag.
        MissingToolError: Git or Go is not installed.
        CalledProcessError: the compiler failed; its messages are printed.
    """
    owner, _, tag = release.partition("-")
    check(repository, owner, tag)
    missing = [program for program in PROGRAMS if not (cache / release / program).is_file()]
    if not missing:
        report(f"{release}: built before, in {cache / release}")
        return
    (cache / release).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        source = Path(temporary)
        report(f"{release}: checking out {tag} of {repository}")
        with subprocess.Popen(_git(repository, "archive", tag), stdout=subprocess.PIPE) as git:
            subprocess.run([find("tar"), "--extract", f"--directory={source}"], stdin=git.stdout, check=True)
        for program in missing:
            _compile(source, program, release, report)
            (source / program).rename(cache / release / program)


def check(repository: Path, owner: str, tag: str) -> None:
    """Ensure that a repository is the one of a release and has its tag.

    Raises:
        SourceError: see `build`.
    """
    if subprocess.run(_git(repository, "rev-parse", "--git-dir"), capture_output=True, check=False).returncode:
        message = f"{repository} is neither a checkout nor a bare repository of Git"
        raise SourceError(message)
    if subprocess.run(_git(repository, "rev-parse", f"{tag}^{{commit}}"), capture_output=True, check=False).returncode:
        message = f"{repository} has no tag {tag}; fetch it: git -C {repository} fetch origin tag {tag}"
        raise SourceError(message)
    shown = subprocess.run(_git(repository, "show", f"{tag}:go.mod"), capture_output=True, text=True, check=False)
    module = re.search(r"^module (\S+)", shown.stdout, re.MULTILINE)
    if module is None or module[1] != MODULES[owner]:
        found = "no Go module" if module is None else module[1]
        message = f"{repository} is not the repository of {owner}: expected {MODULES[owner]}, found {found}"
        raise SourceError(message)


def _compile(source: Path, program: str, release: str, report: Callable[[str], None]) -> None:
    owner, _, tag = release.partition("-")
    go = find("go")
    environment = os.environ | {
        "CGO_ENABLED": "0",
        "GOFLAGS": "-mod=vendor",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
    }
    began = time.monotonic()
    package = f"./cmd/{program}"
    listed = subprocess.run(
        [go, "list", "-deps", package], cwd=source, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    total = len(listed.stdout.splitlines())
    version = f"-X {MODULES[owner]}/pkg/version.version={tag}"
    command = [go, "build", "-v", "-trimpath", "-ldflags", version, "-o", str(source / program), package]
    report(f"{release}: compiling {program}, at most {total} packages")
    code, printed = go_build.run(
        command,
        source,
        environment,
        lambda number: report(f"{release}: {program}, {number} of {total} packages, {time.monotonic() - began:.0f} s"),
    )
    if code:
        report(printed)
        raise subprocess.CalledProcessError(code, command)
    report(f"{release}: built {program} in {time.monotonic() - began:.0f} s")


def _git(repository: Path, *arguments: str) -> list[str]:
    return [find("git"), "-c", "safe.directory=*", "-C", str(repository), *arguments]
