"""`::: snippets`: the index of all snippets with their evidence."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import directives, templates
from kaniko_guide_site.evidence import about
from kaniko_guide_site.evidence.line import summary
from kaniko_guide_site.evidence.model import LEVELS
from kaniko_guide_site.evidence.published import JSON
from kaniko_guide_site.filter_form import Choice, form
from kaniko_guide_site.lockfile import locked
from kaniko_guide_site.punctuation import LISTED
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import references
from kaniko_guide_site.snippets.snippet import EXAMPLES, GROUPS, SILENT, SNIPPETS, Snippet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.evidence.about import About
    from kaniko_guide_site.snippets.reference import Reference

SAME = Bilingual("同样的内容，给程序读：", "The same for programs: ")
GROUP_TITLES = {
    EXAMPLES: Bilingual("错误的写法和正确的写法", "Wrong and right"),
    SILENT: Bilingual("悄悄做错镜像的写法和正确的写法", "Wrong without a word, and right"),
}
PAGES = {EXAMPLES: "rules", SILENT: "silent-features"}
"""The page that shows each example pair below its own heading."""

FIND = Bilingual("找片段", "Find snippets")
TEXT = Bilingual("文件、规则或工具", "File, rule or tool")
LEVEL = Bilingual("查到", "Checked")
ANY = Bilingual("全部", "All")
WRONG = Bilingual("错误的写法", "Wrong on purpose")
NONE = Bilingual("没有单独的检查", "No check of its own")
COUNT = Bilingual("{shown} 个片段，共 {all} 个", "{shown} of {all} snippets")
HEADS = (
    Bilingual("文件", "File"),
    LEVEL,
    Bilingual("由什么检查", "Checked by"),
    Bilingual("页面", "Page"),
)
LOG = "log"
"""The directive that includes snippets."""


def render(page: Page) -> Iterator[str]:
    """The form that filters, and a table each recipe."""
    language = page.language
    known = about.of_all(page.root, locked(page.root))
    shown = _pages(page)
    groups: dict[str, list[About]] = defaultdict(list)
    for snippet, each in known.items():
        groups[snippet.split("/")[0]].append(each)
    yield from ("", _filter(len(known), language), "")
    yield from (templates.render("snippets_json.html", words=SAME[language], to_site=page.to_site, file=JSON), "")
    recipes = library.of(page.snippets).recipes
    titles = {name: GROUP_TITLES.get(name) or recipes[name].description.title for name in groups}
    heads = [head[language] for head in HEADS]
    for recipe in sorted(groups, key=lambda recipe: (recipe in GROUPS, recipe == about.RECORDED)):
        rows = [_row(each, shown.get(each.snippet), page) for each in groups[recipe]]
        yield from (f"## {titles[recipe][language]} {{#{recipe}}}", "")
        yield from (templates.render("snippets.html", heads=heads, rows=rows), "")


def _pages(page: Page) -> dict[str, tuple[str, str]]:
    """The page that shows each snippet first: the address of the block there, below the site's root, and its title."""
    found: dict[str, tuple[str, str]] = {}
    docs = page.root / "docs" / page.language
    for path in sorted(docs.rglob("*.md")):
        text = path.read_text("utf-8")
        name = path.relative_to(docs).with_suffix("").as_posix()
        folder = "" if name == "index" else f"{name}/"
        for reference in _shown(text, page):
            front: dict[str, str] = next(yaml.safe_load_all(text))
            found.setdefault(reference.path, (f"{folder}#{reference}", front["title"]))
    return found


def _shown(text: str, page: Page) -> Iterator[Reference]:
    logs = [
        "\n".join(directives.render(page, directive)) for directive in directives.written(text) if directive.name == LOG
    ]
    for part in (text, *logs):
        yield from (reference for _, reference in references(part))


def _filter(count: int, language: Language) -> str:
    """The form that narrows the tables down, where JavaScript runs."""
    kinds = {level.value: words[language] for level, words in LEVELS.items()}
    kinds |= {"wrong": WRONG[language], "none": NONE[language]}
    choice = Choice("kind", LEVEL[language], ANY[language], kinds)
    template = COUNT.format(shown="{shown}", all=count)[language]
    return form(FIND[language], TEXT[language], [choice], template, count)


def _kind(each: About) -> str:
    """What the filter knows a snippet by: its level, `wrong` or `none`."""
    if Snippet(each.snippet).is_bad:
        return "wrong"
    return each.level or "none"


def _row(each: About, shown: tuple[str, str] | None, page: Page) -> dict[str, Any]:
    recipe, _, name = each.snippet.partition("/")
    address, label = shown or ("", "")
    pair = Snippet(each.snippet).pair
    if pair is not None:
        address, label = f"{PAGES[recipe]}/#{pair}", pair
    tools = {tool for given in each.given for tool in given.tools}
    wrong = templates.render("level.html", words=WRONG[page.language], grade="wrong")
    return {
        "kind": _kind(each),
        "address": f"{page.to_site}{SNIPPETS}/{each.snippet}",
        "name": name,
        "checked": wrong if each.rule else summary(each, page.language),
        "tools": LISTED[page.language].join(sorted(tools, key=str.lower)),
        "page": address and f"{page.to_site}{address}",
        "page_title": label,
    }
