"""A text keeps the position of each character, through section markers, cuts and decoded escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide.text import Position, Source, Text, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

LINES = st.lists(
    st.sampled_from(["", "a: 1", "  # --8<-- [start:pod]", "// --8<-- [end:pod]", '# --8<-- "file"', "中文", "x\r"]),
    max_size=8,
)


def test_canonical_text_has_no_marker_lines_and_keeps_line_numbers() -> None:
    source = Source("Jenkinsfile", "one\n  // --8<-- [start:pod]\ntwo\n# --8<-- [end:pod]\nthree")
    text = Text.canonical(source)
    assert text.value == "one\ntwo\nthree"
    assert text.position(text.value.index("two")) == Position(3, 1)
    assert text.position(text.value.index("three") + 2) == Position(5, 3)
    assert text.end == Position(5, 6)


@given(LINES)
def test_origin_of_every_character_of_a_canonical_text(lines: list[str]) -> None:
    source = Source("f", "\n".join(lines))
    text = Text.canonical(source)
    assert all(source.text[text.origin(offset)] == text.value[offset] for offset in range(len(text)))
    assert "[start:pod]" not in text.value
    assert [line for line in text.value.split("\n") if line] == [
        line for line in lines if line and "[start" not in line and "[end" not in line
    ]


@given(LINES, st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_cut_is_the_same_as_slicing(lines: list[str], a: int, b: int, c: int, d: int) -> None:
    text = Text.canonical(Source("f", "\n".join(lines)))
    start, stop = min(a, b, len(text)), min(b, len(text))
    inner = text.cut(start, stop)
    low, high = min(c, d, len(inner)), min(d, len(inner))
    cut = inner.cut(low, high)
    assert cut.value == text.value[start:stop][low:high]
    assert [cut.origin(i) for i in range(len(cut))] == [text.origin(start + low + i) for i in range(len(cut))]


def test_text_rebuilt_from_its_pieces_is_the_same() -> None:
    text = Text.canonical(Source("f", "a\n# --8<-- [start:x]\nb"))
    again = Text.build(text.source, text.pieces())
    assert (again.value, again.starts, again.origins) == (text.value, text.starts, text.origins)


def test_decoded_escape_has_the_position_of_its_backslash() -> None:
    source = Source("f", r"'a\tb'")
    text = Text.build(source, [("a", 1), ("\t", 2), ("b", 4)])
    assert text.value == "a\tb"
    assert [text.position(i).column for i in range(3)] == [2, 3, 5]


def test_columns_count_characters_not_bytes() -> None:
    text = Text.canonical(Source("f", "中文: x"))
    assert text.position(4) == Position(1, 5)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("第一行\nok ".encode() + b"\xff", "line 2, column 4: found byte 0xff, expected UTF-8; save the file as UTF-8"),
        (None, "no such file or directory; check the path"),
    ],
)
def test_unreadable_file_is_named_with_its_reason(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "Dockerfile"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableError, match=reason) as raised:
        Source.read(path, "Dockerfile")
    assert raised.value.path == "Dockerfile"


def test_byte_order_mark_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert Source.read(path).text == "a: 1\n"
