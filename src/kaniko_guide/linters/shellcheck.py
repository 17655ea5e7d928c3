"""ShellCheck on one script."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Struct

from kaniko_guide.data import Data
from kaniko_guide.linters import programs
from kaniko_guide.linters.messages import Level, LinterMessage
from kaniko_guide.linters.programs import UNREADABLE_OUTPUT, LinterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kaniko_guide.linters.programs import Program
    from kaniko_guide.linters.shell_text import ShellText

OPTIONS = ("--norc", "--format=json1")
"""No configuration file, and columns that count a tab as one; `-x`, which would open other files, is left out."""

ONLY_IN_FILES = ("SC2153", "SC2154")
"""Codes on variables that nothing assigns. They are excluded for `sh` steps, where Jenkins sets variables."""

EXPECTED = (0, 1)
"""The exit codes of a run that checked the script: without and with findings."""

NOT_FOLLOWED = frozenset({"SC1090", "SC1091"})
"""Codes that say that ShellCheck did not read a file which the script runs with `.`."""

UNKNOWN_SHELL = frozenset({"SC1008", "SC1071"})
"""Codes that say that ShellCheck does not know the shell of the shebang."""

NOT_PARSED = frozenset({1072, 1073})
"""The numbers of the codes that say that the rest of the script was not parsed."""

WHOLE_SCRIPT = frozenset({"SC2034", "SC2119", "SC2120", "SC2153", "SC2154", "SC2164", "SC2218", "SC2317", "SC2329"})
"""Codes on something elsewhere in the script, such as the use of a variable, which an unknown value may contain."""


class _Comment(Struct, rename="camel"):
    """An entry of ShellCheck's output; lines and columns are counted from 1."""

    line: int
    end_line: int
    column: int
    end_column: int
    level: Level
    code: int
    message: str


class _Output(Struct):
    comments: list[_Comment]


class _Place(NamedTuple):
    """What a comment says and where, with offsets in the script."""

    code: str
    start: int
    end: int


class ScriptResult(Data, frozen=True):
    """What ShellCheck says of a script.

    Attributes:
        messages: those to report; their offsets are those in the script.
        not_followed: those that say that a file was not read.
        of_values: the codes of what is left out because it concerns a value that only the run knows.
        without_place: the codes of what is left out because its position is not in the script.
        unknown_shell: whether nothing was checked because ShellCheck does not know the shell.
    """

    messages: Sequence[LinterMessage]
    not_followed: Sequence[LinterMessage]
    of_values: Sequence[str]
    without_place: Sequence[str]
    unknown_shell: bool


def run(program: Program, text: str, *, in_step: bool) -> bytes:
    """The output of ShellCheck for a text.

    Args:
        program: ShellCheck.
        text: as `shell_text` prepares it.
        in_step: whether it is the script of an `sh` step.

    Raises:
        LinterError: the text was not checked.
    """
    options = [*OPTIONS, f"--exclude={','.join(ONLY_IN_FILES)}"] if in_step else list(OPTIONS)
    return programs.run(program, [*options, "-"], text, EXPECTED)


def read(outputs: Iterable[tuple[ShellText, bytes]]) -> ScriptResult:
    """Combine what ShellCheck says of the texts of one script.

    A message is reported if it is the same in all texts, so that it does not depend on what replaces a value. A text
    after the second counts only if ShellCheck can parse it; what it says only there is of our quotes.

    Args:
        outputs: each text with its output.

    Raises:
        LinterError: an output is not what ShellCheck prints.
    """
    found: list[Mapping[_Place, LinterMessage]] = []
    of_values: set[tuple[str, int]] = set()
    without_place: list[str] = []
    unknown_shell = False
    for number, (text, output) in enumerate(outputs):
        comments = _comments(output)
        if number > 1 and any(comment.code in NOT_PARSED for comment in comments):
            continue
        placed: dict[_Place, LinterMessage] = {}
        for comment in comments:
            code = f"SC{comment.code}"
            unknown_shell |= code in UNKNOWN_SHELL
            start = text.offset(comment.line, comment.column)
            end = text.offset(comment.end_line, comment.end_column)
            if comment.line <= text.first_line:
                continue
            if start is None or end is None:
                without_place.append(code)
                continue
            at, last = text.in_script(start), text.in_script(max(end - 1, start))
            if at is None or last is None:
                if number > 1:
                    continue
                of_values.add((code, start if at is None else at))
            else:
                message = " ".join(comment.message.split())
                placed[_Place(code, at, last + 1)] = LinterMessage(code, comment.level, message, at, last + 1)
        found.append(placed)
    return _combine(found, of_values, without_place, unknown_shell=unknown_shell)


def _combine(
    found: Sequence[Mapping[_Place, LinterMessage]],
    of_values: set[tuple[str, int]],
    without_place: Sequence[str],
    *,
    unknown_shell: bool,
) -> ScriptResult:
    exact = len(found) == 1
    kept: list[LinterMessage] = []
    places = {place for placed in found[:2] for place in placed}
    for place in sorted(places, key=lambda place: (place.start, place.end, place.code)):
        in_all = all(place in placed for placed in found)
        if in_all and (exact or not _may_concern_value(place.code)):
            kept.append(found[0][place])
        else:
            of_values.add((place.code, place.start))
    return ScriptResult(
        [message for message in kept if message.code not in NOT_FOLLOWED],
        [message for message in kept if message.code in NOT_FOLLOWED],
        sorted(code for code, _ in of_values),
        sorted(without_place),
        unknown_shell,
    )


def _may_concern_value(code: str) -> bool:
    """Whether a message of a script with unknown values may be wrong although both replacements cause it.

    A syntax error (`SC1…`) may be one only without the value.
    """
    return code in WHOLE_SCRIPT or (code.startswith("SC1") and code not in NOT_FOLLOWED)


def _comments(output: bytes) -> Sequence[_Comment]:
    try:
        return msgspec.json.decode(output, type=_Output).comments
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise LinterError(UNREADABLE_OUTPUT.format(linter=programs.NAMES["shellcheck"])) from error
