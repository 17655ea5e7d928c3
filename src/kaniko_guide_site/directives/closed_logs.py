"""`::: closed-logs`: how often `diagnose` was right, by layer, on logs not seen before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts.diagnosis import layers
from kaniko_guide_site.accuracy import Counts, accuracy
from kaniko_guide_site.fact_tables import row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page

NONE = Bilingual("这一次还没有测完。", "This has not been measured yet.")
CLOSED = Bilingual(
    "最近一轮：{logs} 份失败的日志，来自 {repositories} 个仓库和论坛，{measured} 打开。",
    "The last round: {logs} logs of failures, of {repositories} repositories and forums, opened on {measured}.",
)
EARLIER = Bilingual("更早的各轮，每一轮都是当时没有见过的日志：", "Earlier rounds, each of logs not seen before it:")
SUCCESSES = Bilingual(
    "构建成功的日志另有 {logs} 份，其中 {with_cause} 份被误报了原因。",
    "There are also {logs} logs of successful builds; for {with_cause} of them a cause was named.",
)
KINDS = Bilingual(
    "全部 {texts} 份里，{files} 份来自仓库里的文件（笔记、运维手册、测试），其余来自讨论；{short} 份只有一两行。",
    "Of all {texts} texts, {files} come from files in repositories (notes, runbooks, tests) and the others from "
    "threads; {short} have only one or two lines.",
)
SECOND = Bilingual(
    "一份日志可以有两组事先判断的层和阶段，对上一组就算对；其中 {second} 份对上的是第二组。",
    "A log may have two pairs of layer and phase that were determined beforehand, and either counts as right; "
    "for {second} logs it is the second pair.",
)
HEADERS = (
    Bilingual("在哪一层", "Layer"),
    Bilingual("日志", "Logs"),
    Bilingual("第一条就对", "First cause right"),
    Bilingual("对的在后面", "A later cause right"),
    Bilingual("不认识", "Not known"),
    Bilingual("判断错误", "Wrong"),
    Bilingual("其中写了“确定”", "Of these certain"),
    Bilingual("层和阶段对", "Layer and phase right"),
)
ALL = Bilingual("合计", "All")
MEASURED = Bilingual("打开的日期", "Opened on")
"""The first column of the table of earlier rounds."""


def render(page: Page) -> Iterator[str]:
    """A table of the newest round by layer, and one of the rounds before."""
    language = page.language
    measured = accuracy(page.root)
    if measured is None:
        yield from ("", NONE[language], "")
        return
    newest = measured.closed
    logs = Counts.total(newest.layers).logs
    sentence = CLOSED.format(logs=logs, repositories=newest.repositories, measured=newest.measured.isoformat())
    titles = {layer.id: layer.title[language] for layer in layers.layers()}
    counts = [(titles[name], newest.layers[name]) for name in titles if name in newest.layers]
    total = (f"**{ALL[language]}**", Counts.total(newest.layers))
    yield from ("", sentence[language], "", *_table(HEADERS[0][language], [*counts, total], language), "")
    yield SUCCESSES.format(logs=newest.successes.logs, with_cause=newest.successes.with_cause)[language]
    if newest.short is not None and newest.files is not None:
        texts = logs + newest.successes.logs
        yield from ("", KINDS.format(texts=texts, files=newest.files, short=newest.short)[language])
    if newest.second is not None:
        yield from ("", SECOND.format(second=newest.second)[language])
    if measured.earlier:
        rounds = [(one.measured.isoformat(), Counts.total(one.layers)) for one in measured.earlier]
        yield from ("", EARLIER[language], "", *_table(MEASURED[language], rounds, language))
    yield ""


def _table(first_header: str, rows: Iterable[tuple[str, Counts]], language: Language) -> Iterator[str]:
    headers = [first_header, *(header[language] for header in HEADERS[1:])]
    yield from (row(headers), f"|---|{'--:|' * (len(headers) - 1)}")
    for title, one in rows:
        numbers = (one.logs, one.first, one.listed, one.unknown, one.wrong, one.certain_wrong, one.part)
        yield row([title, *map(str, numbers)])
