"""`::: versions PART`: the versions that the guide was written for and checked with, their files and their expiry."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.facts.executors import title
from kaniko_guide_site import pins, templates
from kaniko_guide_site.clock import today
from kaniko_guide_site.directives import is_expired
from kaniko_guide_site.evidence import snippet_evidence
from kaniko_guide_site.fact_tables import small, stack_lines, table
from kaniko_guide_site.facts import content, periods
from kaniko_guide_site.facts.pins import platform
from kaniko_guide_site.lockfile import locked_versions
from kaniko_guide_site.punctuation import LISTED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.pins import PinFacts
    from kaniko_guide_site.pins import Location, Pin

FEW = 3
"""The number of files up to which all are shown; more are shown when the list is opened."""

CHECKED = Bilingual("来源截至 {verified}，{expires} 到期。", "Sources as of {verified}, expires on {expires}.")
WHERE = Bilingual("所在文件", "Files")
NEWEST = Bilingual("来源里最新的", "Newest in the source")
SOURCE = Bilingual("来源：{source}", "Source: {source}")
SUFFIXES = Bilingual("标签后缀：{suffixes}", "Suffixes of its tag: {suffixes}")
FILES = Bilingual("{count} 个文件", "{count} files")
IN_EXAMPLES = Bilingual("[规则的示例](rules.md) {count} 处", "{count} files of [rules' examples](rules.md)")
NOWHERE = Bilingual("片段里没有", "in no snippet")
SAME = Bilingual("已是最新", "this one")
SEEN = Bilingual("{version}（{seen}）", "{version} ({seen})")
HELD = Bilingual("不升级，到 {until}：{why}", "held until {until}: {why}")

EXECUTOR_HEADERS = (
    Bilingual("版本", "Release"),
    Bilingual("镜像", "Image"),
    Bilingual("状态", "State"),
    WHERE,
)
STATES = {
    True: Bilingual("{day} 归档，不再有新版", "archived on {day}; no other release will come"),
    False: Bilingual("维护中", "maintained"),
}
PLAIN = Bilingual("（没有）", "(none)")
NEWER_HEADERS = (
    Bilingual("版本", "Release"),
    Bilingual("发布日期", "Released"),
    Bilingual("已知的", "What is known"),
)
DATE_UNKNOWN = Bilingual("没有查到", "not found")
NEWEST_SEEN = Bilingual("**{version}**，见过的最新版", "**{version}**, the newest seen")
PIN_HEADERS = (Bilingual("固定的版本", "Pinned"), WHERE, NEWEST)
WRONG_HEADERS = (Bilingual("镜像", "Image"), Bilingual("哪条规则的示例", "Example of the rule"))
PLATFORM_HEADERS = (
    Bilingual("组件", "Component"),
    Bilingual("版本", "Version"),
    Bilingual("说明", "Remark"),
)
TOOL_HEADERS = (
    Bilingual("工具", "Tool"),
    Bilingual("版本", "Version"),
    Bilingual("检查了多少片段", "Snippets it checked"),
    Bilingual("最近一次", "Last run"),
)
PASSED = Bilingual("**已过期** ", "**expired** ")
FACT_HEADERS = (
    Bilingual("数据", "Data"),
    Bilingual("来源截至", "Sources as of"),
    Bilingual("到期", "Expires"),
)


def arguments() -> Collection[str]:
    """The parts."""
    return PARTS


def render(page: Page, part: str) -> Iterator[str]:
    """A part: its table, with the days of its verification and expiry."""
    return PARTS[part](page)


def _executors(page: Page) -> Iterator[str]:
    """The executors' releases."""
    language = page.language
    yield _verification_dates("images", language)
    rows = []
    for one in images.publications():
        pinned = [pin for pin in pins.collect(page.root) if pin.kind == "image" and pin.name == one.repository]
        suffixes = [PLAIN[language] if variant == "plain" else f"`-{variant}`" for variant in one.variants]
        state = STATES[one.archived is not None].format(day=one.archived)[language]
        name = f"**{title(one.release)[language]}**"
        more = SUFFIXES.format(suffixes=LISTED[language].join(suffixes))[language]
        image = stack_lines([f"`{one.repository}:{one.version}`", small(more)])
        where = _where([location for pin in pinned for location in pin.locations], page)
        rows.append([name, image, state, where])
    yield from table(EXECUTOR_HEADERS, rows, language, wide=True)


def _newer(page: Page) -> Iterator[str]:
    """The releases of the recommended executor after the one that was run."""
    language, rows = page.language, []
    releases = images.newer_releases()
    for one in releases:
        version = NEWEST_SEEN.format(version=one.version)[language] if one is releases[0] else f"**{one.version}**"
        seen = SOURCE.format(source=f"{one.source} ({one.seen})")[language]
        date = DATE_UNKNOWN[language] if one.date is None else str(one.date)
        rows.append([version, date, stack_lines([one.meaning[language], small(seen)])])
    yield from table(NEWER_HEADERS, rows, language, wide=True)


def _pin_table(*kinds: str) -> Callable[[Page], Iterator[str]]:
    """The renderer of the table of pins.

    Args:
        kinds: as in `facts.pins.KINDS`.
    """

    def part(page: Page) -> Iterator[str]:
        language = page.language
        yield _verification_dates("pins", language)
        rows = []
        for pin in pins.collect(page.root):
            if pin.kind in kinds and pin.facts is not None:
                newest = stack_lines([*_newest(pin, pin.facts, language), _source(pin.facts.source, language)])
                written = stack_lines([f"`{pin.reference}`", small(pin.facts.meaning[language])])
                rows.append([written, _where(pin.locations, page), newest])
        yield from table(PIN_HEADERS, rows, language, wide=True)

    return part


def _wrong(page: Page) -> Iterator[str]:
    """Images that occur only in examples of rules."""
    rows = [
        [
            f"`{pin.reference}`",
            LISTED[page.language].join(f"[`{rule}`](rules/{rule}.md)" for rule in _rules(pin.locations)),
        ]
        for pin in pins.collect(page.root)
        if pin.kind == "image" and pin.facts is None
    ]
    yield from table(WRONG_HEADERS, rows, page.language, wide=True)


def _platform(page: Page) -> Iterator[str]:
    """The platform that runs the pipeline."""
    language = page.language
    yield _verification_dates("pins", language)
    rows = [
        [one.name[language], f"`{one.version}`", stack_lines([one.meaning[language], _source(one.source, language)])]
        for one in platform()
    ]
    yield from table(PLATFORM_HEADERS, rows, language, wide=True)


def _kubernetes(page: Page) -> Iterator[str]:
    """The days of verification and expiry of the Kubernetes versions."""
    yield _verification_dates("kubernetes", page.language)


def _tools(page: Page) -> Iterator[str]:
    """The programs that checked the snippets, with the versions in their records."""
    language = page.language
    checked: dict[tuple[str, str], list[dt.date]] = defaultdict(list)
    for one in snippet_evidence.by_snippet(page.root, locked_versions(page.root)).values():
        for given in one.passed:
            for tool, version in given.tools.items():
                checked[tool, version[language]].append(given.date)
    rows = [
        [tool, f"`{version}`", str(len(dates)), _day(max(dates))]
        for (tool, version), dates in sorted(checked.items(), key=lambda one: one[0][0].lower())
    ]
    yield from table(TOOL_HEADERS, rows, language, wide=True)


def _dates(page: Page) -> Iterator[str]:
    """Every file of facts with the days of its verification and expiry, the next to expire first."""
    rows = [
        [
            f"`facts/{topic}.yml`",
            _day(verified),
            f"{PASSED[page.language] if is_expired(topic, today()) else ''}{_day(expires)}",
        ]
        for topic, verified, expires in periods()
    ]
    yield from table(FACT_HEADERS, rows, page.language, wide=True)


PARTS: dict[str, Callable[[Page], Iterator[str]]] = {
    "executors": _executors,
    "newer": _newer,
    "images": _pin_table("image"),
    "wrong-images": _wrong,
    "other": _pin_table("action", "artifact", "address"),
    "kubernetes": _kubernetes,
    "platform": _platform,
    "tools": _tools,
    "dates": _dates,
}


TOPICS: dict[str, Collection[str]] = {
    "executors": ("images",),
    "newer": ("images",),
    "images": ("pins",),
    "wrong-images": (),
    "other": ("pins",),
    "kubernetes": ("kubernetes",),
    "platform": ("pins",),
    "tools": (),
    "dates": (),
}


def _day(day: dt.date) -> str:
    return templates.render("time.html", day=day)


def _verification_dates(topic: str, language: Language) -> str:
    data = content(topic)
    words = CHECKED.format(verified=data["verified"], expires=data["expires"])[language]
    return f"\n{words} `facts/{topic}.yml`\n{{ .rule-facts }}\n"


def _newest(pin: Pin, facts: PinFacts, language: Language) -> Iterator[str]:
    if facts.newest is not None:
        version = SAME if pin.version.startswith(facts.newest) else f"`{facts.newest}`"
        yield SEEN.format(version=version, seen=facts.seen)[language]
    if facts.held is not None:
        yield HELD.format(until=facts.held.until, why=facts.held.meaning)[language]


def _source(source: str, language: Language) -> str:
    return templates.render("source.html", words=SOURCE.format(source=source)[language])


def _where(locations: Iterable[Location], page: Page) -> str:
    """The files, each linked; those of example pairs are counted."""
    locations = list(locations)
    paths = sorted({location.path for location in locations if location.rule is None})
    head = FILES.format(count=len(paths))[page.language] if len(paths) > FEW else ""
    links = templates.render("pin_locations.html", paths=paths, to_site=page.to_site, head=head)
    count = len({location.path for location in locations if location.rule is not None})
    examples = IN_EXAMPLES.format(count=count)[page.language] if count else ""
    parts = list(filter(None, [links, examples]))
    return (" ".join(parts) if head else stack_lines(parts)) or NOWHERE[page.language]


def _rules(locations: Iterable[Location]) -> list[str]:
    return sorted({location.rule for location in locations if location.rule is not None})
