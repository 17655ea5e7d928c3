"""Tells which repository a directory is a clone of, from the files `.git/config` and `.git/HEAD`.

git itself is never run: see `project.gitignore`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data
from kaniko_guide.project import files

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 100_000
"""Size in bytes of the largest of these files that is read."""


class Clone(Data, frozen=True):
    """What a directory is a clone of.

    Attributes:
        repository: the host and the path, as `repository_name` gives them.
        branch: the branch that is checked out.
    """

    repository: str
    branch: str


def read_clone(directory: Path) -> Clone | None:
    """What the remote `origin` and the branch are; None if one of them is not known.

    Args:
        directory: the root of the repository.
    """
    section = _ORIGIN.search(_content(directory / ".git" / "config"))
    address = _URL.search(section["entries"]) if section is not None else None
    branch = _BRANCH.fullmatch(_content(directory / ".git" / "HEAD").strip())
    repository = repository_name(address["url"]) if address is not None else None
    return Clone(repository, branch["name"]) if repository is not None and branch is not None else None


_ORIGIN = lazy.pattern(r'^[ \t]*\[remote "origin"\][^\n]*\n(?P<entries>(?:(?![ \t]*\[)[^\n]*\n?)*)', re.MULTILINE)
_URL = lazy.pattern(r'^[ \t]*url[ \t]*=[ \t]*"?(?P<url>[^\s"#;]+)', re.MULTILINE)
_BRANCH = lazy.pattern(r"ref: refs/heads/(?P<name>\S+)")


def repository_name(address: str) -> str | None:
    """The host and the path of a repository in lower case, without what its addresses may differ in.

    Args:
        address: a URL, or `user@host:path`.

    Returns:
        None for a path of this machine, and for an address with a value of the run.
    """
    match = _ADDRESS.fullmatch(address.strip())
    if match is None or "$" in match["path"]:
        return None
    return f"{match['host'] or match['other']}/{match['path'].strip('/').removesuffix('.git')}".lower()


_ADDRESS = lazy.pattern(
    r"(?:(?:https?|ssh|git)://(?:[^@/]*@)?(?P<host>[\w.-]+)(?::[0-9]+)?/|[\w.-]+@(?P<other>[\w.-]+):(?!//))(?P<path>\S+)"
)


def _content(path: Path) -> str:
    """The content of a file; empty if it is not there, or too large."""
    try:
        if path.is_symlink() or not 0 < (files.regular_file_size(path) or 0) <= MAX_BYTES:
            return ""
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
