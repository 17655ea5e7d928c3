"""`::: error-index`: the known errors by layer and phase, with a search by the text that is printed.

The search (`theme/assets/errors.js`) reads the errors from a second script, because a list of all of them would make
the page too large. That script also leads from the lasting address of an error, `errors/#ID`, to its page.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide_site import errors, templates
from kaniko_guide_site.markdown import literal
from kaniko_guide_site.punctuation import SEMICOLON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.errors import ErrorPage

TOPICS = signatures.TOPICS
FILE = "errors-data.js"
"""The script with the errors, below the site's root."""
EXAMPLES = 3
"""Errors that are named below the title of a layer or phase."""

BREAK = "  "

TITLE = Bilingual("查报错", "Find an error")
LABEL = Bilingual("日志里的文字，或者原因", "Text of the log, or the cause")
ALL = Bilingual("共 {count} 条", "{count} errors")
COUNT = Bilingual("找到 {shown} 条", "{shown} found")
MORE = Bilingual(
    "找到 {shown} 条，下面是前 {most} 条；再写几个字", "{shown} found, the first {most} are listed; type more"
)
NONE = Bilingual(
    "没有找到。少写几个字，或者把整份日志粘贴到“常见问题”页的框里",
    "None found. Type less, or paste the whole log into the box of the page of problems",
)
UNLOADED = Bilingual(
    "没有查：取不到报错的列表。检查网络后再试",
    "Not searched: the list of errors can't be reached. Check the network and try again",
)
BY_PART = Bilingual("按出错的位置", "By the place of the error")
AND_MORE = Bilingual("，[第 {number} 页]({page})", ", [page {number}]({page})")
ITEM = Bilingual("{title}（{count} 条{links}）", "{title} ({count}{links})")
SUCH_AS = Bilingual("例如：{errors}。", "For example: {errors}.")


def render(page: Page) -> Iterator[str]:
    """The search, and a list of the layers and phases."""
    language = page.language
    words = {
        name: text[language]
        for name, text in {"found": COUNT, "more": MORE, "none": NONE, "unloaded": UNLOADED}.items()
    }
    count = ALL.format(count=len(signatures.signatures()))[language]
    form = templates.render(
        "error_search.html",
        title=TITLE[language],
        label=LABEL[language],
        words=words,
        count=count,
        to_site=page.to_site,
    )
    yield from ("", form, "")
    yield from (f"## {BY_PART[language]} {{#by-part}}", "")
    for part, found in groupby(errors.pages(), key=lambda one: one.part):
        yield from _item(part, list(found), language)
    yield ""


def _item(part: str, pages: list[ErrorPage], language: Language) -> Iterator[str]:
    """A group: its pages, how many errors it has, and the first of them."""
    first, *others = pages
    headings = errors.headings(language)
    examples = SEMICOLON[language].join(headings[one.id] for one in first.errors[:EXAMPLES])
    title = f"[{errors.titles()[part][language]}]({first.path}){{ #at-{part} }}"
    links = "".join(AND_MORE.format(number=one.number, page=one.path)[language] for one in others)
    count = sum(len(one.errors) for one in pages)
    yield f"- {ITEM.format(title=title, count=count, links=links)[language]}{BREAK}"
    yield f"    {templates.render('small.html', markdown=literal(SUCH_AS.format(errors=examples)[language]))}"


def script(language: Language) -> bytes:
    """The errors as a script for the browser.

    It has the pages with path and title, the errors with page, id, heading and texts, and the new ids of old ones.

    Args:
        language: of the page.
    """
    headings = errors.headings(language)
    data = {
        "pages": [[one.path.removesuffix(".md"), one.title[language]] for one in errors.pages()],
        "errors": [
            [at, one.id, headings[one.id], errors.printed_texts(one, language)]
            for at, page in enumerate(errors.pages())
            for one in page.errors
        ],
        "renamed": errors.RENAMED,
    }
    return f"window.kanikoErrors={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n".encode()
