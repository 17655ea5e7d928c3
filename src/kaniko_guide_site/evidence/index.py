"""All snippets with their evidence: the index page, the same for machines, and the page of debts."""

from __future__ import annotations

import html
import json
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.contract import references
from kaniko_guide_site.directives import log
from kaniko_guide_site.evidence import about, debts
from kaniko_guide_site.evidence.line import summary
from kaniko_guide_site.evidence.model import LEVELS
from kaniko_guide_site.evidence.records import SNIPPETS
from kaniko_guide_site.filter_form import Choice, form
from kaniko_guide_site.markdown import Line, blocks
from kaniko_guide_site.punctuation import LISTED
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import EXAMPLES, GROUPS, SILENT, Snippet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.evidence.about import About
    from kaniko_guide_site.markdown import Fence
    from kaniko_guide_site.snippets.reference import Reference

JSON = "snippets.json"
"""Where the index for machines lies, below the site's root."""

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
SKIPS = Bilingual("| 缺什么 | 原因 | 到期 | CI 里 |", "| Missing | Reason | Expires | Under CI |")
LIMITS = Bilingual("| 没有验证什么 | 原因 | 到期 |", "| Not verified | Reason | Expires |")
SKIPPED = Bilingual("也跳过", "skipped too")
FAILS = Bilingual("算失败", "a failure")


def page(root: Path, locked: Mapping[str, str], to_site: str, language: Language) -> Iterator[str]:
    """The lines of the index, in Markdown.

    Args:
        root: the project's folder.
        locked: the version of every locked package.
        to_site: the relative address of the site's root, as seen from the page.
        language: of the words.
    """
    known = about.of_all(root, locked)
    shown = pages(root / "docs" / language, root / SNIPPETS)
    groups: dict[str, list[About]] = defaultdict(list)
    for snippet, each in known.items():
        groups[snippet.split("/")[0]].append(each)
    yield from ("", *_filter(len(known), language), "")
    yield from (f'<p>{SAME[language]}<a href="{to_site}{JSON}"><code>{JSON}</code></a></p>', "")
    recipes = library.of(root / SNIPPETS).recipes
    titles = {name: GROUP_TITLES.get(name) or recipes[name].description.title for name in groups}
    for recipe in sorted(groups, key=lambda recipe: (recipe in GROUPS, recipe == about.RECORDED)):
        yield from (f"## {titles[recipe][language]} {{#{recipe}}}", "", '<table class="snippets">', "<thead><tr>")
        yield "".join(f'<th scope="col">{head[language]}</th>' for head in HEADS)
        yield "</tr></thead><tbody>"
        for each in groups[recipe]:
            yield _row(each, shown.get(each.snippet), to_site, language)
        yield from ("</tbody></table>", "")


def pages(docs: Path, snippets: Path) -> dict[str, tuple[str, str]]:
    """The page that shows each snippet first: the address of the block there, below the site's root, and its title.

    Args:
        docs: the folder of the pages.
        snippets: the folder of all snippets.
    """
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(docs.rglob("*.md")):
        text = path.read_text("utf-8")
        name = path.relative_to(docs).with_suffix("").as_posix()
        folder = "" if name == "index" else f"{name}/"
        for _, reference in (*references(text), *_in_logs(text, snippets)):
            front: dict[str, str] = next(yaml.safe_load_all(text))
            found.setdefault(reference.path, (f"{folder}#{reference}", front["title"]))
    return found


def _in_logs(text: str, snippets: Path) -> Iterator[tuple[Fence, Reference]]:
    """What a page shows by `::: log BUILD`."""
    for block in blocks(text):
        words = block.text.split() if isinstance(block, Line) else []
        if words[:2] == [":::", "log"]:
            yield from references("\n".join(log.page(snippets, words[2], "zh")))


def _filter(count: int, language: Language) -> Iterator[str]:
    """The form that narrows the tables down, where JavaScript runs."""
    kinds = {level.value: words[language] for level, words in LEVELS.items()}
    kinds |= {"wrong": WRONG[language], "none": NONE[language]}
    choice = Choice("kind", LEVEL[language], ANY[language], kinds)
    template = COUNT.format(shown="{shown}", all=count)[language]
    yield from form(FIND[language], TEXT[language], [choice], template, count)


def kind(each: About) -> str:
    """What the filter knows a snippet by: its level, `wrong` or `none`."""
    if Snippet(each.snippet).is_bad:
        return "wrong"
    return each.level or "none"


def _row(each: About, shown: tuple[str, str] | None, to_site: str, language: Language) -> str:
    recipe, _, name = each.snippet.partition("/")
    address, label = ("", "")
    pair = Snippet(each.snippet).pair
    if pair is not None:
        address, label = f"{PAGES[recipe]}/#{pair}", pair
    elif shown is not None:
        address, label = shown
    link = f'<a href="{to_site}{html.escape(address)}">{html.escape(label)}</a>' if address else ""
    tools = {tool for given in each.given for tool in given.tools}
    file = f'<a href="{to_site}{SNIPPETS}/{html.escape(each.snippet)}"><code>{html.escape(name)}</code></a>'
    checked = (
        f'<span class="evidence-level evidence-wrong">{WRONG[language]}</span>'
        if each.rule
        else summary(each, language)
    )
    cells = [file, checked, html.escape(LISTED[language].join(sorted(tools, key=str.lower))), link]
    return f'<tr data-kind="{kind(each)}">{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def published(root: Path, locked: Mapping[str, str]) -> bytes:
    """The index for machines, as JSON.

    Args:
        root: the project's folder.
        locked: the version of every locked package.
    """
    entries = [_entry(each) for each in about.of_all(root, locked).values()]
    return (json.dumps({"snippets": entries}, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(each: About) -> dict[str, Any]:
    return {
        "file": f"{SNIPPETS}/{each.snippet}",
        "recipe": PurePosixPath(each.snippet).parts[0],
        "level": each.level,
        "date": each.date.isoformat() if each.date else each.run and each.run.month,
        "checks": [
            {
                "name": given.check.name,
                "level": given.check.level,
                "tools": {tool: version.en for tool, version in given.tools.items()},
                "date": given.date.isoformat(),
                "whole": given.part is None,
            }
            for given in each.given
        ],
        "not_verified": list(each.limits),
        "found_by": each.rule,
        "executor": each.run and each.run.executor.en,
    }


def debts_page(language: Language) -> Iterator[str]:
    """The lines of both tables of debts, in Markdown.

    Args:
        language: of the words.
    """
    skips = {"zh": "## 跳过的测试 {#skips}", "en": "## Skipped tests {#skips}"}
    limits = {"zh": "## 没有验证的 {#limits}", "en": "## Not verified {#limits}"}
    yield from ("", skips[language], "", SKIPS[language], "|---|---|---|---|")
    for name, skip in sorted(debts.skips().items()):
        under_ci = (SKIPPED if skip.everywhere else FAILS)[language]
        yield f"| `{name}` | {_cell(skip.why[language])} | <time>{skip.expires}</time> | {under_ci} |"
    yield from ("", limits[language], "", LIMITS[language], "|---|---|---|")
    for _, limit in sorted(debts.limits().items()):
        yield f"| {_cell(limit.what[language])} | {_cell(limit.why[language])} | <time>{limit.expires}</time> |"
    yield ""


def _cell(text: str) -> str:
    return html.escape(text, quote=False).replace("|", "\\|").replace("_", "\\_").replace("$", "\\$")
