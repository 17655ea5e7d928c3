"""`::: diagram NAME`: the drawing `diagrams/NAME.svg`, with its labels in the page's language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import UndefinedError

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import load
from kaniko_guide_site import templates
from kaniko_guide_site.directives import DirectiveError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kaniko_guide_site.directives import Page

DRAWINGS = files("kaniko_guide_site").joinpath("diagrams")
SUFFIX = ".svg"


@cache
def arguments() -> Collection[str]:
    """The names of all drawings."""
    return sorted(path.name.removesuffix(SUFFIX) for path in DRAWINGS.iterdir() if path.name.endswith(SUFFIX))


def render(page: Page, name: str) -> Iterator[str]:
    """The drawing as one line of HTML.

    Raises:
        DirectiveError: it lacks labels in the page's language.
    """
    words = load(str(DRAWINGS.joinpath("words.yml")), dict[str, dict[Language, str]])
    texts = {key: text[page.language] for key, text in words.items() if page.language in text}
    try:
        lines = templates.render(f"{name}{SUFFIX}", **texts).splitlines()
    except UndefinedError as error:
        message = f"diagram {name}: no {page.language} labels for it: {error}"
        raise DirectiveError(message) from error
    drawing = " ".join(line.strip() for line in lines)
    yield from ("", templates.render("diagram.html", drawing=drawing, label=texts[f"{name}_title"]), "")
