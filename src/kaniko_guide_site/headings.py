"""The headings of pages, each with its id."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide_site.markdown import Line, blocks, front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.bilingual import Language

LEVELS = range(1, 7)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        line: its line.
        title: its text, as Markdown.
        id: None if the line has none.
    """

    line: Line
    title: str
    id: str | None

    @classmethod
    def parse(cls, line: Line) -> Heading | None:
        """The heading on a line outside of fences, such as `## Cache {#cache}`; None when there is none."""
        marks, _, title = line.text.partition(" ")
        title = title.strip()
        if len(marks) not in LEVELS or marks.strip("#") or not title:
            return None
        attributes = ""
        if title.endswith("}") and "{" in title:
            title, _, attributes = title.removesuffix("}").rpartition("{")
        ids = [word[1:] for word in attributes.split() if word.startswith("#")]
        return cls(line, title.strip(), ids[0] if ids else None)


def headings(text: str) -> Iterator[Heading]:
    """The headings of a page, in order.

    Args:
        text: the page's Markdown.
    """
    body = front_matter(text)
    for block in blocks(text):
        heading = Heading.parse(block) if isinstance(block, Line) and block.number > body else None
        if heading is not None:
            yield heading


def title(page: str, root: Path, language: Language) -> str:
    """The heading of a section of the guide, as Markdown; its id if the guide does not exist in that language.

    Args:
        page: the section, such as `problems.md#index`, or the page of a rule, such as `rules/unknown-flag.md`.
        root: the project's directory.
        language: of the guide.

    Raises:
        KeyError: there is no such section.
    """
    name, _, anchor = page.partition("#")
    directory, _, rule = name.removesuffix(".md").rpartition("/")
    if directory == "rules":
        return rules.load()[rule].RULE.title[language]
    edition = root / "docs" / language
    if not edition.is_dir():
        return f"`{anchor}`"
    return _titles(edition / name, (edition / name).stat().st_mtime_ns)[anchor]


@lru_cache(maxsize=128)
def _titles(page: Path, _modified: int) -> Mapping[str | None, str]:
    return {heading.id: heading.title for heading in headings(page.read_text("utf-8"))}
