"""The text that ShellCheck gets for a script, and the place in the script of each of its characters.

The script of an `sh` step may contain values that only the run knows. Each is replaced by a word of ours. As a message
may depend on the word, the script is checked with several: a shell variable, a plain word, and, since both are
constants in single quotes, a variable outside these quotes.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

from kaniko_guide.data import Data
from kaniko_guide.facts import image_references, images

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Script

PARAMETERS = "$#!"
"""Names of variables that need no quotes; different values get different ones, as far as they suffice."""

REPLACEMENTS = ("${parameter}", "kaniko{number}", "'\"${parameter}\"'")
"""What replaces a value, with its number, in each of the texts; a word in both kinds of quotes is valid in either."""

FIRST_LINES = {"sh": "#!/bin/sh -xe\n", "busybox": "#!/bin/busybox sh -xe\n"}
"""By shell: the line from which ShellCheck learns the shell and its options, where a step's script has no shebang.

Jenkins runs such a script as `sh -xe FILE` (jenkinsci/durable-task-plugin at 8dcdaa8d, BourneShellScript.java).
"""

FIRST_LINE_OF_FILE = "#!/bin/sh\n"
"""The same for a file; its options are not known."""

BUSYBOX_IMAGES = frozenset({"library/alpine", "library/busybox"})
"""Images whose `sh` is known to be that of BusyBox, besides those of the executor."""


class _Part(Data, frozen=True):
    """Consecutive characters of a script: of its text, or of a value that only the run knows."""

    start: int
    end: int
    value: int | None


class ShellText(Data, frozen=True):
    """A script as ShellCheck gets it.

    Attributes:
        text: the whole input.
        first_line: how many lines of ours precede the script.
        starts: offsets in `text` of its parts, in order.
        parts: the corresponding part of the script for each.
    """

    text: str
    first_line: int
    starts: tuple[int, ...]
    parts: tuple[_Part, ...]
    line_starts: tuple[int, ...]

    def offset(self, line: int, column: int) -> int | None:
        """The offset in `text` of a position, both counted from 1; None if there is no such position."""
        if not 0 < line <= len(self.line_starts) or column < 1:
            return None
        start = self.line_starts[line - 1]
        end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        return start + column - 1 if start + column - 1 <= end else None

    def in_script(self, offset: int) -> int | None:
        """The offset in the script of a character of `text`; None if it belongs to a replaced value."""
        at = bisect_right(self.starts, offset) - 1
        if at < 0 or self.parts[at].value is not None:
            return None
        return self.parts[at].start + offset - self.starts[at]


def texts(script: Script, shell: str) -> list[ShellText]:
    """What ShellCheck gets for a script: one text, or several if parts of the script are only known at run time.

    Args:
        script: the script.
        shell: a key of `FIRST_LINES`: what runs it if it has no shebang.
    """
    step = script.step
    head = FIRST_LINES[shell] if step is not None else FIRST_LINE_OF_FILE
    if script.text.value.startswith("#!"):
        head = ""
    parts = list(_parts(script, step.run_time if step is not None else ()))
    number = 1
    if any(part.value is not None for part in parts):
        number = 3 if "'" in known_characters(script) else 2
    return [_build(script.text.value, head, parts, word) for word in REPLACEMENTS[:number]]


def known_characters(script: Script) -> str:
    """A script without the values that only the run knows."""
    values = script.step.run_time if script.step is not None else ()
    return "".join(script.text.value[part.start : part.end] for part in _parts(script, values) if part.value is None)


def has_unknown_shebang(script: Script) -> bool:
    """Whether a value that only the run knows is in the script's first line, which names its interpreter."""
    values = script.step.run_time if script.step is not None else ()
    first = script.text.value.partition("\n")[0]
    if not first.startswith("#!"):
        return False
    return any(part.value is not None and part.start < len(first) for part in _parts(script, values))


def _build(script: str, head: str, parts: Sequence[_Part], word: str) -> ShellText:
    numbers: dict[str, int] = {}
    pieces, starts, length = [head], [], len(head)
    for part in parts:
        written = script[part.start : part.end]
        piece = written if part.value is None else _word(word, numbers.setdefault(written, len(numbers)))
        starts.append(length)
        pieces.append(piece)
        length += len(piece)
    text = "".join(pieces)
    lines = (0, *(at + 1 for at, character in enumerate(text) if character == "\n"))
    return ShellText(text, head.count("\n"), tuple(starts), tuple(parts), lines)


def _word(template: str, number: int) -> str:
    return template.format(number=number, parameter=PARAMETERS[number % len(PARAMETERS)])


def _parts(script: Script, values: Sequence[tuple[int, int]]) -> Iterator[_Part]:
    """The parts of a script, given where its unknown values are written."""
    ordered = sorted(set(values))
    begins = [start for start, _ in ordered]

    def value_at(origin: int) -> int | None:
        at = bisect_right(begins, origin) - 1
        return at if at >= 0 and origin < ordered[at][1] else None

    origins = (origin + at for characters, origin in script.text.pieces() for at in range(len(characters)))
    end = 0
    for value, group in groupby(map(value_at, origins)):
        start, end = end, end + sum(1 for _ in group)
        yield _Part(start, end, value)


def shell_of(project: Project, script: Script) -> str:
    """The shell that runs a script without a shebang, as far as it is known: a key of `FIRST_LINES`."""
    containers = project.containers_of(script.step) if script.step is not None else ()
    return "busybox" if containers and all(map(_has_busybox, containers)) else "sh"


def _has_busybox(container: Container) -> bool:
    image = image_references.parse(container.image.value) if container.image is not None else None
    if image is None or container.image is None:
        return False
    variant = images.published_variant(container.image.value)
    return image.path in BUSYBOX_IMAGES or (variant is not None and variant.shell)
