"""The part of a snippet that a page shows, found without building the page."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.text import SECTION_MARKER, Source, Text, UnreadableError
from kaniko_guide_site.markdown import Fence, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


NO_FILE = Bilingual(zh="{path}：{reason}", en="{path}: {reason}")
OUTSIDE = Bilingual(zh="{path}：在 `snippets/` 之外", en="{path}: outside of `snippets/`")
NO_LINES = Bilingual(zh="{path}：没有第 {first} 到 {last} 行", en="{path}: no lines {first} to {last}")
NO_SECTION = Bilingual(zh="{path}：没有片段 `{name}`", en="{path}: no section `{name}`")


class MissingError(Exception):
    """A reference names a file or a section that isn't there.

    Args:
        reason: what is missing.
    """

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reference:
    """The target of an include: `quick-start/Jenkinsfile`, its section `pod`, or the lines 29 to 30 of a log.

    Attributes:
        path: below `snippets/`.
        section: the section's name, None for none.
        first, last: line numbers from 1, both included; None for all.
    """

    path: str
    section: str | None = None
    first: int | None = None
    last: int | None = None

    @classmethod
    def parse(cls, line: str) -> Reference | None:
        """The reference in an include line, `--8<-- "quick-start/Jenkinsfile:pod"`; None when it is not one."""
        mark, _, quoted = line.strip().partition(" ")
        quoted = quoted.strip()
        if mark.strip("-") != "8<" or len(quoted) < len('""') or quoted[0] != '"' or quoted[-1] != '"':
            return None
        path, *parts = quoted[1:-1].split(":")
        match parts:
            case []:
                return cls(path)
            case [first, last] if first.isdecimal() and last.isdecimal():
                return cls(path, first=int(first), last=int(last))
            case [section] if not section.isdecimal():
                return cls(path, section)
            case _:
                return None

    @property
    def is_whole(self) -> bool:
        """Whether it is of the whole file."""
        return self.section is None and self.first is None

    def __str__(self) -> str:
        if self.section is not None:
            return f"{self.path}:{self.section}"
        return self.path if self.first is None else f"{self.path}:{self.first}:{self.last}"


def references(text: str) -> Iterator[tuple[Fence, Reference]]:
    """The fenced blocks of a page that include a snippet, in order, each with what it includes."""
    for block in blocks(text):
        if isinstance(block, Fence):
            for line in block.body:
                reference = Reference.parse(line.text)
                if reference is not None:
                    yield block, reference


def selected_text(snippets: Path, reference: Reference) -> str:
    """The canonical text that a reference selects, without line breaks at its end.

    Args:
        snippets: the directory of all snippets.
        reference: the file, and the part of it.

    Raises:
        MissingError: there is no such file, section or line.
    """
    return shown_text(snippets, reference).value


def shown_text(snippets: Path, reference: Reference) -> Text:
    """The same, as text that keeps its positions in the file.

    Args:
        snippets: the directory of all snippets.
        reference: the file, and the part of it.

    Raises:
        MissingError: there is no such file, section or line.
    """
    if ".." in PurePosixPath(reference.path).parts:
        raise MissingError(OUTSIDE.format(path=reference.path))
    try:
        source = Source.read(snippets / reference.path, reference.path)
    except UnreadableError as error:
        raise MissingError(NO_FILE.format(path=error.path, reason=error.reason)) from error
    if reference.section is not None:
        text = _dedent(source, _section(source, reference.section))
        return text.cut(0, len(text.value.rstrip("\n")))
    text = Text.canonical(source)
    if reference.first is None:
        return text.cut(0, len(text.value.rstrip("\n")))
    lines = _lines(text)[reference.first - 1 : reference.last]
    if len(lines) != (reference.last or 0) - reference.first + 1:
        raise MissingError(NO_LINES.format(path=reference.path, first=reference.first, last=reference.last))
    text = _dedent(source, lines)
    return text.cut(0, len(text) - 1)


def _lines(text: Text) -> list[tuple[str, int]]:
    """The lines of a text without line breaks, each with its offset."""
    lines, at = [], 0
    for line in text.value.splitlines(keepends=True):
        lines.append((line.splitlines()[0], text.origin(at)))
        at += len(line)
    return lines


def _dedent(source: Source, lines: list[tuple[str, int]]) -> Text:
    """Lines with their line breaks, without their common indentation."""
    bare = textwrap.dedent("".join(f"{line}\n" for line, _ in lines)).split("\n")
    pieces = []
    for (line, origin), short in zip(lines, bare, strict=False):
        pieces.append((f"{short}\n", origin + len(line) - len(short)))
    return Text.build(source, pieces)


def _section(source: Source, name: str) -> list[tuple[str, int]]:
    inside = found = False
    lines: list[tuple[str, int]] = []
    for line, origin in _lines(Text(source.text, source)):
        if SECTION_MARKER.fullmatch(line):
            kind, _, marked = line[line.index("[") + 1 : line.rindex("]")].partition(":")
            if marked == name:
                inside = kind == "start"
                found = True
        elif inside:
            lines.append((line, origin))
    if not found:
        raise MissingError(NO_SECTION.format(path=source.path, name=name))
    return lines
