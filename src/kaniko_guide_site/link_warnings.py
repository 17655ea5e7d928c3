"""Adds file, line, column and fix to the warnings of MkDocs about links and navigation; MkDocs calls it as a hook."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

LINK = re.compile(r"Doc file '(?P<page>[^']+)' contains an? [a-z ]*link '(?P<link>[^']+)', (?P<problem>.+)", re.DOTALL)
OMITTED = 'The following pages exist in the docs directory, but are not included in the "nav" configuration:'
"""The warnings, as MkDocs 1.6 writes them."""
LOGGERS = ("mkdocs.structure.pages", "mkdocs.structure.nav")
"""The loggers of these warnings."""


class AddLocations(logging.Filter):
    """Rewrites warnings in place, and drops none.

    Args:
        docs: the directory of the pages.
        shown_as: how warnings name it.
    """

    def __init__(self, docs: Path, shown_as: str) -> None:
        super().__init__()
        self.docs = docs
        self.shown_as = shown_as

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record."""
        record.msg, record.args = "\n".join(with_locations(record.getMessage(), self.docs, self.shown_as)), ()
        return True


def with_locations(message: str, docs: Path, shown_as: str) -> Iterator[str]:
    """The lines of a warning, each with its location, as compilers print it; another message as it is.

    Args:
        message: of MkDocs.
        docs: the directory of the pages.
        shown_as: how locations name it.
    """
    link = LINK.fullmatch(message)
    if link is not None:
        page = docs / link["page"]
        text = page.read_text("utf-8") if page.is_file() else ""  # a page that exists only in a build has no lines
        yield from (
            f"{shown_as}/{link['page']}:{location}: error: link '{link['link']}': "
            f"{link['problem'].removeprefix('but ')} Correct the link, or add what it points to. [link]"
            for location in link_locations(text, link["link"])
        )
    elif message.startswith(OMITTED):
        yield from (
            f"{shown_as}/{page}:1:1: error: no entry in the navigation. Add the page to nav in mkdocs.yml. [nav]"
            for page in re.findall(r"^  - (.+)$", message, re.MULTILINE)
        )
    else:
        yield message


def link_locations(text: str, link: str) -> list[str]:
    """Line and column of each link to a target; the first line if a directive makes the link."""
    target = re.compile(rf"(?<=\]\(){re.escape(link)}(?=[\s)])")
    lines = enumerate(text.splitlines(), 1)
    return [f"{number}:{match.start() + 1}" for number, line in lines for match in target.finditer(line)] or ["1:1"]


def on_config(config: MkDocsConfig) -> None:
    """Add the locations to every warning of a build."""
    docs = Path(config.docs_dir)
    locations_added = AddLocations(docs, docs.relative_to(Path(config.config_file_path).resolve().parent).as_posix())
    for name in LOGGERS:
        logger = logging.getLogger(name)
        for old in [old for old in logger.filters if isinstance(old, AddLocations)]:
            logger.removeFilter(old)
        logger.addFilter(locations_added)
