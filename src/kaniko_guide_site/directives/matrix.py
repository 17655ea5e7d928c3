"""`::: matrix`: everything that was measured of both executors on Dockerfiles, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide_site.filter_form import Choice, form
from kaniko_guide_site.matrix import rows
from kaniko_guide_site.matrix.table import KINDS, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

FIND = Bilingual("找一种写法", "Find a feature")
TEXT = Bilingual("写法、判断或实测结果", "Feature, verdict or evidence")
ANY = Bilingual("全部", "All")
COUNT = Bilingual("{shown} 种，共 {all} 种", "{shown} of {all}")


def render(page: Page) -> Iterator[str]:
    """The form that filters, and a table each group."""
    language = page.language
    known = rows.rows(page.root)
    options = {kind: words[language] for kind, words in KINDS.items()}
    choices = [
        Choice(build, executors.title(build)[language], ANY[language], options) for build in executors.releases()
    ]
    count = COUNT.format(shown="{shown}", all=len(known))[language]
    yield from ("", form(FIND[language], TEXT[language], choices, count, len(known)), "")
    for group in rows.layout().groups:
        yield from ("", f"## {group.title[language]} {{#{group.id}}}", "")
        yield from (table([known[key] for key in group.keys], language, anchors=True), "")
