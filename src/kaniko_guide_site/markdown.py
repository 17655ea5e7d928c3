"""A page's fenced blocks, and the lines outside them.

Blocks are found at any indentation, because they also occur in tabs, admonitions and lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide_site import templates

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKS = 3
"""The minimum number of characters that open a fence."""
OPENINGS = tuple(character * TICKS for character in "`~")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, its number counted from 1."""

    number: int
    text: str

    @property
    def column(self) -> int:
        """The column of its first character that is not white space."""
        return len(self.text) - len(self.text.lstrip()) + 1


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block.

    Attributes:
        opening: its first line.
        language: the first word of its info string, empty when it has none.
        body: the lines between the fences.
        closed: whether a closing fence follows.
    """

    opening: Line
    language: str
    body: tuple[Line, ...]
    closed: bool


def blocks(text: str) -> Iterator[Fence | Line]:
    """A page, in order, as fenced blocks and the lines outside them.

    As in pymdownx.superfences, a fence ends at a line that contains only the same run of characters.
    """
    lines = iter([Line(number, line) for number, line in enumerate(text.split("\n"), 1)])
    for line in lines:
        mark, info = _parse_opening(line.text.strip())
        if not mark:
            yield line
            continue
        body: list[Line] = []
        closed = False
        for inner in lines:
            if inner.text.strip() == mark:
                closed = True
                break
            body.append(inner)
        yield Fence(line, _language(info), tuple(body), closed)


def _parse_opening(line: str) -> tuple[str, str]:
    """The fence's characters and info string; the first is empty when the line opens no fence."""
    if not line.startswith(OPENINGS):
        return "", ""
    for character in "`~":
        info = line.lstrip(character)
        count = len(line) - len(info)
        if count >= TICKS and not (character == "`" and "`" in info):
            return line[:count], info.strip()
    return "", ""


def _language(info: str) -> str:
    """The language in an info string, plain (`yaml title="x"`) or in braces (`{.yaml title="x"}`)."""
    words = info.strip("{}").split(maxsplit=1)
    return words[0].removeprefix(".").lower() if words and "=" not in words[0] else ""


def front_matter(text: str) -> int:
    """The number of lines of a page's front matter, including its two marks.

    Args:
        text: the page's Markdown.
    """
    lines = text.split("\n")
    return lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:] else 0


def literal(text: str) -> str:
    """A message as Markdown: code in backticks stays code, nothing else is markup."""
    pieces = text.split("`")
    for index in range(0, len(pieces), 2):
        pieces[index] = "".join(
            f"\\{character}" if character in "\\*_[]<>#" else character for character in pieces[index]
        )
    if len(pieces) % 2 == 0:  # a backtick that nothing closes
        return "`".join(pieces)
    pieces[1::2] = [code(piece) for piece in pieces[1::2]]
    return "".join(pieces)


def code(text: str) -> str:
    """A text as code in a line of Markdown, also one that has backticks.

    What begins a declaration in HTML is written in HTML: after an element, Markdown takes it for one even in backticks.
    """
    if "<!" in text or "<?" in text:
        return templates.render("code.html", text=text)
    return f"`` {text} ``" if "`" in text else f"`{text}`"
