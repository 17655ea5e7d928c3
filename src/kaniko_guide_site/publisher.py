"""What the publisher says of a site: its address, its repository, and the directory with the dependencies' wheels.

Files under `snippets/` contain placeholders for them. A site whose publisher says nothing shows the placeholders, and
leaves out the parts of pages that need a repository: those between `<!-- repository -->` and `<!-- /repository -->`.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ADDRESS = "https://guide.example.com/"
"""The address of the site, in snippets."""

REPOSITORY = "OWNER/kaniko-guide"
"""The repository, in snippets."""

REVISION = "COMMIT_OF_KANIKO_GUIDE"
"""The commit of the repository, in snippets."""

START, END = "<!-- repository -->", "<!-- /repository -->"

_REPOSITORY = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?/[0-9A-Za-z._-]*[0-9A-Za-z_-][0-9A-Za-z._-]*")
_ADDRESS = re.compile(r"https?://[0-9A-Za-z.:\[\]-]+(?:/[0-9A-Za-z._~%/-]*)?")


class PublisherError(Exception):
    """A value of the publisher is invalid."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """The publisher's values.

    Attributes:
        address: of the site, with a slash at its end; empty if it is not known.
        repository: `OWNER/NAME` on GitHub; empty if there is none.
        revision: the commit that the site is built from; empty without a repository.
        wheels: the directory with the wheels of the dependencies; None for a site without them.
    """

    address: str = ""
    repository: str = ""
    revision: str = ""
    wheels: Path | None = None

    @classmethod
    def of(cls, root: Path, address: str | None, options: Mapping[str, str]) -> Publisher:
        """The values of a build.

        Args:
            root: the project's directory.
            address: of the site.
            options: `repository` and `wheels`, each of which can be empty.

        Raises:
            PublisherError: a value is invalid, or the commit is not known.
        """
        repository = options.get("repository") or ""
        wheels = options.get("wheels") or ""
        if repository and not _REPOSITORY.fullmatch(repository):
            message = f"found the repository {repository!r}, expected OWNER/NAME"
            raise PublisherError(message)
        if address and not _ADDRESS.fullmatch(address):
            message = f"found the address {address!r}, expected https://HOST/PATH"
            raise PublisherError(message)
        slash = f"{address.rstrip('/')}/" if address else ""
        return cls(slash, repository, _commit(root) if repository else "", root / wheels if wheels else None)

    def fill(self, text: str) -> str:
        """A text of `snippets/` with the publisher's values instead of the placeholders."""
        values = {ADDRESS: self.address, REPOSITORY: self.repository, REVISION: self.revision}
        for placeholder, value in values.items():
            text = text.replace(placeholder, value or placeholder)
        return text

    def select(self, page: str) -> str:
        """A page without its parts that need a repository, if there is none; the numbers of its lines stay the same.

        Args:
            page: its Markdown.
        """
        kept, inside = [], False
        for line in page.split("\n"):
            marker = line.strip() in {START, END}
            inside = line.strip() == START if marker else inside
            kept.append("" if marker or (inside and not self.repository) else line)
        return "\n".join(kept)


NOBODY = Publisher()
"""A publisher who says nothing."""


def _commit(root: Path) -> str:
    command = ("git", "rev-parse", "HEAD")
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 (no input)
    if done.returncode:
        message = f"the commit of the repository is not known: {done.stderr.strip()}"
        raise PublisherError(message)
    return done.stdout.strip()
