"""`::: known-limitations`: what the checks do not verify, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide_site.evidence.known_limitations import known_limitations
from kaniko_guide_site.markdown import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page


def render(page: Page) -> Iterator[str]:
    """A list, in the order of the limitations' names."""
    language = page.language
    between = "" if language == "zh" else " "
    yield ""
    for _, limitation in sorted(known_limitations().items()):
        yield f"- **{literal(limitation.what[language])}**{between}{literal(limitation.why[language])}"
    yield ""
