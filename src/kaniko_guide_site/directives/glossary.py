"""`::: glossary`: terms in both languages: a table for each group, an anchor for each term."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import templates
from kaniko_guide_site.fact_tables import table
from kaniko_guide_site.facts.glossary import groups
from kaniko_guide_site.markdown import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.glossary import Term

TOPICS = ("glossary",)
HEADERS = (Bilingual("词", "Word"), Bilingual("英文", "Chinese"), Bilingual("意思", "Meaning"))
MORE = Bilingual("详见", "More")
ANCHOR = "word-"
"""The prefix of the anchors of terms, which distinguishes them from the ids of headings."""


def render(page: Page) -> Iterator[str]:
    """The terms, each with that of the other language."""
    language = page.language
    for group in groups():
        yield from ("", f"## {group.title[language]} {{#{group.id}}}")
        yield from table(HEADERS, (_term_row(term, language) for term in group.terms), language)


def _term_row(term: Term, language: Language) -> list[str]:
    other = term.name.en if language == "zh" else term.name.zh
    shown = templates.render("term.html", id=f"{ANCHOR}{term.id}", name=term.name[language])
    between = "" if language == "zh" else " "
    return [shown, other, f"{literal(term.meaning[language])}{between}[{MORE[language]}]({term.page})"]
