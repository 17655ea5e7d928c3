"""`::: public-logs`: how often `diagnose` was right on logs from public issue threads, at first and now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import load
from kaniko_guide_site.fact_tables import row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide_site.directives import Page

COUNTS = "records/public-logs.yml"
HEADERS = (
    Bilingual("判断", "Result"),
    Bilingual("第一次运行", "First run"),
    Bilingual("从中学到之后", "After learning from them"),
)
OUTCOMES = {
    "first": Bilingual("第一条就是正确的原因", "the first cause is correct"),
    "listed": Bilingual("正确的原因在后面几条里", "a later cause is correct"),
    "wrong": Bilingual("错误", "wrong"),
    "line": Bilingual("只指出失败的那一行，没有认出原因", "shows the failing line, without a cause"),
    "nothing": Bilingual("没有认出原因", "no cause found"),
    "no-false-cause": Bilingual("构建成功，没有误报", "a successful build, no cause reported"),
}


class OutcomeCounts(Struct, frozen=True):
    """How many logs had each outcome; tests use the outcome of each log.

    Attributes:
        counts: the logs of each outcome in the first run.
        counts_now: the same, after learning from them.
    """

    counts: Mapping[str, int]
    counts_now: Mapping[str, int]


def outcomes(root: Path) -> OutcomeCounts:
    """How many logs had each outcome.

    Args:
        root: the project's directory.
    """
    return load(str(root / COUNTS), OutcomeCounts)


def render(page: Page) -> Iterator[str]:
    """A row for each outcome."""
    language = page.language
    found = outcomes(page.root)
    yield from ("", row([header[language] for header in HEADERS]), "|---|--:|--:|")
    for outcome, words in OUTCOMES.items():
        yield row([words[language], str(found.counts[outcome]), str(found.counts_now[outcome])])
    yield ""
