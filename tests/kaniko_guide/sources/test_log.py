"""Single lines of logs; the tests of `diagnosis/causes.py` have whole logs in unusual encodings."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide.sources import log


def lines(content: bytes) -> list[str]:
    return list(log.lines(io.BytesIO(content)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"a\n\nb", ["a", "", "b"]),
        (b"a\r\nb \n", ["a", "b"]),
        (b"\x1b[31ma\x1b[0m\tb", ["a\tb"]),
        (b"\x1b[8mha:////4AAAA\x1b[0ma", ["a"]),
        (b"a\x00\x07b", ["ab"]),
        ("错误\n".encode("gb18030") + "错误".encode(), ["错误", "错误"]),
        ("\ufeff错误".encode(), ["错误"]),
        ("\ufeff错误\nb".encode("utf-16-le"), ["错误", "b"]),
        ("\ufeff错误\nb".encode("utf-16-be"), ["错误", "b"]),
        (b"\xff\xff", ["\ufffd\ufffd"]),
    ],
)
def test_lines_in_every_encoding(content: bytes, expected: list[str]) -> None:
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
        (["aaa bb", "", "e"], " ", [(1, "aaa bb "), (3, "e")]),
        ([], "", []),
    ],
)
def test_wrapped_lines_are_joined(wrapped: list[str], separator: str, expected: list[tuple[int, str]]) -> None:
    assert list(log.join_wrapped_lines(wrapped, separator, ("INFO",))) == expected
