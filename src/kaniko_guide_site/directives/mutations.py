"""`::: mutations`: how many of the files that tests broke on purpose were found, and why some were not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.bilingual import Bilingual

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


def render(page: Page) -> Iterator[str]:
    """The table, and the list of reasons."""
    language = page.language
    entries: list[dict[str, Any]] = list(yaml.safe_load((page.root / RECORD).read_text("utf-8")).values())
    yield from ("", HEADS[language], "|---|--:|--:|--:|--:|--:|--:|")
    for part, name in PARTS.items():
        yield _row(name[language], [entry for entry in entries if entry["part"] == part])
    yield _row(f"**{ALL[language]}**", entries)
    escapes = Counter[str]()
    for entry in entries:
        if "reason" in entry:
            escapes[entry["reason"][language]] += entry["escaped"]
    yield from ("", ESCAPES[language], "")
    for reason, count in escapes.most_common():
        yield ESCAPE[language].format(reason=reason, count=count)
    yield ""


def _row(name: str, entries: list[dict[str, Any]]) -> str:
    counts = [sum(entry.get(outcome, 0) for entry in entries) for outcome in OUTCOMES]
    return f"| {' | '.join([name, *map(str, (len(entries), sum(counts), *counts))])} |"
