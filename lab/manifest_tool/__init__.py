"""manifest-tool, which joins the images of several architectures: built from the Go module in this directory."""

from __future__ import annotations

import sys
from pathlib import Path

from filelock import FileLock

from lab import golang
from lab.paths import cache_directory
from lab.tools import unavailable

NAME = "manifest-tool"
MODULE = Path(__file__).parent
DEPENDENCY = "github.com/estesp/manifest-tool/v2"


def version() -> str:
    """The version that the Go module pins, such as `2.2.1`."""
    return golang.pinned((MODULE / "go.mod").read_text("utf-8"), DEPENDENCY).removeprefix("v")


def provide() -> Path:
    """The path of the program; it is built once, into the project's cache directory.

    Raises:
        UnavailableError: it was not built, for example because its modules can't be fetched.
    """
    directory = cache_directory() / NAME
    directory.mkdir(parents=True, exist_ok=True)
    (package,) = golang.tools((MODULE / "go.mod").read_text("utf-8"))
    program = golang.Program(NAME, package, MODULE, directory / NAME)
    with FileLock(directory / "lock"):
        if not program.file.is_file() or not golang.is_pinned(program):
            try:
                go = golang.provide(golang.required_version(MODULE), directory / "go", _report)
                golang.Module(go, MODULE).build(package, program.file, {}, _report)
            except golang.BuildError as error:
                unavailable(NAME, f"{NAME} {version()} was not built: {error}")
    return program.file


def _report(line: str) -> None:
    sys.stderr.write(f"{line}\n")
