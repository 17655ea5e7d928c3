"""Tags a version and builds its files: `nox --session release -- 0.1.0`. It pushes nothing.

Exit code 0: the tag exists and `dist/` holds the files; 2: there is no tag, and the message says why.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lab.tools import MissingToolError, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
CHANGELOG = "CHANGELOG.md"
OUTPUT = "dist"


class RefusedError(Exception):
    """The version is not released; the message says what was found and what to do."""


def parse_version(version: str) -> tuple[int, ...] | None:
    """The numbers of a version such as `0.1.0`, for comparison; None if it is not one."""
    return tuple(map(int, version.split("."))) if VERSION.fullmatch(version) else None


def check(version: str, changed: str, tags: Iterable[str], changelog: str) -> None:
    """Whether a version can be released.

    Args:
        version: to release.
        changed: uncommitted changes, as `git status --porcelain` lists them.
        tags: all tags of the repository.
        changelog: the text of the change log.

    Raises:
        RefusedError: it can't.
    """
    number = parse_version(version)
    if number is None:
        message = f"found the version {version!r}, expected three numbers such as 0.1.0"
        raise RefusedError(message)
    if changed:
        message = f"found uncommitted changes, commit or remove them:\n{changed}"
        raise RefusedError(message)
    released = [(numbers, tag) for tag in tags if (numbers := parse_version(tag.removeprefix("v")))]
    newest = max(released, default=None)
    if newest is not None and number <= newest[0]:
        message = f"found the tag {newest[1]}, expected a version newer than it, not {version}"
        raise RefusedError(message)
    if not re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d{{2}}-\d{{2}}$", changelog, re.MULTILINE):
        message = f"{CHANGELOG} has no heading `## [{version}] - YYYY-MM-DD`: write it with today's date, and commit"
        raise RefusedError(message)


def release(version: str, directory: Path) -> list[str]:
    """Make the tag of a version and build its wheel and source archive into `dist/`.

    Args:
        version: to release.
        directory: the work tree of the repository.

    Returns:
        The names of the files.

    Raises:
        RefusedError: the version can't be released, or its files can't be built; there is no tag then.
    """
    changed = _git(directory, "status", "--porcelain")
    check(version, changed, _git(directory, "tag").split(), (directory / CHANGELOG).read_text("utf-8"))
    tag = f"v{version}"
    _git(directory, "tag", "--annotate", f"--message=kaniko-guide {version}", tag)
    try:
        uv = os.environ.get("UV") or find("uv")
        _run(directory, uv, "build", "--quiet", "--clear", f"--out-dir={OUTPUT}")
        return _built_files(version, directory)
    except (MissingToolError, RefusedError) as error:
        _git(directory, "tag", "--delete", tag)
        message = f"the files were not built, and the tag {tag} is removed again: {error}"
        raise RefusedError(message) from error


def _built_files(version: str, directory: Path) -> list[str]:
    built = sorted(path.name for path in (directory / OUTPUT).iterdir() if path.suffix in {".whl", ".gz"})
    expected = [f"kaniko_guide-{version}-py3-none-any.whl", f"kaniko_guide-{version}.tar.gz"]
    if built != expected:
        message = f"found {', '.join(built)} in {OUTPUT}/, expected {', '.join(expected)}"
        raise RefusedError(message)
    return built


def _git(directory: Path, *arguments: str) -> str:
    return _run(directory, "git", *arguments)


def _run(directory: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{command[0]} {command[1]} failed:\n{done.stderr.strip()}"
        raise RefusedError(message)
    return done.stdout.rstrip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Release the version that the arguments name, and print the next step."""
    parser = argparse.ArgumentParser("release", description="Tag a version and build its files; push nothing.")
    parser.add_argument("version", metavar="VERSION", help="three numbers, such as 0.1.0")
    version = parser.parse_args(arguments).version
    try:
        files = release(version, Path.cwd())
    except RefusedError as error:
        parser.error(str(error))
    sys.stdout.write("".join(f"{OUTPUT}/{name}\n" for name in files))
    sys.stdout.write(f"Next: git push origin v{version}, which starts .github/workflows/release.yml.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
