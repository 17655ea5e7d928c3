"""`::: debts`: what the checks do not verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import templates
from kaniko_guide_site.evidence import debts
from kaniko_guide_site.markdown import literal
from kaniko_guide_site.tables_of_facts import row

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

LIMITS = Bilingual("| 没有验证什么 | 原因 | 到期 |", "| Not verified | Reason | Expires |")
LIMITS_TITLE = Bilingual("## 没有验证的 {#limits}", "## Not verified {#limits}")


def render(page: Page) -> Iterator[str]:
    """A table of what is not verified."""
    language = page.language
    yield from ("", LIMITS_TITLE[language], "", LIMITS[language], "|---|---|---|")
    for _, limit in sorted(debts.limits().items()):
        yield row([literal(limit.what[language]), literal(limit.why[language]), _day(limit.expires)])
    yield ""


def _day(day: dt.date) -> str:
    return templates.render("day.html", day=day)
