"""What the sections of the guide are called, so that a link can say where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide_site.markdown import Line, blocks

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.bilingual import Language


def title(page: str, root: Path, language: Language) -> str:
    """The heading of a section of the guide, as Markdown; its id where the guide is not yet in that language.

    Args:
        page: the section, such as `problems.md#x509`.
        root: the project's folder.
        language: of the guide.

    Raises:
        KeyError: there is no such section.
    """
    name, _, anchor = page.partition("#")
    if name == "rules.md" and anchor in rules.load():
        return rules.load()[anchor].RULE.title[language]
    edition = root / "docs" / language
    if not edition.is_dir():
        return f"`{anchor}`"
    return _headings((edition / name).read_text("utf-8"))[anchor]


def _headings(page: str) -> dict[str, str]:
    found = {}
    for block in blocks(page):
        if isinstance(block, Line) and block.text.startswith("#"):
            words, _, attributes = block.text.lstrip("#").rpartition("{#")
            found[attributes.partition("}")[0]] = words.strip()
    return found
