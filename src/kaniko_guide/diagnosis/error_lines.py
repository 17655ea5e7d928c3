"""Which line of a log names the error, also when the error is not known."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data
from kaniko_guide.diagnosis.entries import without_prefixes
from kaniko_guide.facts.diagnosis import clues, layers

if TYPE_CHECKING:
    from kaniko_guide.diagnosis.path_errors import FoundPathError
    from kaniko_guide.facts.diagnosis.layers import Part
    from kaniko_guide.facts.diagnosis.signatures import Signature

_EXCEPTION = lazy.pattern(
    r"(?:Caused by: |Exception in thread \"[^\"]*\" )?(?:[a-z_][\w$]*\.)+[A-Z][\w$]*(?::|$)", re.ASCII
)
_CAUSED_BY = "Caused by: "
_USAGE = "Usage:"
_MISSING = "ENOENT"
_ERRNO = "errno"
_NOT_FOUND = "not-found"


class Strength(enum.IntEnum):
    """How much a line looks like the error that a build failed with."""

    NONE = 0
    """No error."""
    ENDING = 1
    """Says only that something ended."""
    WORD = 2
    """Has a word of errors."""
    ERROR = 3
    """Begins like an error, or is the error of a program that is known."""


class ErrorLine(Data, frozen=True):
    """A line that looks like an error.

    Attributes:
        line: its number, from 1.
        text: its message.
        quote: the physical line.
        part: the layer and phase; None if unknown.
        family: of the error; None if unknown.
        strength: how much it looks like the error that the build failed with.
        leaf: whether it has the answer of a registry or the error of a file operation.
        signature: that matches it first; None if no signature does.
    """

    line: int
    text: str
    quote: str
    part: Part | None
    family: str | None
    strength: Strength
    leaf: bool = False
    signature: Signature | None = None


@dataclass(slots=True)
class Choice:
    """The line that names the error, chosen from those that look like one, in the order of the log.

    The strongest counts; of equal ones the first of the last block of consecutive lines, except that in a block the
    message of a `Caused by:` replaces that of the exception it caused, and a line with a leaf replaces one without.
    The end of the build counts only if no line does before it, and nothing counts after it.

    Attributes:
        chosen: None if no line looks like an error.
    """

    chosen: ErrorLine | None = None
    _last: int = 0
    _ended: bool = False

    def add(self, candidate: ErrorLine) -> None:
        """Compare the next line that looks like an error with the one that is chosen so far."""
        in_block = candidate.line <= self._last + 1
        self._last = candidate.line
        last = candidate.strength is Strength.ENDING and has_any(candidate.text, clues.last_ending())
        if not (self._ended or (last and self.chosen)) and self._replaces(candidate, in_block=in_block):
            self.chosen = candidate
        if last:
            self._ended = self.chosen is not None and self.chosen.strength > Strength.ENDING

    def restart(self) -> None:
        """The build went on after all lines so far, if it has not ended."""
        if not self._ended:
            self.chosen = None

    def continue_block(self, line: int) -> None:
        """A line that is part of an error's block, for example of a stack trace."""
        self._last = line

    def _replaces(self, candidate: ErrorLine, *, in_block: bool) -> bool:
        if self.chosen is None or candidate.strength > self.chosen.strength:
            return True
        inner = candidate.text.lstrip().startswith(_CAUSED_BY) or (candidate.leaf and not self.chosen.leaf)
        return candidate.strength == self.chosen.strength and (inner or not in_block)


def is_frame(text: str) -> bool:
    """Whether a line belongs to a stack trace.

    Args:
        text: the line's message.
    """
    return text.lstrip().startswith(clues.frames())


def is_header(text: str) -> bool:
    """Whether a line only says when and where the next one was logged.

    Args:
        text: the line's message.
    """
    return _headers().match(text) is not None


def is_warning(text: str) -> bool:
    """Whether a line begins like a warning.

    Args:
        text: the line's message.
    """
    return without_prefixes(text).startswith(clues.warning_heads())


def is_usage(text: str) -> bool:
    """Whether a line begins the help that a program prints after an error.

    Args:
        text: the line's message.
    """
    return text.startswith(_USAGE)


def strength(text: str, *, known: bool) -> Strength:
    """How much a line looks like the error that a build failed with.

    Args:
        text: the line's message.
        known: whether a context or a reader recognizes its error.
    """
    suspect = known or has_any(text, clues.error_words()) or _EXCEPTION.match(text)
    if not suspect or has_any(text, clues.no_errors()):
        return Strength.NONE
    if has_any(text, clues.endings()):
        return Strength.ENDING
    bare = without_prefixes(text)
    if bare in clues.error_heads():
        return Strength.NONE
    if known or bare.startswith(clues.error_heads()) or _EXCEPTION.match(bare):
        return Strength.ERROR
    return Strength.WORD


def family_of(text: str, *, answered: bool, path_error: FoundPathError | None) -> str | None:
    """The family of an error that no signature knows; None if unknown.

    Args:
        text: the line's message.
        answered: whether it is an answer of a registry.
        path_error: the error of a file operation in it.
    """
    if answered:
        return layers.families()[0].id
    for family in layers.families():
        if family.id == _ERRNO and path_error is not None:
            return _NOT_FOUND if path_error.errno == _MISSING else _ERRNO
        if has_any(text, family.texts):
            return family.id
    return None


@cache
def _headers() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{header})" for header in clues.headers()), re.ASCII)


def has_any(text: str, parts: tuple[str, ...]) -> bool:
    """Whether a text has one of several parts."""
    return any(part in text for part in parts)
