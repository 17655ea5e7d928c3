"""Phrases that have a standard term are not used in any tracked file. Single words: `_typos.toml`."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import pytest
from pytest_check import check

from tests.support import ROOT, expect_none

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PHRASES = {
    "once more": "again",
    "play a build": "run end to end",
    "plays a build": "runs end to end",
    "real parts": "end to end, or the names of the programs",
    "say no word": "print nothing",
    "says no word": "prints nothing",
    "second opinion": "cross-check",
    "stand-in": "stub, fake or substitute",
    "stands twice": "is duplicated",
    "without a word": "silently",
}
"""The standard term for each phrase."""
KEPT: Mapping[tuple[str, str], str] = {
    **{("tests/documents/test_words.py", phrase): "the list itself" for phrase in PHRASES},
    ("records/kaniko-runs/features/MATRIX.tsv", "stand-in"): "recorded output",
}
"""Why a phrase is kept, by file and phrase."""
AS_PRINTED = re.compile(r"snippets/recorded/.*|records/[a-z-]+-runs/[^/]+/[^/]+\.txt|uv\.lock|.*/package-lock\.json")
"""Recorded output, which is kept as it was printed, and lock files."""
SINGLE_WORDS: Mapping[str, Any] = tomllib.loads((ROOT / "_typos.toml").read_text("utf-8"))["type"]
"""Files with exceptions for single words, by name: `extend-glob` has the files, `extend-words` the words."""


def pattern(phrase: str) -> re.Pattern[str]:
    """A phrase in prose, in a name or in a path; in prose also across two lines of a comment."""
    words = phrase.replace("-", "[-_]").replace(" ", r"[\W_]{1,9}")
    return re.compile(f"(?<![a-z]){words}s?(?![a-z])", re.IGNORECASE)


def findings(path: str, text: str) -> Iterator[tuple[str, str]]:
    """Each phrase in a file, and the line that reports it."""
    lower = text.lower()
    for phrase, standard in PHRASES.items():
        if not all(word in lower for word in re.split("[ -]", phrase)):
            continue
        for match in pattern(phrase).finditer(text):
            line, column = text.count("\n", 0, match.start()) + 1, match.start() - text.rfind("\n", 0, match.start())
            yield phrase, f"{path}:{line}:{column}: error: found {match[0]!r}, write {standard} [words]"


def tracked_files() -> Iterator[tuple[str, str]]:
    """The path and the text of every tracked file that is text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for path in filter(None, listed.split("\0")):
        data = (ROOT / path).read_bytes() if (ROOT / path).is_file() else b""
        if b"\0" not in data and not AS_PRINTED.fullmatch(path):
            yield path, data.decode()


def test_phrases_with_a_standard_term_are_not_used() -> None:
    expect_none(
        [line for path, text in tracked_files() for phrase, line in findings(path, text) if (path, phrase) not in KEPT]
    )


def test_every_exception_for_a_phrase_is_needed() -> None:
    for path, phrase in KEPT:
        with check(f"{path}, {phrase}"):
            assert pattern(phrase).search((ROOT / path).read_text("utf-8"))
            assert KEPT[path, phrase]


@pytest.mark.slow
@pytest.mark.parametrize("exception", SINGLE_WORDS)
def test_every_exception_for_a_word_is_needed(exception: str) -> None:
    globs = [glob.removeprefix("**/") for glob in SINGLE_WORDS[exception]["extend-glob"]]
    text = "".join(
        content for path, content in tracked_files() if any(PurePath(path).match(glob) for glob in globs)
    ).lower()
    assert text
    assert [word for word in SINGLE_WORDS[exception].get("extend-words", {}) if word.lower() not in text] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It ends\n# without\n# a word.\n", "a.py:2:3: error: found 'without\\n# a word', write silently [words]"),
        ("def second_opinion():\n", "a.py:1:5: error: found 'second_opinion', write cross-check [words]"),
        ("A stand-in server", "a.py:1:3: error: found 'stand-in', write stub, fake or substitute [words]"),
        ("ONCE MORE", "a.py:1:1: error: found 'ONCE MORE', write again [words]"),
    ],
)
def test_phrase_is_found_in_prose_and_names(text: str, found: str) -> None:
    assert [line for _, line in findings("a.py", text)] == [found]


@pytest.mark.parametrize("text", ["options stand in any order", "understand-in", "the real parties"])
def test_other_words_are_left(text: str) -> None:
    assert list(findings("a.py", text)) == []
