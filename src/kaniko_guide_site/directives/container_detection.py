"""`::: container-detection`: how the executor detects that it runs in a container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.fact_tables import table, with_proof
from kaniko_guide_site.facts import container_detection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.container_detection import Indicator

TOPICS = ("container_detection",)
HEADERS = (Bilingual("有其中一个就行", "One of these is sufficient"), Bilingual("什么时候有", "When it exists"))


def render(page: Page) -> Iterator[str]:
    """A row for each indicator."""
    rows = (
        [_indicator_name(one, page.language), with_proof(one, page.root, page.language)]
        for one in container_detection.indicators()
    )
    return table(HEADERS, rows, page.language)


def _indicator_name(one: Indicator, language: Language) -> str:
    return f"`{one.indicator}`" if isinstance(one.indicator, str) else one.indicator[language]
