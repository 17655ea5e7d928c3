"""`::: known-limitations`: what the checks do not verify, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide_site.evidence import debts
from kaniko_guide_site.markdown import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page


def render(page: Page) -> Iterator[str]:
    """A list, in the order of the limitations' names."""
    language = page.language
    between = "" if language == "zh" else " "
    yield ""
    for _, limit in sorted(debts.limits().items()):
        yield f"- **{literal(limit.what[language])}**{between}{literal(limit.why[language])}"
    yield ""
