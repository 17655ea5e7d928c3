"""Highlighting of a Jenkinsfile whose long strings are code of another language: the YAML of a pod, a shell script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygments.lexers import LEXERS
from pygments.lexers.data import YamlLexer
from pygments.lexers.jvm import GroovyLexer
from pygments.lexers.shell import BashLexer
from pygments.token import Name, String

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NestedGroovyLexer"]

QUOTES = ("'''", '"""')
NESTED = {"sh": BashLexer(), "script": BashLexer(), "yaml": YamlLexer()}
"""What is in a string of several lines, by the step or parameter before it."""


class NestedGroovyLexer(GroovyLexer):  # type: ignore[misc] # Pygments has no types
    """Groovy, with nested code."""

    name = "Groovy with nested code"
    aliases = ("groovy",)

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, Any, str]]:
        """The tokens of a text, each with its position."""
        before = ""
        for at, kind, value in super().get_tokens_unprocessed(text):
            lexer = NESTED.get(before)
            if lexer and kind in String and "\n" in value and value.startswith(QUOTES) and value.endswith(value[:3]):
                yield at, kind, value[:3]
                for inside, nested, part in lexer.get_tokens_unprocessed(value[3:-3]):
                    yield at + 3 + inside, nested, part
                yield at + len(value) - 3, kind, value[-3:]
            else:
                yield at, kind, value
            if kind in Name or kind in String:
                before = value.removesuffix(":").strip()


def register() -> None:
    """Let Pygments use it for fences of Groovy."""
    LEXERS["GroovyLexer"] = (__name__, NestedGroovyLexer.name, NestedGroovyLexer.aliases, (), ())
