"""Text that knows where each of its characters stands in the reader's file.

YAML lies inside a Groovy string, shell inside another; each reader takes a `Text` and hands on smaller ones, so that
a finding always names the line and column of the file a person has open, however deep it was found.
"""

from __future__ import annotations

import errno
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SECTION_MARKER = re.compile(r"^[ \t]*(?:#|//)[ \t]*-+8<-+[ \t]+\[(?:start|end):[a-z][-_0-9a-z]*\][ \t]*$", re.MULTILINE)
"""A line that only names a section of a snippet: `# --8<-- [start:pod]`."""

STDIN = "<stdin>"
"""The path that findings show for what was read from the standard input."""

NOT_UTF_8 = Bilingual(
    zh="第 {line} 行第 {column} 列：遇到字节 {byte}，应该是 UTF-8；把它另存为 UTF-8",
    en="line {line}, column {column}: found the byte {byte}, expected UTF-8; save it as UTF-8",
)
NO_PERMISSION = Bilingual(
    zh="没有权限读它；让运行命令的用户能读它",
    en="there is no permission to read it; let the user who runs the command read it",
)
READ_ERRORS = {
    errno.ENOENT: Bilingual(
        zh="没有这个文件或目录；检查路径有没有写错",
        en="there is no such file or folder; check how the path is spelled",
    ),
    errno.ENOTDIR: Bilingual(
        zh="路径中间有一段是文件，应该是目录；检查路径有没有写错",
        en="found a file within the path, expected a folder; check how the path is spelled",
    ),
    errno.EISDIR: Bilingual(
        zh="这是目录，应该是文件；写出目录里的文件",
        en="found a folder, expected a file; name a file in it",
    ),
    errno.ELOOP: Bilingual(
        zh="符号链接绕回了自己，应该指向一个文件；改掉这个链接",
        en="found a symbolic link that leads back to itself, expected one that leads to a file; mend the link",
    ),
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
}
"""What the system says when it refuses to open a file, and how to mend it."""

OTHER_READ_ERROR = Bilingual(
    zh="读不了（{words}）；换一个能读的文件或目录",
    en="it can't be read ({words}); name a file or folder that can",
)


class UnreadableError(Exception):
    """A file can't be read, or its bytes are not UTF-8 text.

    Args:
        path: the file, as the reader named it.
        reason: what was found there, what was expected and how to mend it.
    """

    def __init__(self, path: str, reason: Bilingual) -> None:
        super().__init__(f"{path}: {reason.en}")
        self.path = path
        self.reason = reason

    @classmethod
    def from_os_error(cls, path: str, error: OSError) -> UnreadableError:
        """What to say where the system refuses a file.

        Args:
            path: the file, as the reader named it.
            error: what the system says.
        """
        known = READ_ERRORS.get(error.errno or 0)
        return cls(path, known or OTHER_READ_ERROR.format(words=error.strerror or type(error).__name__))


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: line and column, both counted from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A file as it was read: the path as the reader named it, and its characters."""

    path: str
    text: str = field(repr=False)

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
        """Take a file's bytes as UTF-8.

        Args:
            content: the bytes.
            name: the path that findings show.

        Raises:
            UnreadableError: they are not UTF-8.
        """
        try:
            return cls(name, content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8-sig")
            place = cls(name, before).position(len(before))
            byte = f"0x{error.object[error.start]:02x}"
            raise UnreadableError(name, NOT_UTF_8.format(line=place.line, column=place.column, byte=byte)) from error

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def lines(self) -> list[str]:
        """Its lines without their ends, as positions count them."""
        return self.text.split("\n")

    def position(self, offset: int) -> Position:
        """Line and column of a character, by its offset in `text`."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)


@dataclass(frozen=True)
class Text:
    """Characters taken from a source, each of which knows where it stood there.

    `starts[i]` is the offset in `value` at which run *i* begins and `origins[i]` the offset in the source of that
    run's first character; within a run the characters are neighbours in both.
    """

    value: str
    source: Source = field(repr=False)
    starts: tuple[int, ...] = field(repr=False, compare=False, default=(0,))
    origins: tuple[int, ...] = field(repr=False, compare=False, default=(0,))

    @classmethod
    def build(cls, source: Source, pieces: Iterable[tuple[str, int]]) -> Text:
        """Put a text together.

        Args:
            source: the file all pieces come from.
            pieces: characters, and the offset in the source at which they stand; a decoded escape is a
                piece of its own.
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
        """A file without its section-marker lines: what is checked, hashed, shown, copied and zipped."""
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
        """The characters from `start` up to `end`, as offsets in `value`."""
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
        """The runs, as `build` takes them."""
        ends = (*self.starts[1:], len(self.value))
        return [(self.value[s:e], o) for s, e, o in zip(self.starts, ends, self.origins, strict=True)]

    def origin(self, offset: int) -> int:
        """Offset in the source of the character at `offset`; one past the end is allowed."""
        run = bisect_right(self.starts, offset) - 1
        return self.origins[run] + offset - self.starts[run]

    def position(self, offset: int = 0) -> Position:
        """Line and column, in the reader's file, of the character at `offset`."""
        return self.source.position(self.origin(offset))

    @property
    def end(self) -> Position:
        """Line and column just behind the last character, in the reader's file."""
        if not self.value:
            return self.position()
        return self.source.position(self.origin(len(self.value) - 1) + 1)
