"""`::: mutations`: how many of the files that tests broke on purpose were found, and why some were not."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

RECORD = "records/mutation-results.yml"
"""What the tests wrote down, by the name of each way to break a file."""

HEADS = Bilingual(
    "| 改坏的地方 | 改法 | 改坏的文件 | 规则发现 | 其他工具发现 | 无害 | 没有发现 |",
    "| What is broken | Ways | Broken files | Found by a rule | By another tool | Harmless | Not found |",
)
PARTS = {
    "pipeline": Bilingual("流水线", "Pipeline"),
    "pod": Bilingual("Jenkinsfile 里的 Pod", "Pod in a Jenkinsfile"),
    "executor": Bilingual("executor 命令行", "The executor's command line"),
    "dockerfile": Bilingual("Dockerfile", "Dockerfile"),
    "shell": Bilingual("shell 脚本", "Shell scripts"),
    "manifest": Bilingual("其他清单", "Other manifests"),
}
ALL = Bilingual("合计", "All")
OUTCOMES = ("caught", "tool", "harmless", "escaped")
ESCAPES = Bilingual("没有发现的，原因都在这里：", "Those not found, and why:")
ESCAPE = Bilingual("- {reason}（{count}）。", "- {reason} ({count}).")


class Way(Fact, frozen=True):
    """A way to break a file, with the number of broken files by what happened to them.

    Attributes:
        part: what it breaks.
        caught: found by a rule.
        tool: found by another tool.
        harmless: files that still do what they did.
        escaped: not found.
        reason: why those were not.
    """

    part: str
    caught: int = 0
    tool: int = 0
    harmless: int = 0
    escaped: int = 0
    reason: Bilingual | None = None


def render(page: Page) -> Iterator[str]:
    """The table, and the list of reasons."""
    language = page.language
    ways = list(load(str(page.root / RECORD), dict[str, Way]).values())
    yield from ("", HEADS[language], "|---|--:|--:|--:|--:|--:|--:|")
    for part, name in PARTS.items():
        yield _row(name[language], [way for way in ways if way.part == part])
    yield _row(f"**{ALL[language]}**", ways)
    escapes = Counter[str]()
    for way in ways:
        if way.reason is not None:
            escapes[way.reason[language]] += way.escaped
    yield from ("", ESCAPES[language], "")
    for reason, count in escapes.most_common():
        yield ESCAPE[language].format(reason=reason, count=count)
    yield ""


def _row(name: str, ways: list[Way]) -> str:
    counts = [sum(map(attrgetter(outcome), ways)) for outcome in OUTCOMES]
    return f"| {' | '.join([name, *map(str, (len(ways), sum(counts), *counts))])} |"
