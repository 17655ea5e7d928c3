"""Lines for a terminal: carets under wide characters, line breaks, no control characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.report.neutral import visible
from kaniko_guide.report.text import excerpt, wrap


def test_carets_mark_the_finding() -> None:
    for line, column, end_column, shown in [
        ("abc", 2, 3, ("abc", " ^")),
        ("abc", 4, 4, ("abc", "   ^")),
        ("", 1, 1, ("", "^")),
        ("\t\tx", 3, 4, ("        x", "        ^")),
        ("a\tx", 2, 4, ("a    x", " ^^^^^")),
        ("镜像 = x", 6, 7, ("镜像 = x", "       ^")),
        ("x 镜像", 3, 5, ("x 镜像", "  ^^^^")),
        ("（x）", 2, 3, ("（x）", "  ^")),
        ("e\u0301x", 3, 4, ("e\u0301x", " ^")),
        ("a\u200bb", 2, 3, ("a<U+200B>b", " ^^^^^^^^")),
        ("\x1b[31mx", 6, 7, ("<U+001B>[31mx", "            ^")),
        ("a" * 300, 151, 153, ("…" + "a" * 182 + "…", " " * 81 + "^^")),
        ("a" * 300, 1, 300, ("a" * 200 + "…", "^" * 100)),
    ]:
        with check(f"{line}, {column}"):
            assert excerpt(line, column, end_column) == shown


@given(line=st.text(), column=st.integers(1, 50), length=st.integers(0, 50))
def test_no_line_is_shown_with_control_characters(line: str, column: int, length: int) -> None:
    shown, carets = excerpt(line, column, column + length)
    assert carets.strip(" ").strip("^") == ""
    assert shown == visible(shown)
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("one two  three", 8, ["one two", "three"]),
        ("longer than that", 4, ["longer", "than", "that"]),
        ("检查文件", 5, ["检查", "文件"]),
        ("检查，文件", 4, ["检", "查，", "文件"]),
        ("看（文件）里", 4, ["看", "（文", "件）", "里"]),
        ("用 Kaniko 构建", 10, ["用 Kaniko", "构建"]),
    ],
)
def test_text_is_broken_by_the_columns_of_a_terminal(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(text=st.text(), width=st.integers(1, 20))
def test_breaking_lines_loses_only_space(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())
