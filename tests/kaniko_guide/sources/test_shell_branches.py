"""Which commands a sound run may leave out, and which names a script sets."""

from __future__ import annotations

import pytest

from kaniko_guide.sources import shell
from kaniko_guide.text import Source, Text


def read(script: str) -> tuple[list[str], list[str]]:
    """The commands that surely run, and the names that are set."""
    found = shell.read(Text.canonical(Source("a.sh", script)))
    sure = [command.words[0].value for command in found.commands if not command.conditional]
    return sure, [name.value for name in found.assigned]


@pytest.mark.parametrize(
    ("script", "sure"),
    [
        ("a && b; c | d; (e; f); { g; }", ["a", "b", "c", "d", "e", "f", "g"]),
        ("a || b; c", ["c"]),
        ("a && b || c; d", ["d"]),
        ("test -f x && a && b; [ x ] && c; [[ x ]] && d; command -v x && e; f", ["f"]),
        ("if a; then b; elif c; then d; else e; fi; f", ["f"]),
        ("for i in 1 2; do a; done; while b; do c; done; until d; do e; done; f", ["f"]),
        ("case $x in a) b;; esac; c", ["c"]),
        ("f() { a; }; function g { b; }; c", ["c"]),
        ("! a; b $(c)", ["b", "c"]),
        ("x=$(a) && b", ["a", "b"]),
    ],
)
def test_commands_that_surely_run(script: str, sure: list[str]) -> None:
    assert read(script)[0] == sure


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("a=1; export b=2; local c; readonly d=$(e)", ["a", "b", "d"]),
        ("for f in x y; do :; done", ["f"]),
        ("g=1 command; echo h=2", ["g"]),
    ],
)
def test_names_that_are_set(script: str, names: list[str]) -> None:
    assert read(script)[1] == names
