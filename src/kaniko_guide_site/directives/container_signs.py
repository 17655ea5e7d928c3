"""`::: container-signs`: how the executor detects that it runs in a container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.facts import container_signs
from kaniko_guide_site.tables_of_facts import proved, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.container_signs import Sign

TOPICS = ("container_signs",)
HEADS = (Bilingual("有其中一个就行", "One of these is enough"), Bilingual("什么时候有", "When it is there"))


def render(page: Page) -> Iterator[str]:
    """A row for each sign."""
    rows = ([_named(one, page.language), proved(one, page.root, page.language)] for one in container_signs.signs())
    return table(HEADS, rows, page.language)


def _named(one: Sign, language: Language) -> str:
    return f"`{one.sign}`" if isinstance(one.sign, str) else one.sign[language]
