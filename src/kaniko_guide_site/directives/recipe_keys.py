"""`::: recipe-keys`: the keys that a `recipe.yml` can have, for those who write one; see `recipe_keys.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import load
from kaniko_guide.facts.statements import Sentence
from kaniko_guide_site.tables_of_facts import small, stacked, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

HEADS = (Bilingual("键", "Key"), Bilingual("意思", "Meaning"))
ALWAYS = Bilingual("必写", "always")


class RecipeKey(Sentence, frozen=True, kw_only=True):
    """A key, with what it means.

    Attributes:
        key: with those above it, joined by dots.
        always: whether every recipe has it.
    """

    key: str
    always: bool = False


def known() -> tuple[RecipeKey, ...]:
    """Every key, those below another with a dot, as in the data."""
    return load(__file__, tuple[RecipeKey, ...])


def render(page: Page) -> Iterator[str]:
    """A row for each key."""
    always = small(ALWAYS[page.language])
    rows = (
        [stacked([f"`{one.key}`", *([always] if one.always else [])]), one.meaning[page.language]] for one in known()
    )
    return table(HEADS, rows, page.language)
