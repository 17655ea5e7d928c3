"""Findings of ShellCheck in a Jenkinsfile are at the characters that ShellCheck pointed at, through every escape."""

from __future__ import annotations

import csv
import hashlib
import re

import pytest

from kaniko_guide.linters import messages
from kaniko_guide.linters.messages import LinterMessage
from kaniko_guide.text import Source, Text
from lab import linter_positions
from tests.kaniko_guide.linters.installed import program
from tests.support import DATA, RECORDED

ESCAPES = DATA / "linters" / "escapes.Jenkinsfile"
RECORD = RECORDED / "linter-positions.tsv"


def read(text: str) -> Source:
    """A Jenkinsfile."""
    return Source("Jenkinsfile", text)


@pytest.mark.tool
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_positions_of_scripts_with_escapes(line_end: str) -> None:
    source = read(ESCAPES.read_text("utf-8").replace("\n", line_end))
    count = linter_positions.check(source, program("shellcheck"))
    assert count.wrong == []
    assert (count.steps, count.findings, count.left_out) == (20, 36, 0)


@pytest.mark.tool
@pytest.mark.parametrize("shift", [-1, 1])
def test_a_wrong_position_is_noticed(monkeypatch: pytest.MonkeyPatch, shift: int) -> None:
    finding = messages.finding

    def shifted(linter: str, message: LinterMessage, text: Text, *, in_step: bool) -> object:
        moved = LinterMessage(message.code, message.level, message.text, message.start + shift, message.end + shift)
        return finding(linter, moved, text, in_step=in_step)

    monkeypatch.setattr(messages, "finding", shifted)
    count = linter_positions.check(read("sh 'ls $a'\nsh \"echo \\$b \\$c\""), program("shellcheck"))
    assert (count.findings, len(count.wrong)) == (3, 3)


@pytest.mark.parametrize(
    ("written", "quote", "text"),
    [
        (r"a\'\"\\\$b", "'", "a'\"\\$b"),
        (r"\n\t\r\b\f", '"', "\n\t\r\b\f"),
        ("\\u0041\\uu0042\\101\\60", "'''", "ABA0"),
        ("a\\\nb\\\r\nc\r\nd", '"""', "abc\nd"),
        (r"\n\/", "/", r"\n/"),
        (r"$$a$/\n", "$/", r"$a/\n"),
    ],
)
def test_unescape(written: str, quote: str, text: str) -> None:
    assert linter_positions.unescape(written, quote, 99) == text
    assert linter_positions.unescape(written, quote, 1) == text[0]


def test_the_record_of_public_steps_is_whole() -> None:
    with RECORD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert sum(int(row["steps"]) for row in rows) >= 300
    for row in rows:
        assert re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+/blob/" + row["commit"] + r"/\S+", row["url"])
        assert re.fullmatch(r"[0-9a-f]{64}", row["sha256"])
        assert row["right"] == row["findings"]
    assert len({row["url"] for row in rows}) == len(rows)
    assert len({row["url"].split("/blob/")[0] for row in rows}) >= 20


@pytest.mark.tool
def test_a_file_has_a_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    program("shellcheck")
    digest = hashlib.sha256(ESCAPES.read_bytes()).hexdigest()
    assert linter_positions.main([str(ESCAPES)]) == 0
    assert capsys.readouterr().out == f"{ESCAPES}\t{digest}\t20\t36\t36\t0\n"
    monkeypatch.setattr(linter_positions, "_difference", lambda *_: "wrong")
    assert linter_positions.main([str(ESCAPES)]) == 1
    assert capsys.readouterr().err.startswith(f"{ESCAPES}:9:24 SC2086: wrong\n")
