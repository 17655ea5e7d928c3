"""Finds a quote or a backtick of a shell script that nothing closes.

Only quotes, escapes, comments and substitutions are read, so that the result is right for valid and for invalid scripts
without heredocs; `case` patterns in a substitution are not understood.
"""

from __future__ import annotations

import re

from kaniko_guide import lazy

_INTERESTING = lazy.pattern(r"\\.|\$\(|(?<![^\s;&|(])#[^\n]*|\$'|['\"`()]", re.DOTALL)
_IN_DOUBLE_QUOTES = lazy.pattern(r"\\.|\$\(|[\"`]", re.DOTALL)
_END_OF_ANSI_QUOTE = lazy.pattern(r"(?:[^'\\]|\\.)*'", re.DOTALL)


def open_quote(script: str) -> int | None:
    """The offset of the outermost quote or backtick that is not closed; None if all are.

    Args:
        script: without heredocs.
    """
    opened: list[tuple[str, int]] = []
    at = 0
    while True:
        kind = opened[-1][0] if opened else ""
        match = (_IN_DOUBLE_QUOTES if kind == '"' else _INTERESTING).search(script, at)
        if match is None:
            break
        part, at = match[0], match.end()
        if part in {"'", "$'"}:
            end = at if part == "$'" else script.find("'", at)
            found = _END_OF_ANSI_QUOTE.match(script, at) if part == "$'" else None
            if end < 0 or (part == "$'" and found is None):
                opened.append(("'", match.start()))
                break
            at = found.end() if found is not None else end + 1
        elif part in {'"', "`"}:
            _toggle(opened, part, match.start())
        elif part in {"(", "$("}:
            opened.append(("(", match.start()))
        elif part == ")" and kind == "(":
            opened.pop()
    return next((start for kind, start in opened if kind != "("), None)


def _toggle(opened: list[tuple[str, int]], quote: str, start: int) -> None:
    """Closes a quote that is open, with what is open inside it, or opens one.

    Double quotes in a substitution are its own; a backtick ends a substitution whatever is in it.
    """
    if quote == '"' and opened and opened[-1][0] == quote:
        opened.pop()
    elif quote == "`" and any(kind == quote for kind, _ in opened):
        while opened.pop()[0] != quote:
            pass
    else:
        opened.append((quote, start))
