"""Texts that show how a build ended, and that distinguish errors with the same text: `clues.yml`."""

from collections.abc import Mapping
from functools import cache

from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.diagnosis.patterns import Pattern

COURSE = frozenset({"success", "failure", "finished", "retry", "step", "post-actions", "stage-end"})
"""The clues that show how the build went."""


class Replacement(Fact, frozen=True, kw_only=True):
    """A value of the log that replaces the guide's own in commands.

    Attributes:
        clue: of the lines that have the value.
        patterns: regular expressions, of which the first group is the value.
        text: of commands.
        by: the same text with `{value}`.
    """

    clue: str
    patterns: tuple[str, ...]
    text: str
    by: str


class Overcome(Fact, frozen=True, kw_only=True):
    """What shows that an object of an earlier line, such as an image, did not fail in the end.

    Attributes:
        clue: of the lines that show it.
        failed: a regular expression of the earlier line, of which the first group is the object if there is `by`.
        by: a regular expression of the line that shows it, of which the first group is the object; None if it need not
            be the same.
    """

    clue: str
    failed: str
    by: str | None = None


class File(Facts, frozen=True, kw_only=True):
    """`clues.yml`."""

    success: tuple[Pattern, ...]
    failure: tuple[Pattern, ...]
    finished: tuple[Pattern, ...]
    retries: tuple[Pattern, ...]
    steps: tuple[Pattern, ...]
    post_actions: tuple[Pattern, ...]
    stage_end: tuple[Pattern, ...]
    clues: Mapping[str, tuple[Pattern, ...]]
    warnings: tuple[str, ...]
    messages: tuple[str, ...]
    line_prefixes: tuple[str, ...]
    prefixes: tuple[str, ...]
    endings: tuple[str, ...]
    last_ending: tuple[str, ...]
    error_heads: tuple[str, ...]
    error_words: tuple[str, ...]
    no_errors: tuple[str, ...]
    frames: tuple[str, ...]
    headers: tuple[str, ...]
    warning_heads: tuple[str, ...]
    overcome: tuple[Overcome, ...]
    replacements: tuple[Replacement, ...]


@cache
def clues() -> Mapping[str, tuple[Pattern, ...]]:
    """Patterns that distinguish signatures of the same text, by name; those of `COURSE` show how the build went."""
    facts = load(__file__, File)
    return {
        **facts.clues,
        "success": facts.success,
        "failure": facts.failure,
        "finished": facts.finished,
        "retry": facts.retries,
        "step": facts.steps,
        "post-actions": facts.post_actions,
        "stage-end": facts.stage_end,
    }


def warnings() -> tuple[str, ...]:
    """Texts of which a line has one if it is a warning; the program goes on after it."""
    return load(__file__, File).warnings


def messages() -> tuple[str, ...]:
    """Texts of which a line has one if its level is below a warning; it is never the error that ended a build."""
    return load(__file__, File).messages


def line_prefixes() -> tuple[str, ...]:
    """Prefixes of a new log entry; such a line never continues a wrapped one."""
    return load(__file__, File).line_prefixes


def prefixes() -> tuple[str, ...]:
    """Regular expressions of what may be in front of a message."""
    return load(__file__, File).prefixes


def endings() -> tuple[str, ...]:
    """Texts that only say that something ended; the reason is above them."""
    return load(__file__, File).endings


def last_ending() -> tuple[str, ...]:
    """Texts after which only consequences follow."""
    return load(__file__, File).last_ending


def error_heads() -> tuple[str, ...]:
    """Beginnings of messages that are errors."""
    return load(__file__, File).error_heads


def error_words() -> tuple[str, ...]:
    """Texts of errors anywhere in a line."""
    return load(__file__, File).error_words


def no_errors() -> tuple[str, ...]:
    """Texts of lines that are no errors, although they have a word of errors."""
    return load(__file__, File).no_errors


def frames() -> tuple[str, ...]:
    """Beginnings of lines of a stack trace."""
    return load(__file__, File).frames


def headers() -> tuple[str, ...]:
    """Regular expressions of lines that only say when and where the next line was logged."""
    return load(__file__, File).headers


def warning_heads() -> tuple[str, ...]:
    """Beginnings of messages that are warnings."""
    return load(__file__, File).warning_heads


def overcome() -> tuple[Overcome, ...]:
    """What shows that an object of an earlier line did not fail in the end."""
    return load(__file__, File).overcome


def replacements() -> tuple[Replacement, ...]:
    """Values of the log that replace the guide's own in commands."""
    return load(__file__, File).replacements
