"""Patterns, compared with what git itself says of the same paths."""

from __future__ import annotations

import os
import random
import subprocess
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide.project import patterns
from kaniko_guide.project.patterns import PathPattern, PathPatterns, PatternError, TooManyPatternsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PARTS = ["a", "b", "ab", "*", "?", "[ab]", "[!a]", "[^b]", "a*", "*b", "\\*", "[a-c]", "*.x", "a.x", "b c", "[", "[]a]"]
PARTS += [
    "[[:alpha:]]",
    "[[:nothing:]]",
    "[^]b]",
    "a\\",
    "\\a",
    "!",
    "#",
    "\\#",
    "\\!",
    "[a\\]b]",
    "[/a]",
    "[b-a]",
    "[!b-a]",
]
NAMES = ["a", "b", "ab", "c", "a.x", "b.x", "aab", "abb", "*", "b c", "[", "#", "!", "a ", "]"]


def ignored_by_git(directory: Path, lines: str, paths: Iterable[tuple[str, ...]]) -> set[str]:
    (directory / ".gitignore").write_text(lines, "utf-8")
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"],
        cwd=directory,
        input="".join("/".join(path) + "\0" for path in paths),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
        check=False,
    )
    assert done.stderr == ""
    return set(done.stdout.split("\0"))


def random_pattern(choose: random.Random) -> str:
    words = [choose.choice(PARTS) + choose.choice(["", "", *PARTS]) for _ in range(choose.randint(1, 4))]
    words = [choose.choice([word] * 6 + ["**", "***"]) for word in words]
    start, end = choose.choice(["", "", "", "/", "!", "!/"]), choose.choice(["", "", "", "/", "/**", "  ", "\\ ", "\r"])
    return f"{start}{'/'.join(words)}{end}"


def test_random_patterns_match_what_git_ignores(tmp_path: Path) -> None:
    for number, seed in enumerate(range(40)):
        with check(f"{seed}"):
            directory = tmp_path / str(number)
            directory.mkdir()
            choose = random.Random(seed)  # noqa: S311
            subprocess.run(["git", "init", "--quiet", directory], check=True)
            lines = "".join(f"{random_pattern(choose)}\n" for _ in range(choose.randint(1, 4)))
            paths = sorted({tuple(choose.choices(NAMES, k=choose.randint(1, 4))) for _ in range(80)})
            expected = ignored_by_git(directory, lines, paths)
            listed = patterns.parse_lines(lines)
            assert [path for path in paths if listed.ignores_tree(path)] == [
                p for p in paths if "/".join(p) in expected
            ], lines


@pytest.mark.parametrize("pattern", ["", "/", "a//b", "[a", "a\\", "!"])
def test_a_pattern_that_matches_nothing_is_an_error(pattern: str) -> None:
    with pytest.raises(PatternError):
        PathPattern.parse(pattern)


def test_a_list_has_a_limit() -> None:
    many = "".join(f"*{number}\n" for number in range(patterns.MAX_PATTERNS))
    assert patterns.parse_lines(many + "names\n" * 100)
    with pytest.raises(TooManyPatternsError):
        patterns.parse_lines(f"{many}/one-more\n")


def test_a_hostile_pattern_takes_no_long_time() -> None:
    stars, name = "*a" * 120 + "b", "a" * 250
    deep = "/".join(["**", "a"] * 60) + "/b"
    listed = PathPatterns.of(map(PathPattern.parse, [stars, deep]))
    assert not listed.ignores_tree([name])
    assert not listed.ignores_tree(["a"] * 200)
