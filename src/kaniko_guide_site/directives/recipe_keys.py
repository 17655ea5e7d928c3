"""The keys that a recipe's `recipe.yml` can have, for those who write one: `recipe_keys.yml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.tables_of_facts import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language

HEADS = (Bilingual("键", "Key"), Bilingual("意思", "Meaning"))
ALWAYS = Bilingual("必写", "always")


@cache
def known() -> tuple[dict[str, Any], ...]:
    """Every key, those below another with a dot, as in the data."""
    return tuple(yaml.safe_load(files(__package__).joinpath("recipe_keys.yml").read_text("utf-8")))


def recipe_keys(language: Language) -> Iterator[str]:
    """A row for each key, in Markdown."""
    rows = (
        [f"`{entry['key']}`" + (f"<br><small>{ALWAYS[language]}</small>" * ("always" in entry)), entry[language]]
        for entry in known()
    )
    return table(HEADS, rows, language)
