"""`::: glossary`: the guide's words in both languages, a table each group, each word with an anchor of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import templates
from kaniko_guide_site.facts.glossary import groups
from kaniko_guide_site.markdown import literal
from kaniko_guide_site.tables_of_facts import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.glossary import Word

TOPICS = ("glossary",)
HEADERS = (Bilingual("词", "Word"), Bilingual("英文", "Chinese"), Bilingual("意思", "Meaning"))
MORE = Bilingual("详见", "More")
ANCHOR = "word-"
"""How the anchors of words begin, so that none is a heading's."""


def render(page: Page) -> Iterator[str]:
    """The words, each with the other language's word."""
    language = page.language
    for group in groups():
        yield from ("", f"## {group.title[language]} {{#{group.id}}}")
        yield from table(HEADERS, (_term_row(word, language) for word in group.words), language)


def _term_row(word: Word, language: Language) -> list[str]:
    other = word.term.en if language == "zh" else word.term.zh
    shown = templates.render("word.html", id=f"{ANCHOR}{word.id}", word=word.term[language])
    between = "" if language == "zh" else " "
    return [shown, other, f"{literal(word.meaning[language])}{between}[{MORE[language]}]({word.page})"]
