"""`::: recipe-keys`: the keys that a `recipe.yml` can have, for those who write one; see `recipe_keys.yml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.tables_of_facts import small, stacked, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

HEADS = (Bilingual("键", "Key"), Bilingual("意思", "Meaning"))
ALWAYS = Bilingual("必写", "always")


@cache
def known() -> tuple[dict[str, Any], ...]:
    """Every key, those below another with a dot, as in the data."""
    return tuple(yaml.safe_load(files(__package__).joinpath("recipe_keys.yml").read_text("utf-8")))


def render(page: Page) -> Iterator[str]:
    """A row for each key."""
    always = small(ALWAYS[page.language])
    rows = (
        [stacked([f"`{entry['key']}`", *([always] if "always" in entry else [])]), entry[page.language]]
        for entry in known()
    )
    return table(HEADS, rows, page.language)
