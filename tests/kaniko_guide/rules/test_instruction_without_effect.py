from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, instructions: str) -> list[str]:
    return findings_in(directory, {"Dockerfile": f"FROM alpine:3.22\n{instructions}\n"}, "instruction-without-effect")


@pytest.mark.parametrize(
    ("instructions", "place", "message"),
    [
        ("RUN cd /src\nRUN make", "2:5", "`cd /src` only lasts until the end of this `RUN`"),
        ("RUN git clone https://example.com/a && cd a\nRUN make", "2:40", "`cd a` only lasts"),
        ("RUN export A=b", "2:5", "The variable that `export A=b` sets only lasts"),
        (
            "RUN . /venv/bin/activate\nRUN pip install a",
            "2:5",
            "The variables that `. /venv/bin/activate` sets, such as",
        ),
        (
            "RUN python -m venv /v && source /v/bin/activate\nRUN pip install a",
            "2:26",
            "The variables that `source /v/bin/activate` sets, such as",
        ),
        ("RUN umask 077\nRUN touch a", "2:5", "`umask 077` only lasts until the end of this `RUN`."),
        ("RUN service mysql start", "2:5", "The service that `service mysql start` starts ends with this `RUN`"),
        ("CMD a\nCMD b", "2:1", "This `CMD` is replaced by the one on line 3."),
        ('ENTRYPOINT ["a"]\nUSER b\nENTRYPOINT ["c"]', "2:1", "This `ENTRYPOINT` is replaced by the one on line 4."),
    ],
)
def test_without_effect(tmp_path: Path, instructions: str, place: str, message: str) -> None:
    (line,) = findings(tmp_path, instructions)
    assert line.startswith(f"Dockerfile:{place} ")
    assert message in line


@pytest.mark.parametrize(
    "instructions",
    [
        "WORKDIR /src\nRUN make",
        "RUN cd /src && make\nRUN make install",
        "RUN cd /src && make && cd /app\nRUN make",
        "RUN cd /src",
        "RUN if [ -d a ]; then cd a; fi\nRUN make",
        "RUN export A=b && make\nRUN make",
        "RUN . /venv/bin/activate && pip install a\nRUN make",
        "RUN . /venv/bin/activate",
        "RUN . ./install.sh\nRUN make",
        "RUN umask 077 && touch a\nRUN make",
        "RUN service mysql start && mysql -e 'create database a'",
        "RUN <<EOF\ncd /src\nEOF\nRUN make",
        'RUN ["cd", "/src"]\nRUN make',
        "CMD a\nFROM alpine:3.22\nCMD b",
        "ENTRYPOINT a\nCMD b",
    ],
)
def test_with_effect(tmp_path: Path, instructions: str) -> None:
    assert findings(tmp_path, instructions) == []


def test_an_argument_in_front_of_the_first_from(tmp_path: Path) -> None:
    message = "`ARG V` in front of the first `FROM` only sets it for `FROM`; here `V` is empty."
    cases = {
        'FROM alpine:$V\nRUN echo "$V" && echo $V\nRUN echo $V': 3,
        "FROM node:$V\nWORKDIR /a\nCOPY a-${V}.txt .": 4,
        "FROM alpine:$V AS a\nFROM a\nLABEL a=$V": 4,
        "FROM alpine:$V\nARG V\nRUN echo $V": 0,
        "FROM alpine:$V AS a\nARG V\nFROM a\nRUN echo $V": 0,
        "FROM alpine:$V\nENV V=2\nRUN echo $V": 0,
        "FROM alpine:$V\nRUN V=2; echo $V": 0,
        "FROM alpine:$V\nRUN echo '$V' \\$V": 0,
        "FROM alpine:$V\nRUN echo ${V:-1}": 0,
        'FROM alpine:$V\nRUN ["echo", "$V"]': 0,
        "FROM alpine:$V\nCMD echo $V": 0,
    }
    for number, (text, line) in enumerate(cases.items()):
        files = {"Dockerfile": f"ARG V=3.22\n{text}\n"}
        found = findings_in(tmp_path / str(number), files, "instruction-without-effect")
        assert found == ([f"Dockerfile:{line}:1 {message}"] if line else []), text
    files = {"Dockerfile": "ARG NODE_VERSION=20\nFROM node:$NODE_VERSION\nRUN echo $NODE_VERSION\n"}
    assert findings_in(tmp_path / "image", files, "instruction-without-effect") == []
