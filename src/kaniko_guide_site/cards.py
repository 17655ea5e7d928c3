"""The picture that other sites show beside a link to a page: its title, drawn while the site is built, without network.

A program that draws letters needs fonts, which not every machine has, and weighs much. So the words of the titles are
drawn once, by `python -m lab.cards`, and kept in `card_words.json`; here they are put side by side. MkDocs calls the
module as a hook; only a site with an address has the pictures, because other sites need it.
"""

from __future__ import annotations

import base64
import json
import re
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import editions
from kaniko_guide_site.editions import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping, Sequence

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from kaniko_guide.bilingual import Language

WORDS = Path(__file__).with_name("card_words.json")
"""The backgrounds, and the words with their widths, as `lab.cards` drew them."""
WIDTH, HEIGHT = 1200, 630
"""Pixels, as the networks ask for."""
PER_BYTE = 2
"""Pixels: each is one of sixteen colors."""
LINE = 92
"""The height of a line, and of each drawn word."""
LEFT, TOP, ROOM = 80, 210, 1040
"""Where the title begins, and how wide a line is."""
LINES = 3
GAP = 18
"""The width of a space."""
INK, ACCENT, PAPER = (31, 35, 40), (11, 87, 208), (255, 255, 255)
SHADES = 7
"""Steps from the paper to a color."""
PALETTE = [
    tuple(round(paper + (color - paper) * shade / SHADES) for paper, color in zip(PAPER, target, strict=True))
    for target in (INK, ACCENT)
    for shade in range(SHADES + 1)
]
"""The sixteen colors: shades of the ink, then of the accent."""
WORD = re.compile(r"[!-~]+|[^ ]")
"""What is drawn as a whole: a word in Latin letters, or a character."""
NOT_FIRST = "，。、：；！？）》”"
"""Characters that no line begins with."""
DIRECTORY = "assets/cards"
LOCALE = Bilingual("zh_CN", "en_US")
"""The language of an edition, as the networks name it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What `lab.cards` drew.

    Attributes:
        backgrounds: the pixels of the picture without a title, by language.
        words: the rows of pixels of each word.
    """

    backgrounds: Mapping[str, bytes]
    words: Mapping[str, Sequence[bytes]]


@cache
def drawn() -> Drawn:
    """What `lab.cards` drew."""
    data = json.loads(WORDS.read_text("utf-8"))
    pixels = zlib.decompress(base64.b64decode(data["pixels"]))
    words, at = {}, 0
    for word, width in data["words"].items():
        row = width // PER_BYTE
        words[word] = [pixels[start : start + row] for start in range(at, at + row * LINE, row)]
        at += row * LINE
    backgrounds = {name: zlib.decompress(base64.b64decode(text)) for name, text in data["backgrounds"].items()}
    return Drawn(backgrounds, words)


def can_draw(title: str) -> bool:
    """Whether all words of a title are drawn, and it is not too long.

    Args:
        title: in plain text.
    """
    return set(WORD.findall(title)) <= drawn().words.keys() and len(list(lines(title))) <= LINES


def lines(title: str) -> Iterator[list[tuple[int, str]]]:
    """The lines of a title: each word with its distance from the left.

    Args:
        title: all of whose words are drawn.
    """
    line: list[tuple[int, str]] = []
    at = 0
    for found in WORD.finditer(title):
        word = found[0]
        width = len(drawn().words[word][0]) * PER_BYTE
        gap = GAP if title[: found.start()].endswith(" ") else 0
        if line and at + gap + width > ROOM and word not in NOT_FIRST:
            yield line
            line, at, gap = [], 0, 0
        line.append((at + gap, word))
        at += gap + width
    yield line


def picture(title: str, language: Language) -> bytes:
    """A PNG with a title.

    Args:
        title: that can be drawn.
        language: of the edition.
    """
    row = WIDTH // PER_BYTE
    pixels = bytearray(drawn().backgrounds[language])
    for number, line in enumerate(lines(title)):
        for left, word in line:
            at = (TOP + number * LINE) * row + (LEFT + left) // PER_BYTE
            for part in drawn().words[word]:
                pixels[at : at + len(part)] = part
                at += row
    return png(bytes(pixels))


def png(pixels: bytes) -> bytes:
    """Pixels of two a byte as a PNG."""
    row = WIDTH // PER_BYTE
    rows = b"".join(b"\0" + pixels[at : at + row] for at in range(0, len(pixels), row))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)
    colors = bytes(part for color in PALETTE for part in color)
    parts = ((b"IHDR", header), (b"PLTE", colors), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )


def title_of(page: Page, config: MkDocsConfig) -> str:
    """The title on a page's picture."""
    return config.site_name if page.is_homepage else str(page.title)


def on_page_context(context: MutableMapping[str, Any], page: Page, config: MkDocsConfig, **_: object) -> None:
    """Draw the picture of a page, and give the templates its path; a title with other words shows that of the site."""
    if not config.site_url:
        return
    language = language_of(config)
    title = title_of(page, config)
    own = can_draw(title)
    name = page.file.src_uri.removesuffix(".md").replace("/", "-") if own else "index"
    context["card"] = f"{DIRECTORY}/{name}.png"
    context["card_title"] = title
    context["locales"] = (LOCALE[language], LOCALE[editions.other(language)])
    context["card_size"] = (WIDTH, HEIGHT)
    if own:
        target = Path(config.site_dir, context["card"])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(picture(title, language))
