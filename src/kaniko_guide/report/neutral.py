"""Text that is safe to print: no control characters, nothing that a CI system reads as a command."""

from __future__ import annotations

import unicodedata

from kaniko_guide import lazy

INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""The Unicode categories of control, format (also direction) and line characters."""

COMMAND = lazy.pattern(r"(?<=#)#(?=[\w.]*\[)|(?<=:):(?=[\w-]+(?:[ \t][^\n]*)?::)")
"""The second character of what may begin a command: `##[error]`, `##vso[…]`, `::error file=a::`."""


def visible(text: str) -> str:
    """A text on one line, with invisible characters and those that begin a command shown as `<U+200B>`."""
    return "".join(visible_characters(text))


def visible_characters(text: str) -> list[str]:
    """The same, for each character of the text."""
    shown = list(text)
    if not text.isprintable():
        shown = [code_point(character) if _is_invisible(character) else character for character in text]
    for match in COMMAND.finditer(text) if "##" in text or "::" in text else ():
        shown[match.start()] = code_point(match.group())
    return shown


def code_point(character: str) -> str:
    """A character as `<U+200B>`."""
    return f"<U+{ord(character):04X}>"


def escape_json(document: str) -> str:
    r"""A JSON document with the same data in which these characters are written as `\u200b`.

    Args:
        document: with line feeds only between tokens.
    """
    document = "".join(
        character if character == "\n" or not _is_invisible(character) else _json_escape(character)
        for character in document
    )
    return COMMAND.sub(lambda match: _json_escape(match.group()), document)


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in INVISIBLE


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
