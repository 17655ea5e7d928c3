"""Text that keeps the source position of each of its characters.

A Jenkinsfile contains YAML and shell scripts in its strings. Each parser takes a `Text` and passes parts of it on, so
that a finding has the line and column in the user's file, however deeply its text is nested.
"""

from __future__ import annotations

import errno
import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SCISSORS = "8<"
"""What every section marker contains."""

SECTION_MARKER = lazy.pattern(
    r"^[ \t]*(?:#|//)[ \t]*-+8<-+[ \t]+\[(?:start|end):[a-z][-_0-9a-z]*\][ \t]*$", re.MULTILINE
)
"""A line that only marks the start or end of a snippet section: `# --8<-- [start:pod]`."""

BYTE_ORDER_MARK = "\ufeff"

STDIN = "<stdin>"
"""The path that findings show for text read from standard input."""

NOT_UTF_8 = Bilingual(
    zh="第 {line} 行第 {column} 列：遇到字节 {byte}，应该是 UTF-8；请把文件另存为 UTF-8",
    en="line {line}, column {column}: found byte {byte}, expected UTF-8; save the file as UTF-8",
)
NO_PERMISSION = Bilingual(
    zh="没有读取权限；给运行命令的用户加上读取权限",
    en="permission denied; give the user who runs the command read access",
)
READ_ERRORS = {
    errno.ENOENT: Bilingual(
        zh="没有这个文件或目录；检查路径有没有写错",
        en="no such file or directory; check the path",
    ),
    errno.ENOTDIR: Bilingual(
        zh="路径中间有一段是文件，应该是目录；检查路径有没有写错",
        en="found a file inside the path, expected a directory; check the path",
    ),
    errno.EISDIR: Bilingual(
        zh="这是目录，应该是文件；请写明目录里的哪个文件",
        en="found a directory, expected a file; name a file in it",
    ),
    errno.ELOOP: Bilingual(
        zh="符号链接循环指向自己，应该指向文件；修正这个链接",
        en="found a symbolic link that points back to itself, expected one that points to a file; fix the link",
    ),
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
}
"""The reason, and the fix, for each error number with which opening a file may fail."""

OTHER_READ_ERROR = Bilingual(
    zh="无法读取（{error}）；换一个能读取的文件或目录",
    en="can't be read ({error}); name a file or directory that can",
)


def combine_surrogates(text: str) -> str:
    """The text with each pair of surrogates as one character; one that has no partner is kept."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


class UnreadableError(Exception):
    """A file can't be read, or its bytes are not UTF-8 text.

    Args:
        path: the file, as the user named it.
        reason: what was found, what was expected and how to fix it.
    """

    def __init__(self, path: str, reason: Bilingual) -> None:
        super().__init__(f"{path}: {reason.en}")
        self.path = path
        self.reason = reason

    @classmethod
    def from_os_error(cls, path: str, error: OSError) -> UnreadableError:
        """Explain why the operating system could not open a file.

        Args:
            path: the file, as the user named it.
            error: the system's error.
        """
        known = READ_ERRORS.get(error.errno or 0)
        return cls(path, known or OTHER_READ_ERROR.format(error=error.strerror or type(error).__name__))


class Position(Data, frozen=True, order=True):
    """A position in a file: line and column, both from 1; the column counts characters."""

    line: int
    column: int


class Source(Data, frozen=True, dict=True):
    """A file as it was read: its path as findings show it, and its characters."""

    path: str
    text: str

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    @classmethod
    def read(cls, path: Path, name: str | None = None) -> Source:
        """Read a UTF-8 file.

        Args:
            path: the file.
            name: the path that findings show; by default `path`.

        Raises:
            UnreadableError: the file is missing, is not a file, or is not UTF-8.
        """
        shown = name if name is not None else path.as_posix()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableError.from_os_error(shown, error) from error
        return cls.decode(content, shown)

    @classmethod
    def decode(cls, content: bytes, name: str) -> Source:
        """Decode a file from UTF-8; a byte order mark is removed.

        Args:
            content: the file's bytes.
            name: the path that findings show.

        Raises:
            UnreadableError: the bytes are not UTF-8.
        """
        try:
            return cls(name, content.decode().removeprefix(BYTE_ORDER_MARK))
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode().removeprefix(BYTE_ORDER_MARK)
            position = cls(name, before).position(len(before))
            byte = f"0x{error.object[error.start]:02x}"
            raise UnreadableError(
                name, NOT_UTF_8.format(line=position.line, column=position.column, byte=byte)
            ) from error

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def lines(self) -> list[str]:
        """The lines without line feeds, as `Position.line` counts them."""
        return self.text.split("\n")

    def position(self, offset: int) -> Position:
        """Line and column of the character at `offset` in `text`."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)


class Text(Data, frozen=True, eq=False):
    """Characters taken from a source, with the source position of each.

    Consecutive characters that are also consecutive in the source form a run. `starts[i]` is the offset in `value` of
    run *i*, `origins[i]` the offset of its first character in the source. Two texts are equal if their characters and
    sources are.
    """

    value: str
    source: Source
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.value == other.value and self.source == other.source

    def __hash__(self) -> int:
        return hash((self.value, self.source))

    def __repr__(self) -> str:
        return f"Text({self.value!r})"

    @classmethod
    def build(cls, source: Source, pieces: Iterable[tuple[str, int]]) -> Text:
        """Concatenate pieces of a source.

        Args:
            source: the file that all pieces come from.
            pieces: characters, and their offset in the source; a decoded escape sequence is its own piece.
        """
        starts: list[int] = []
        origins: list[int] = []
        values: list[str] = []
        length = 0
        for characters, origin in pieces:
            if not characters:
                continue
            starts.append(length)
            origins.append(origin)
            values.append(characters)
            length += len(characters)
        return cls("".join(values), source, tuple(starts) or (0,), tuple(origins) or (0,))

    @classmethod
    def canonical(cls, source: Source) -> Text:
        """A file without section-marker lines: the form that is checked, hashed, shown, copied and zipped."""
        if SCISSORS not in source.text:
            return cls(source.text, source)
        pieces: list[tuple[str, int]] = []
        end = 0
        for marker in SECTION_MARKER.finditer(source.text):
            pieces.append((source.text[end : marker.start()], end))
            end = min(marker.end() + 1, len(source.text))
        pieces.append((source.text[end:], end))
        return cls.build(source, pieces)

    def __len__(self) -> int:
        return len(self.value)

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return True

    def cut(self, start: int, end: int | None = None) -> Text:
        """The characters from offset `start` up to, not including, `end`; to the last one by default."""
        stop = len(self.value) if end is None else end
        if start >= stop:
            return Text("", self.source, (0,), (self.origin(start),))
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, stop - 1)
        origin = self.origins[first] + start - self.starts[first]
        if last == first + 1:
            return Text(self.value[start:stop], self.source, (0,), (origin,))
        starts = (0, *(run - start for run in self.starts[first + 1 : last]))
        return Text(self.value[start:stop], self.source, starts, (origin, *self.origins[first + 1 : last]))

    def pieces(self) -> Iterable[tuple[str, int]]:
        """The runs and their source offsets, as `build` accepts them."""
        ends = (*self.starts[1:], len(self.value))
        return [(self.value[s:e], o) for s, e, o in zip(self.starts, ends, self.origins, strict=True)]

    def origin(self, offset: int) -> int:
        """The source offset of the character at `offset`; `offset` may be the length of the text."""
        run = bisect_right(self.starts, offset) - 1
        return self.origins[run] + offset - self.starts[run]

    def position(self, offset: int = 0) -> Position:
        """Line and column in the source of the character at `offset`."""
        return self.source.position(self.origin(offset))

    @property
    def end(self) -> Position:
        """Line and column in the source directly after the last character."""
        if not self.value:
            return self.position()
        return self.source.position(self.origin(len(self.value) - 1) + 1)
