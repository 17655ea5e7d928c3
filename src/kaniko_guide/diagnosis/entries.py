"""What a program wrote in a line of a log, without what logging libraries, Jenkins and others put around it."""

from __future__ import annotations

import re
from functools import cache

from kaniko_guide import lazy
from kaniko_guide.facts.diagnosis import clues

_LOGFMT = lazy.pattern(r'\blevel=\w+ msg=(?:"((?:[^"\\]|\\.)*)|([^ \t]+))', re.ASCII)
_JSON = lazy.pattern(r'"(?:msg|message|log)": ?"((?:[^"\\]|\\.)*)')
_ESCAPE = lazy.pattern(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_LONGEST_PREFIXES = 4
"""How many prefixes a line may have."""


def message(line: str) -> str:
    """The message of a line of structured output (logrus, as text without a terminal, or as JSON); otherwise the line.

    Args:
        line: of a log.
    """
    found = None
    if "level=" in line:
        found = _LOGFMT.search(line)
    elif line.lstrip().startswith("{"):
        found = _JSON.search(line)
    return _ESCAPE.sub(_unescaped, next(filter(None, found.groups()), "")).rstrip() if found else line


def without_prefixes(text: str) -> str:
    """A message without times, levels, and names of containers and steps in front of it.

    Args:
        text: of a line.
    """
    rest = text.lstrip()
    for _ in range(_LONGEST_PREFIXES):
        found = _prefix().match(rest)
        if found is None:
            break
        rest = rest[found.end() :].lstrip()
    return rest


def _unescaped(found: re.Match[str]) -> str:
    code, character = found.groups()
    if code:
        return chr(int(code, 16))
    return " " if character in "nrt" else str(character)


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{prefix})" for prefix in clues.prefixes()), re.ASCII)
