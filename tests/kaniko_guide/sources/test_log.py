"""Single lines of logs; the tests of `diagnosis/causes.py` have whole logs in unusual encodings."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.sources import log


def lines(content: bytes) -> list[str]:
    return list(log.lines(io.BytesIO(content)))


def test_lines_in_every_encoding() -> None:
    for content, expected in [
        (b"", []),
        (b"a\n\nb", ["a", "", "b"]),
        (b"a\r\nb \n", ["a", "b"]),
        (b"1%\r2%\rdone\r\n", ["1% 2% done"]),
        (b"sh: can't open 'x.sh\r': No such file\r\n", ["sh: can't open 'x.sh^M': No such file"]),
        (b"sh: x\r: not found\r\n", ["sh: x^M: not found"]),
        (b"\x1b[31ma\x1b[0m\tb", ["a\tb"]),
        (b"\x1b[8mha:////4AAAA\x1b[0ma", ["a"]),
        (b"a\x00\x07b", ["ab"]),
        ("错误\n".encode("gb18030") + "错误".encode(), ["错误", "错误"]),
        ("\ufeff错误".encode(), ["错误"]),
        ("\ufeff错误\nb".encode("utf-16-le"), ["错误", "b"]),
        ("\ufeff错误\nb".encode("utf-16-be"), ["错误", "b"]),
        (b"\xff\xff", ["\ufffd\ufffd"]),
        (b"^[[0;31ma^[[0m [36mb[0m \\033[1mc\\033[0m [30m]", ["a b c [30m]"]),
        (b"&quot;a&quot; &lt;b&gt; &#39;c&#39; &amp;d &copy;", ["\"a\" <b> 'c' &d &copy;"]),
        ("\u201ca\u201d\u00a0doesn\u2019t".encode(), ['"a" doesn\'t']),
        ("unexpected char: '\u201c'".encode(), ["unexpected char: '\u201c'"]),
    ]:
        with check(f"{content!r}, {expected}"):
            assert lines(content) == expected


def test_long_line_is_split() -> None:
    assert [len(line) for line in lines(b"a" * (log.LONGEST_LINE + 1) + b"\nb")] == [log.LONGEST_LINE, 1, 1]


@given(st.binary())
def test_any_bytes_give_lines_without_control_characters(content: bytes) -> None:
    assert all(character == "\t" or character >= " " for line in lines(content) for character in line)


@pytest.mark.parametrize(
    ("wrapped", "separator", "expected"),
    [
        (["abcde", "fg", "h"], "", [(1, "abcdefg"), (3, "h")]),
        (["abcde", "fghij", "k"], "", [(1, "abcdefghijk")]),
        (["abcdef", "INFO x"], "", [(1, "abcdef"), (2, "INFO x")]),
        (["aaa bb", "cc dd", "e"], " ", [(1, "aaa bb cc dd e")]),
        (["aaa bb", "", "e"], " ", [(1, "aaa bb"), (2, ""), (3, "e")]),
        (["abcdef", "abcde", "gh", "i"], "", [(1, "abcdefabcde gh"), (4, "i")]),
        ([], "", []),
    ],
)
def test_wrapped_lines_are_joined(wrapped: list[str], separator: str, expected: list[tuple[int, str]]) -> None:
    joined = log.join_wrapped_lines(wrapped, separator, ("INFO",))
    assert [(line.number, line.text) for line in joined] == expected


@pytest.mark.parametrize(
    ("lines", "joint"),
    [
        (["a" * 80, "b" * 80, "c"], ""),
        (["a" * 80, "b" * 79, "c"], ""),
        (["a" * 80, "b"], ""),
        (["a" * 81, "b"], None),
        (["a" * 81, "a" * 81, "c"], None),
        ([*(f"{'a' * length} {'b' * 9}" for length in (70, 66, 67, 65)), "e" * 20], " "),
        ([*(f"INFO{'a' * length} {'b' * 9}" for length in (70, 66, 67, 65)), "INFO" + "e" * 20], None),
        (["a" * 30, "b" * 30], None),
        ([], None),
    ],
)
def test_lengths_show_that_a_terminal_wrapped(lines: list[str], joint: str | None) -> None:
    assert log.joint_of(lines, ("INFO",)) == joint


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a: 'b", "    c'", "d"], [(1, "a: 'b c'"), (3, "d")]),
        (["  a", "  b", "    c", "", "    d"], [(1, "a"), (2, "b c"), (4, ""), (5, "d")]),
        (["x: 'a \\\"b\\\" isn''t", "  c'"], [(1, "x: 'a \"b\" isn't c'")]),
        (["a", "\tat b"], [(1, "a"), (2, "\tat b")]),
        (["a", " " + "b" * log.LONGEST_LINE], [(1, "a"), (2, "b" * log.LONGEST_LINE)]),
        ([], []),
    ],
)
def test_lines_that_yaml_folds_are_joined(lines: list[str], expected: list[tuple[int, str]]) -> None:
    assert [(line.number, line.text) for line in log.join_indented_lines(lines)] == expected
