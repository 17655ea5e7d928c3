"""`::: matrix`: everything that was measured of both executors on Dockerfiles, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide_site.fact_tables import stack_lines
from kaniko_guide_site.fact_tables import table as fact_table
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.filter_form import Choice, form
from kaniko_guide_site.matrix import rows
from kaniko_guide_site.matrix.table import KINDS, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

FIND = Bilingual("找一种写法", "Find a feature")
TEXT = Bilingual("写法或结果", "Feature or result")
ANY = Bilingual("全部", "All")
HARMLESS = Bilingual("忽略或结果不同，镜像却没有错的", "Ignored or different, without a wrong image")
WHY_HEADERS = (Bilingual("写法", "Feature"), Bilingual("为什么没有错", "Why the image is right"))


def render(page: Page) -> Iterator[str]:
    """The form that filters, a table for each group, and what is harmless."""
    language = page.language
    known = rows.rows(page.root)
    options = {kind: words[language] for kind, words in KINDS.items()}
    choices = [
        Choice(build, executors.title(build)[language], ANY[language], options) for build in executors.releases()
    ]
    yield from ("", form(FIND[language], TEXT[language], len(known), language, choices), "")
    for group in rows.layout().groups:
        yield from ("", f"## {group.title[language]} {{#{group.id}}}", "")
        yield from (table([known[key] for key in group.keys], language, anchors=True), "")
    names = {row.feature: rows.name(row)[language] for row in known.values()}
    yield from ("", f"## {HARMLESS[language]} {{#not-counted}}", "")
    harmless = (
        [stack_lines(names[feature] for feature in one.rows), one.why[language]] for one in silent_features.harmless()
    )
    yield from fact_table(WHY_HEADERS, harmless, language)
