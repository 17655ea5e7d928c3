from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.sources import shell_grammar
from tests.support import executed_lines


def test_what_is_valid_and_what_is_not_known() -> None:
    for script, valid in {
        "a | b && { c; }\n": True,
        "cat <<E\nto the end": True,
        "a )\n": False,
        "select x in a; do b; done\n": False,
        'a "${b:-\'}"\n': False,
    }.items():
        with check(script):
            assert shell_grammar.judge(script).valid is valid


def test_a_heredoc_without_an_end_comes_first() -> None:
    found = shell_grammar.judge("if a; then\ncat <<E\n  E\nfi\n").problem
    assert found is not None
    assert found.message is shell_grammar.OPEN_HEREDOC
    assert found.body == len("if a; then\ncat <<E\n")


def test_deep_nesting_is_not_understood() -> None:
    for opened, closed in ("$(", ")"), ("{ ", "; }"), ("( ", " )"), ("${a:-", "}"):
        for count in (5, 10_000):
            verdict = shell_grammar.judge(f"{opened * count}a{closed * count}\n")
            assert verdict.problem is None
            assert verdict.valid is (count == 5)


@pytest.mark.slow
def test_executed_lines_grow_with_the_length() -> None:
    for part in (
        "a <<E\n",
        "a?(b)",
        "a=(b) ",
        "$((1)) ",
        "((1)); ",
        "if a; then b; fi\n",
        '"$(a)" ',
        "a do\n",
        "a <b> ",
    ):
        few, many = (lines_for(part * count) for count in (100, 800))
        assert many < 9 * few, part


def lines_for(script: str) -> int:
    return executed_lines(lambda: shell_grammar.judge(script))
