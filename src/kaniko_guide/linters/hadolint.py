"""hadolint on one Dockerfile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from kaniko_guide import lazy
from kaniko_guide.linters import programs
from kaniko_guide.linters.messages import Level, LinterMessage
from kaniko_guide.linters.programs import UNREADABLE_OUTPUT, LinterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaniko_guide.linters.programs import Program

OPTIONS = ("--no-fail", "--no-color", "--format=json", "-")

NOT_PARSED = "DL1000"
"""The code that says that hadolint's parser does not read the Dockerfile, so that nothing in it was checked."""

_FIRST_WORD = lazy.pattern(r"[ \t]*(\S*)")


class _Entry(Struct):
    """An entry of hadolint's output. The column is that of the instruction, always 1."""

    code: str
    level: Level
    line: int
    message: str


def run(program: Program, text: str) -> bytes:
    """The output of hadolint for a Dockerfile.

    Raises:
        LinterError: the text was not checked.
    """
    return programs.run(program, OPTIONS, text, (0,))


def read(text: str, output: bytes) -> tuple[Sequence[LinterMessage], Sequence[str]]:
    """The messages of an output, each at the first word of its line, and the codes of those without a place.

    Args:
        text: the Dockerfile.
        output: what hadolint prints for it.

    Raises:
        LinterError: the output is not what hadolint prints.
    """
    try:
        entries = msgspec.json.decode(output, type=list[_Entry])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise LinterError(UNREADABLE_OUTPUT.format(linter=programs.NAMES["hadolint"])) from error
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    messages: list[LinterMessage] = []
    without_place: list[str] = []
    for entry in entries:
        word = _FIRST_WORD.match(text, starts[entry.line - 1]) if 0 < entry.line <= len(starts) else None
        if word is None:
            without_place.append(entry.code)
        else:
            message = " ".join(entry.message.split())
            messages.append(LinterMessage(entry.code, entry.level, message, word.start(1), word.end(1)))
    return messages, without_place


def says_run_was_not_parsed(message: LinterMessage) -> bool:
    """Whether a message is on the syntax of a `RUN`'s script, whose shell may be another one."""
    return message.code.startswith("SC1") and message.level == "error"
