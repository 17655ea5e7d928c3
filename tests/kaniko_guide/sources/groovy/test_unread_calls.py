"""Calls of a Jenkinsfile whose effect is not known."""

from __future__ import annotations

import pytest

from kaniko_guide.sources.groovy import tokens, tree, unread_calls
from kaniko_guide.text import Source, Text


def summary(content: str) -> unread_calls.CallSummary:
    code = tokens.read(Text(content, Source("Jenkinsfile", content)))
    return unread_calls.find(code, tree.statements(code))


@pytest.mark.parametrize(
    ("content", "names", "has_steps", "has_blocks"),
    [
        ("node { echo 'a' }\n", [], True, True),
        ("node { sh 'a' }\n", [], False, True),
        ("node { def a = readFile('b') }\n", [], False, True),
        ("a()\n", ["unknown-call"], False, False),
        ("a(); a(); b.c()\n", ["unknown-call", "unknown-call"], False, False),
        ("pipeline { options { a() } }\n", [], True, False),
        ("class A { def b() { load 'c' } }\n", ["loaded-code"], False, False),
    ],
)
def test_summary(content: str, names: list[str], *, has_steps: bool, has_blocks: bool) -> None:
    found = summary(content)
    assert [entry.reason.name for entry in found.unread] == names
    assert (found.has_steps, found.has_blocks) == (has_steps, has_blocks)


def test_shown_code_is_short_and_on_one_line() -> None:
    text = Text("a\n  b" + "c" * 100, Source("a", ""))
    assert unread_calls.shown(text) == "a b" + "c" * (unread_calls.SHOWN_LENGTH - 4) + "…"
