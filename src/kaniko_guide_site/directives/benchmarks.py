"""`::: benchmarks PART`: what was measured, from `benchmarks/results/`.

`sites` compares generators of sites on the same pages, with a picture; `check` compares `kaniko-guide check` with other
checkers on the same files. `python -m benchmarks.sites` and `python -m benchmarks.check` write the results.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import templates
from kaniko_guide_site.fact_tables import stack_lines, table
from kaniko_guide_site.punctuation import LISTED
from kaniko_guide_site.stamps import stamp

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.stamps import Stamp

RESULTS = "benchmarks/results"
OURS = "kaniko-guide"
BASE = "Material"
"""The generator that the others are compared with."""

MEASURED = Bilingual(
    "{day} 在两个核上测得，机器同时还运行着别的程序：看 CPU 秒数和倍数，不看时间。版本：{versions}。",
    "Measured on {day} on two cores that other programs used too: compare CPU seconds and ratios, not times. "
    "Versions: {versions}.",
)
NOT_FINISHED = Bilingual("十分钟内没有完成", "did not finish in ten minutes")
FAILED = Bilingual("构建失败", "the build failed")
STOPPED = "stopped after"
"""How the error of what did not finish begins."""
SIZE = Bilingual("{pages:,} 页：{cpu} 秒（{ratio} 倍）", "{pages:,} pages: {cpu} s ({ratio} ×)")
SIZE_FAILED = Bilingual("{pages:,} 页：{error}", "{pages:,} pages: {error}")
MEMORY = Bilingual("{pages:,} 页：{size:,} MB", "{pages:,} pages: {size:,} MB")
VISIT = Bilingual("{size:,} kB，{requests} 个请求", "{size:,} kB, {requests} requests")
FOREIGN = Bilingual("其中 {count} 个去别的主机", "{count} of them to other hosts")
PAINT = Bilingual("{pages:,} 页：{time:,} 毫秒", "{pages:,} pages: {time:,} ms")
SEARCH = Bilingual("搜索再传 {size:,} kB（{engine}）", "{size:,} kB for a search ({engine})")
SEARCH_LOADED = Bilingual("搜索的索引随页面下载（{engine}）", "the search came with the page ({engine})")
SEARCH_UNKNOWN = Bilingual("搜索没有测到（{engine}）", "the search was not measured ({engine})")
OWN_ENGINE = {"own": Bilingual("自带的", "its own")}
"""The words for a search that has no name."""
GUIDE = Bilingual("本指南的生成器", "this guide's generator")

SITE_HEADERS = (
    Bilingual("生成器", "Generator"),
    Bilingual("从头构建，CPU", "Clean build, CPU"),
    Bilingual("内存最多", "Most memory"),
    Bilingual("第一次打开一页", "First visit of a page"),
    Bilingual("最大内容绘制", "Largest contentful paint"),
    Bilingual("搜一个词", "Searching for a word"),
)
CHART = Bilingual("从头构建用的 CPU 秒数", "CPU seconds of a clean build")
CHART_PAGES = Bilingual("{pages:,} 页", "{pages:,} pages")

CHECK_HEADERS = (
    Bilingual("检查器", "Checker"),
    Bilingual("查什么", "What it looks at"),
    Bilingual("文件", "Files"),
    Bilingual("它用的 CPU", "Its CPU"),
    Bilingual("kaniko-guide 用的 CPU", "CPU of kaniko-guide"),
)
LOOKS_AT = {
    "ShellCheck": Bilingual(
        "Shell 脚本：引号、可移植性、常见错误", "shell scripts: quotes, portability, common mistakes"
    ),
    "hadolint": Bilingual(
        "Dockerfile 的写法，`RUN` 里用 ShellCheck", "how a Dockerfile is written; ShellCheck in `RUN`"
    ),
    "kubernetes-validate": Bilingual(
        "字段名和类型，按 Kubernetes 的模式", "names and types of fields, by the schema of Kubernetes"
    ),
    "CodeNarc": Bilingual(
        "Groovy：流水线引擎不支持的写法、常见错误", "Groovy: what the pipeline engine does not support, mistakes"
    ),
}
FILES = Bilingual("{count:,} 个 `{kind}`", "{count:,} `{kind}`")
CPU = Bilingual("{cpu} 秒", "{cpu} s")
CPU_RATIO = Bilingual("kaniko-guide：{cpu} 秒（{ratio} 倍）", "kaniko-guide: {cpu} s ({ratio} ×)")

CHART_WIDTH = 200
CHART_TITLE = 24
CHART_LINE = 20
CHART_NAME = 26
CHART_GAP = 12


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was measured of a tool.

    Attributes:
        tool: its name.
        cpu_seconds: of its processes, the median; None if it did not finish.
        seconds: by the clock.
        megabytes: of its largest process.
    """

    tool: str
    cpu_seconds: float | None = None
    seconds: float | None = None
    megabytes: int | None = None


class SiteRow(Row, frozen=True, forbid_unknown_fields=True):
    """What was measured of a generator of sites; bytes are after gzip.

    Attributes:
        pages: how many it built.
        runs: how often.
        error: why it did not finish; empty if it did.
        first_visit_bytes: of a page and all that it loads at once.
        html_bytes: part of these, as are the next three.
        requests: for it.
        foreign: those to other hosts.
        search_engine: the name.
        search_bytes: more for a search; None if not measured.
        largest_paint_ms: the largest contentful paint.
    """

    pages: int = 0
    runs: int = 0
    error: str = ""
    first_visit_bytes: int = 0
    html_bytes: int = 0
    css_bytes: int = 0
    js_bytes: int = 0
    other_bytes: int = 0
    requests: int = 0
    foreign: int = 0
    search_engine: str = ""
    search_bytes: int | None = None
    largest_paint_ms: int | None = None


class CheckRow(Row, frozen=True, forbid_unknown_fields=True):
    """What was measured of a checker.

    Attributes:
        kind: the name of the files.
        files: how many it read.
    """

    kind: str = ""
    files: int = 0


class SiteResults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The results of `benchmarks.sites`."""

    measured: str
    versions: dict[str, dict[str, str]]
    rows: list[SiteRow]


class CheckResults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The results of `benchmarks.check`."""

    measured: str
    versions: dict[str, str]
    rows: list[CheckRow]


def arguments() -> Collection[str]:
    """The parts of the results."""
    return ("sites", "check")


def render(page: Page, part: str) -> Iterator[str]:
    """A table, and of the sites a picture."""
    file = page.root / RESULTS / f"{part}.json"
    if part == "sites":
        yield from _sites(_site_results(file, stamp(file)), page.language)
    else:
        yield from _checks(_check_results(file, stamp(file)), page.language)


@cache
def _site_results(file: Path, _stamp: Stamp) -> SiteResults:
    return msgspec.json.decode(file.read_bytes(), type=SiteResults)


@cache
def _check_results(file: Path, _stamp: Stamp) -> CheckResults:
    return msgspec.json.decode(file.read_bytes(), type=CheckResults)


def _sites(results: SiteResults, language: Language) -> Iterator[str]:
    tools = list(dict.fromkeys(row.tool for row in sorted(results.rows, key=lambda row: (row.pages, _cpu(row)))))
    by_tool = {tool: [row for row in results.rows if row.tool == tool] for tool in tools}
    base = {row.pages: row.cpu_seconds for row in by_tool.get(BASE, []) if row.cpu_seconds}
    packages = {name: version for each in results.versions.values() for name, version in each.items()}
    yield from ("", MEASURED.format(day=results.measured, versions=_versions(packages, language))[language], "")
    yield from ("", _chart(by_tool, language), "")
    yield from table(
        SITE_HEADERS, [_site_cells(tool, rows, base, language) for tool, rows in by_tool.items()], language
    )


def _cpu(row: Row) -> float:
    return float("inf") if row.cpu_seconds is None else row.cpu_seconds


def _versions(versions: Mapping[str, str], language: Language) -> str:
    return LISTED[language].join(f"{name} {version}" for name, version in sorted(versions.items()))


def _name(tool: str, language: Language) -> str:
    return f"**{GUIDE[language]}**" if tool == OURS else tool


def _site_cells(tool: str, rows: Sequence[SiteRow], base: Mapping[int, float | None], language: Language) -> list[str]:
    """The cells of a generator; of the built sites that with the most pages counts."""
    done = [row for row in rows if not row.error]
    largest = max(done, key=lambda row: row.pages, default=None)
    builds = []
    for row in rows:
        ratio = _ratio(row.cpu_seconds, base.get(row.pages))
        words = SIZE if not row.error else SIZE_FAILED
        why = _failure(row, language)
        builds.append(words.format(pages=row.pages, cpu=_number(row.cpu_seconds), ratio=ratio, error=why)[language])
    cells = [_name(tool, language), stack_lines(builds)]
    if largest is None:
        return [*cells, "–", "–", "–", "–"]
    visit = [VISIT.format(size=_kilobytes(largest.first_visit_bytes), requests=largest.requests)[language]]
    visit += [FOREIGN.format(count=largest.foreign)[language]] if largest.foreign else []
    paints = [(row.pages, row.largest_paint_ms) for row in done if row.largest_paint_ms is not None]
    return [
        *cells,
        stack_lines(MEMORY.format(pages=row.pages, size=row.megabytes)[language] for row in done),
        stack_lines(visit),
        stack_lines(PAINT.format(pages=pages, time=time)[language] for pages, time in paints) or "–",
        _search(largest, language),
    ]


def _search(row: SiteRow, language: Language) -> str:
    engine = OWN_ENGINE.get(row.search_engine, Bilingual(row.search_engine, row.search_engine))
    if row.search_bytes is None:
        return SEARCH_UNKNOWN.format(engine=engine)[language]
    words = SEARCH if row.search_bytes else SEARCH_LOADED
    return words.format(engine=engine, size=_kilobytes(row.search_bytes))[language]


def _failure(row: SiteRow, language: Language) -> str:
    return (NOT_FINISHED if row.error.startswith(STOPPED) else FAILED)[language]


def _number(value: float | None) -> str:
    """A number with two digits or more: 0.25, 3.1, 31."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"  # noqa: PLR2004


def _ratio(value: float | None, base: float | None) -> str:
    return _number(value / base) if value is not None and base else "–"


def _kilobytes(size: int) -> int:
    """Begun kilobytes, so that none is left out."""
    return -(-size // 1000)


class _Line(NamedTuple):
    """A bar of the picture: its place, its length, and its words."""

    top: int
    width: float
    pages: str
    cpu: str


class _Bars(NamedTuple):
    """The bars of a generator."""

    name: str
    top: int
    ours: bool
    lines: list[_Line]

    @property
    def about(self) -> str:
        """The same in words."""
        return f"{self.name}: " + ", ".join(f"{line.pages} {line.cpu}" for line in self.lines)


def _chart(by_tool: Mapping[str, Sequence[SiteRow]], language: Language) -> str:
    """The CPU seconds of each generator as bars."""
    most = max((row.cpu_seconds for rows in by_tool.values() for row in rows if row.cpu_seconds), default=1.0)
    bars: list[_Bars] = []
    top = CHART_TITLE
    for tool, rows in by_tool.items():
        lines = [
            _Line(
                top + CHART_NAME + number * CHART_LINE,
                round((row.cpu_seconds or 0) / most * CHART_WIDTH, 1),
                CHART_PAGES.format(pages=row.pages)[language],
                _cpu_words(row, language),
            )
            for number, row in enumerate(rows)
        ]
        bars.append(_Bars(GUIDE[language] if tool == OURS else tool, top, tool == OURS, lines))
        top += CHART_NAME + len(rows) * CHART_LINE + CHART_GAP
    about = "; ".join(each.about for each in bars)
    drawing = templates.render("benchmark_chart.html", bars=bars, height=top, title=CHART[language], about=about)
    return templates.render("diagram.html", drawing=drawing, label=CHART[language])


def _cpu_words(row: SiteRow, language: Language) -> str:
    if row.error:
        return _failure(row, language)
    return CPU.format(cpu=_number(row.cpu_seconds))[language]


def _checks(results: CheckResults, language: Language) -> Iterator[str]:
    ours = {(row.kind, row.files): row.cpu_seconds for row in results.rows if row.tool == OURS}
    yield from ("", MEASURED.format(day=results.measured, versions=_versions(results.versions, language))[language], "")
    cells = []
    for row in results.rows:
        if row.tool != OURS:
            own = ours[row.kind, row.files]
            cells.append(
                [
                    row.tool,
                    LOOKS_AT[row.tool][language],
                    FILES.format(count=row.files, kind=row.kind)[language],
                    CPU.format(cpu=_number(row.cpu_seconds))[language],
                    CPU_RATIO.format(cpu=_number(own), ratio=_ratio(own, row.cpu_seconds))[language],
                ]
            )
    yield from table(CHECK_HEADERS, cells, language)
