"""`::: debts`: what tests skip and checks leave open."""

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

SKIPS = Bilingual("| 缺什么 | 原因 | 到期 | CI 里 |", "| Missing | Reason | Expires | Under CI |")
LIMITS = Bilingual("| 没有验证什么 | 原因 | 到期 |", "| Not verified | Reason | Expires |")
SKIPPED = Bilingual("也跳过", "skipped too")
FAILS = Bilingual("算失败", "a failure")


SKIPS_TITLE = Bilingual("## 跳过的测试 {#skips}", "## Skipped tests {#skips}")
LIMITS_TITLE = Bilingual("## 没有验证的 {#limits}", "## Not verified {#limits}")


def render(page: Page) -> Iterator[str]:
    """A table of the skips, and one of the limits."""
    language = page.language
    yield from ("", SKIPS_TITLE[language], "", SKIPS[language], "|---|---|---|---|")
    for name, skip in sorted(debts.skips().items()):
        under_ci = (SKIPPED if skip.everywhere else FAILS)[language]
        yield row([f"`{name}`", literal(skip.why[language]), _day(skip.expires), under_ci])
    yield from ("", LIMITS_TITLE[language], "", LIMITS[language], "|---|---|---|")
    for _, limit in sorted(debts.limits().items()):
        yield row([literal(limit.what[language]), literal(limit.why[language]), _day(limit.expires)])
    yield ""


def _day(day: dt.date) -> str:
    return templates.render("day.html", day=day)
