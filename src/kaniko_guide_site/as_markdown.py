"""The content of a page as Markdown for programs that read text: with tables, and no HTML but `<br>`.

It is made of the page's HTML, so that it has what directives generate and snippets as they are shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

DROPPED = (
    "script, style, form, button, dialog, nav, .headerlink, .block-tools, .facts__column, .linenos, .evidence-more, "
    "[class^=values-]:not(.values-copies), .diagnose, .error-results"
)
"""Elements that are tools, or say again what another element says."""
HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
BLOCKS = frozenset(
    {
        "p",
        "ul",
        "ol",
        "pre",
        "table",
        "details",
        "div",
        "dl",
        "figure",
        "blockquote",
        "hr",
        "article",
        "section",
        *HEADINGS,
    }
)
EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
SPACED = frozenset({"small", "summary", "label"})
"""Elements within a line that stand apart."""
SPACE = re.compile(r"\s+")
SPECIAL = re.compile(r"[\\`*<\[\]]")
BEGINNING = re.compile(r"([#>+-]+|\d+[.)])(?= )")
"""What would make a paragraph something else."""
LANGUAGE = "language-"
PLAIN = "text"
"""The language of a block that has none."""


def convert(html: str, base: str = "") -> str:
    """The content of a page as Markdown.

    Args:
        html: the content of the page.
        base: the address of the page, to make its links absolute; empty to keep them as they are.
    """
    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    for node in body.css(DROPPED):
        node.decompose()
    return "\n\n".join(_blocks(body, base)) + "\n"


def _blocks(parent: LexborNode, base: str) -> Iterator[str]:
    """The blocks of an element; what stands between them in a line is a paragraph."""
    line: list[str] = []
    for node in parent.iter(include_text=True):
        if node.tag in BLOCKS:
            yield from _paragraph(line)
            line = []
            yield from _block(node, base)
        else:
            line.append(_inline(node, base))
    yield from _paragraph(line)


def _paragraph(pieces: list[str]) -> Iterator[str]:
    text = SPACE.sub(" ", "".join(pieces)).strip() if pieces else ""
    beginning = BEGINNING.match(text)
    if beginning:
        yield f"{text[: beginning.end() - 1]}\\{text[beginning.end() - 1 :]}"
    elif text:
        yield text


def _block(node: LexborNode, base: str) -> Iterator[str]:
    classes = (node.attributes.get("class") or "").split()
    if node.tag in HEADINGS:
        yield f"{HEADINGS[node.tag]} {_line(node, base)}"
    elif node.tag == "pre" or "highlight" in classes:
        yield _fence(node, classes)
    elif node.tag in ("ul", "ol"):
        yield _list(node, base)
    elif node.tag == "table":
        yield _table(node, base)
    elif node.tag == "hr":
        yield "---"
    elif node.tag == "details":
        yield from _details(node, base)
    elif node.tag == "blockquote" or "admonition" in classes:
        yield _indented("\n\n".join(_blocks(node, base)), "> ", "> ")
    elif "tabbed-set" in classes:
        yield from _tabs(node, base)
    else:
        yield from _blocks(node, base)


def _fence(node: LexborNode, classes: list[str]) -> str:
    """A block of code with its language, and its title in the line above."""
    code = node.css_first("code")
    text = (code or node).text().rstrip("\n")
    language = next((name.removeprefix(LANGUAGE) for name in classes if name.startswith(LANGUAGE)), PLAIN)
    title = node.css_first(".filename")
    mark = "`" * max(3, 1 + _longest_run(text))
    above = f"{_code(title.text().strip())}\n\n" if title is not None else ""
    return f"{above}{mark}{language}\n{text}\n{mark}"


def _list(node: LexborNode, base: str) -> str:
    items = (item for item in node.iter() if item.tag == "li")
    marks = (f"{number}. " if node.tag == "ol" else "- " for number in range(1, 1000))
    return "\n".join(
        _indented(_item(item, base), mark, " " * len(mark)) for mark, item in zip(marks, items, strict=False)
    )


def _item(item: LexborNode, base: str) -> str:
    """An item of a list: a list within it follows its line, other blocks after an empty line."""
    text = ""
    for part in _blocks(item, base):
        tight = not text or re.match(r"- |\d+\. ", part)
        text += (("\n" if text else "") if tight else "\n\n") + part
    return text


def _table(node: LexborNode, base: str) -> str:
    rows = [[_cell(cell, base) for cell in row.iter() if cell.tag in ("td", "th")] for row in node.css("tr")]
    if node.css_first("thead") is None:
        rows.insert(0, [""] * len(rows[0]))
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{'---|' * len(rows[0])}")
    return "\n".join(lines)


def _cell(cell: LexborNode, base: str) -> str:
    """A cell in one line; `<br>` is the only way to separate the blocks in it."""
    blocks = (re.sub(r"\n+", "<br>", block) for block in _blocks(cell, base))
    return "<br>".join(blocks).replace("|", "\\|")


def _details(node: LexborNode, base: str) -> Iterator[str]:
    """What is folded on the page: its title, then its content."""
    summary = node.css_first("summary")
    if summary is not None:
        title = _line(summary, base)
        summary.decompose()
        if title:
            yield title if "evidence" in (node.attributes.get("class") or "").split() else f"**{title}**"
    yield from _blocks(node, base)


def _tabs(node: LexborNode, base: str) -> Iterator[str]:
    """Tabs one after the other, each below its label."""
    labels = node.css(".tabbed-labels > label")
    for label, block in zip(labels, node.css(".tabbed-content > .tabbed-block"), strict=True):
        yield f"**{_line(label, base)}**"
        yield from _blocks(block, base)


def _drawing(node: LexborNode) -> str:
    parts = (node.css_first("title"), node.css_first("desc"))
    return "".join(f" {_plain(part.text())}" for part in parts if part is not None)


def _line(node: LexborNode, base: str) -> str:
    """The content of an element in one line."""
    pieces = (_inline(child, base) for child in node.iter(include_text=True))
    return SPACE.sub(" ", "".join(pieces)).strip()


def _inline(node: LexborNode, base: str) -> str:
    """A node within a line."""
    tag = node.tag
    if tag == "-text":
        return _plain(node.text() or "")
    if tag == "code":
        return _code(node.text())
    if tag == "a":
        return _link(node, base)
    if tag in ("br", "svg"):
        return _drawing(node) if tag == "svg" else "<br>"
    text = "".join(_inline(child, base) for child in node.iter(include_text=True))
    if tag in EMPHASIS and text.strip():
        return f"{EMPHASIS[tag]}{text.strip()}{EMPHASIS[tag]}"
    return f" {text} " if tag in SPACED or tag in BLOCKS else text


def _link(node: LexborNode, base: str) -> str:
    address = node.attributes.get("href") or ""
    text = _line(node, base)
    return f"[{text}]({urljoin(base, address)})" if text and address else text


def _code(text: str) -> str:
    """A text as code, also one that has backticks."""
    text = SPACE.sub(" ", text)
    if "`" not in text:
        return f"`{text}`"
    mark = "`" * (1 + _longest_run(text))
    return f"{mark} {text} {mark}"


def _longest_run(text: str) -> int:
    """The number of backticks in the longest run of them."""
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _plain(text: str) -> str:
    """A text in which nothing is markup."""
    return SPECIAL.sub(_escaped, text) if SPECIAL.search(text) else text


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _indented(text: str, first: str, others: str) -> str:
    """A text with something in front of each line; empty lines end with no space."""
    lines = text.split("\n")
    return "\n".join(f"{first if at == 0 else others}{line}".rstrip() for at, line in enumerate(lines))
