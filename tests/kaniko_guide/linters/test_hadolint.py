"""What hadolint says of a Dockerfile, at its instruction."""

from __future__ import annotations

import pytest

from kaniko_guide.linters import hadolint
from kaniko_guide.linters.programs import LinterError
from tests.kaniko_guide.linters.installed import program

DOCKERFILE = "FROM debian\nRUN ls \\\n  $a\n\n  MAINTAINER x\n# hadolint ignore=DL3020\nADD a b\n"


@pytest.mark.tool
def test_messages_are_at_their_instruction() -> None:
    messages, without_place = hadolint.read(DOCKERFILE, hadolint.run(program("hadolint"), DOCKERFILE))
    assert [(message.code, DOCKERFILE[message.start : message.end]) for message in messages] == [
        ("DL3006", "FROM"),
        ("SC2086", "RUN"),
        ("DL4000", "MAINTAINER"),
    ]
    assert without_place == []


@pytest.mark.tool
def test_a_dockerfile_that_it_does_not_read() -> None:
    text = "FROM debian\nRUNN ls\n"
    messages, _ = hadolint.read(text, hadolint.run(program("hadolint"), text))
    assert [message.code for message in messages] == [hadolint.NOT_PARSED]


def test_a_line_that_does_not_exist_is_counted() -> None:
    output = b'[{"code": "DL3006", "column": 1, "file": "-", "level": "error", "line": 9, "message": "a"}]'
    assert hadolint.read("FROM a", output) == ([], ["DL3006"])


@pytest.mark.parametrize("output", [b"", b"{}", b"[{}]", b"\xff", b"null"])
def test_output_that_is_not_hadolints_is_an_error(output: bytes) -> None:
    with pytest.raises(LinterError, match="the output of hadolint can't be read"):
        hadolint.read("FROM a", output)
