"""The structure of a page, which is the same in both languages: headings, blocks, notes, rows, items, links."""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from kaniko_guide_site.directives import Directive
from kaniko_guide_site.headings import Heading
from kaniko_guide_site.markdown import Fence, Line, blocks, front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE = re.compile(r"(?P<mark>!!!|\?\?\?\+?|===!?) ?(?P<type>[a-z]*)")
ITEM = re.compile(r"(?P<mark>[-*+]|[0-9]+\.) ")
ROW = re.compile(r"\|.*\|")
CELL = re.compile(r"(?<!\\)\|")
CODE = re.compile(r"`+[^`]+`+")
LINK = re.compile(r"\]\(([^()\s]+)[^()]*\)")
TAG = re.compile(r"</?[a-z]+")
LANGUAGE_OF_A_SITE = re.compile(
    r"(?<=[a-z])/(?:zh-cn|zh|tc|en|pt-br)(?=/)|(?<=https://)(?:help\.aliyun\.com|www\.alibabacloud\.com/help)(?=/)"
)
"""In an address; Alibaba Cloud has its documentation on one host for Chinese and on another for the rest."""
FILE_IN_A_LANGUAGE = re.compile(r"\.(?:zh|en)(?=\.(?:txt|sh)\b)")


class Part(NamedTuple):
    """A part of a page.

    Attributes:
        line: its first line.
        kind: such as `rows`.
        value: what is the same in both languages.
    """

    line: int
    kind: str
    value: str


def parts(text: str) -> Iterator[Part]:
    """The parts of a page, in order; of its links only how often a section has each, because sentences differ.

    Args:
        text: the page's Markdown.
    """
    body = front_matter(text)
    section = 1
    links: Counter[str] = Counter()
    for block in blocks(text):
        if isinstance(block, Fence):
            yield Part(block.opening.number, "blocks", _block(block))
        elif block.number > body:
            heading = Heading.parse(block)
            if heading is not None:
                yield from _links(section, links)
                section, links = block.number, Counter()
                marks, _, _ = block.text.partition(" ")
                yield Part(block.number, "headings", f"{marks} {{#{heading.id}}}")
            links.update(LANGUAGE_OF_A_SITE.sub("", target) for target in LINK.findall(block.text))
            yield from _line(block)
    yield from _links(section, links)


def _block(fence: Fence) -> str:
    """A block: its language, and what it includes, or how many lines are typed."""
    included = [FILE_IN_A_LANGUAGE.sub("", line.text.strip()) for line in fence.body if "8<-" in line.text]
    return " ".join([fence.language, *(included or [f"{len(fence.body)} typed lines"])])


def _line(line: Line) -> Iterator[Part]:
    bare = line.text.strip()
    directive = Directive.parse(line)
    if directive is not None:
        yield Part(line.number, "directives", bare)
    elif (note := NOTE.match(bare)) is not None:
        yield Part(line.number, "notes", note[0].strip())
    elif bare.startswith("<"):
        tag = TAG.match(bare)
        yield Part(line.number, "elements", tag[0] if tag else bare)
    elif ROW.fullmatch(bare):
        cells = CELL.split(CODE.sub("", bare)[1:-1])
        yield Part(line.number, "rows", f"{len(cells)} cells")
    elif (item := ITEM.match(bare)) is not None:
        numbered = "numbered" if item["mark"][0].isdecimal() else "bulleted"
        yield Part(line.number, "items", f"{numbered}, column {line.column}")


def _links(section: int, links: Counter[str]) -> Iterator[Part]:
    yield from (Part(section, "links", target) for target in sorted(links.elements()))


def differences(page: str, english: str, chinese: str) -> Iterator[tuple[str, str]]:
    """The first difference of each kind, and the line that reports it.

    Args:
        page: its path below the directory of an edition.
        english, chinese: the Markdown of both.
    """
    both = [list(parts(text)) for text in (english, chinese)]
    kinds = dict.fromkeys(part.kind for found in both for part in found)
    for kind in kinds:
        here, there = ([part for part in found if part.kind == kind] for found in both)
        pairs = zip_longest(here, there, fillvalue=Part(1, kind, "none"))
        first = next(((one, other) for one, other in pairs if one.value != other.value), None)
        if first is not None:
            found, expected = first
            yield (
                kind,
                (
                    f"docs/en/{page}:{found.line}:1: error: {len(here)} against {len(there)} {kind}, "
                    f"first difference at line {expected.line} of docs/zh/{page}: "
                    f"found {found.value!r}, expected {expected.value!r} [languages]"
                ),
            )
