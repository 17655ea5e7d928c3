"""`::: values`: the button that opens the panel of the reader's own values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide_site import templates
from kaniko_guide_site.parameters import panel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page


def render(page: Page) -> Iterator[str]:
    """The button."""
    yield from ("", templates.render("values.html", button=panel.button(page.language)), "")
