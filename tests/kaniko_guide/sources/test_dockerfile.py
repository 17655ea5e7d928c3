from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.sources import dockerfile
from kaniko_guide.text import Position, Source, Text
from tests.support import RECORDED, executed_lines

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Dockerfile, Instruction

EXECUTORS = ("google-v1.24.0", "osscontainertools-v1.28.3")


def read(content: str) -> Dockerfile:
    return dockerfile.read(Text.canonical(Source("Dockerfile", content)))


def single_instruction(content: str) -> Instruction:
    (instruction,) = read(content).instructions
    return instruction


def words(content: str) -> list[list[str]]:
    return [
        [instruction.keyword, *(word.value for word in instruction.arguments)]
        for instruction in read(content).instructions
    ]


def test_instructions() -> None:
    for content, expected in [
        ("FROM a\nCOPY b c\n", [["FROM", "a"], ["COPY", "b", "c"]]),
        ("from a as b", [["FROM", "a", "as", "b"]]),
        ("# FROM x\n\n  FROM a\n", [["FROM", "a"]]),
        ("FROM a \\\n  as b", [["FROM", "a", "as", "b"]]),
        ("FROM a\r\nCOPY b \\ \r\n c\r\n", [["FROM", "a"], ["COPY", "b", "c"]]),
        ("RUN a && \\\n# comment\n\n  b", [["RUN", "a", "&&", "b"]]),
        ("# escape=`\nFROM a `\n as b\nWORKDIR C:\\", [["FROM", "a", "as", "b"], ["WORKDIR", "C:\\"]]),
        ("# syntax=x/y:1\n# Escape = `\nFROM a `\n as b", [["FROM", "a", "as", "b"]]),
        ("# note\n# escape=`\nFROM a \\\n as b", [["FROM", "a", "as", "b"]]),
        ('COPY ["a b", "c\\"d"]', [["COPY", "a b", 'c"d']]),
        ("CMD []", [["CMD"]]),
        ("CMD [a, b]", [["CMD", "[a,", "b]"]]),
        ('CMD ["a", 1]', [["CMD", "[a,", "1]"]]),
        ("ENV A=\"x y\" B=z\\ q C='$D'", [["ENV", "A=x y", "B=z q", "C=$D"]]),
        ('COPY "a b" c', [["COPY", "a", "b", "c"]]),
        ("RUN a \\\\\nRUN b", [["RUN", "a", "\\"], ["RUN", "b"]]),
        ("ONBUILD COPY a b", [["ONBUILD", "COPY", "a", "b"]]),
    ]:
        with check(f"{content}, {expected}"):
            assert words(content) == expected


def test_flags_are_before_the_arguments() -> None:
    copy = single_instruction('COPY --from=build --chown=1:1 ["a", "b"]')
    assert [flag.value for flag in copy.flags] == ["--from=build", "--chown=1:1"]
    assert (copy.json, [word.value for word in copy.arguments]) == (True, ["a", "b"])
    run = single_instruction("RUN --mount=type=cache,target=/x \\\n  mvn --batch-mode package")
    assert [flag.value for flag in run.flags] == ["--mount=type=cache,target=/x"]
    assert [word.value for word in run.arguments] == ["mvn", "--batch-mode", "package"]


@pytest.mark.parametrize(
    ("word", "literal"), [("a", True), ("$A/b", False), ("${A}", False), ("*.jar", False), ("[ab]", False)]
)
def test_literal_words(word: str, *, literal: bool) -> None:
    assert single_instruction(f"COPY {word} b").arguments[0].literal is literal


def test_positions() -> None:
    _, copy = read('FROM a\n  COPY \\\n  # 注释\n    目标/*.jar \\\n   ["x"]').instructions
    assert copy.where.position() == Position(2, 3)
    assert [word.text.position() for word in copy.arguments] == [Position(4, 5), Position(5, 4)]


def test_heredocs() -> None:
    run, copy, last = read(
        "RUN <<A cat <<-'B' | x\none\nA\n\ttwo\n\tB\nCOPY <<C a <<\"D\" /x/\nC\nthree\nD\nCMD <<E\n"
    ).instructions
    assert [body.value for body in run.heredocs] == ["one\n", "\ttwo\n"]
    assert run.heredocs[1].position() == Position(4, 1)
    assert [body.value for body in copy.heredocs] == ["", "three\n"]
    assert last.heredocs == ()


def test_a_heredoc_with_white_space_before_its_delimiter() -> None:
    """As BuildKit's parser, v0.22.0, reads them."""
    run, copy, last = read("RUN cat > /a << 'A'\none\nA\nCOPY <<  -B /x\ntwo\n-B\nRUN a\n").instructions
    assert [body.value for body in run.heredocs] == ["one\n"]
    assert [word.value for word in copy.arguments] == ["<<  -B", "/x"]
    assert [body.value for body in copy.heredocs] == ["two\n"]
    assert last.heredocs == ()


def test_heredoc_of_an_onbuild_instruction() -> None:
    onbuild, last = read("ONBUILD COPY <<A /x\none\nA\nRUN a\n").instructions
    assert [body.value for body in onbuild.heredocs] == ["one\n"]
    assert last.keyword == "RUN"


@pytest.mark.parametrize("word", ["<<<A", '"<<A"', "<<$A", "<<- A"])
def test_no_heredoc(word: str) -> None:
    assert len(read(f"FROM x\nRUN a {word}\nRUN b").instructions) == 3


def test_problems() -> None:
    for content, position, text in [
        (
            "FROM a\n\nCOPPY b c",
            (3, 1),
            "dockerfile parse error on line 3: unknown instruction: COPPY (did you mean COPY?)",
        ),
        ("FROM a\nthisisnot b", (2, 1), "dockerfile parse error on line 2: unknown instruction: thisisnot"),
        ("ARG a\nRUN b", (2, 1), "parsing dockerfile: no build stage in current context"),
        ("", (1, 1), "parsing dockerfile: file with no instructions"),
        ("# only this\n\n", (1, 1), "parsing dockerfile: file with no instructions"),
        ("FROM a b", (1, 1), "line 1: FROM requires either one or three arguments"),
        ("FROM a\nCOPY b", (2, 1), "line 2: COPY requires at least two arguments"),
        ("FROM a\nWORKDIR", (2, 1), "line 2: WORKDIR requires exactly one argument"),
        ("FROM a\nRUN <<EOF\nb\n", (2, 5), "line 2: unterminated heredoc"),
        ("FROM a\nONBUILD COPPY b c", (2, 9), "unknown instruction: COPPY"),
        ("FROM a\nONBUILD FROM b", (2, 9), "FROM isn't allowed as an ONBUILD trigger"),
    ]:
        with check(f"{content}, {position}"):
            (problem,) = read(content).problems
            assert problem.where.position() == Position(*position)
            assert text in problem.message.en
            assert text in problem.message.zh


@pytest.mark.parametrize("executor", EXECUTORS)
@pytest.mark.parametrize(
    ("case", "content"),
    [
        ("h1-dockerfile-unknown-instruction", "FROM openjdk:21-jdk-slim\nWORKDIR /app\nCOPPY target/*.jar app.jar\n"),
        ("h2-dockerfile-no-from", "WORKDIR /app\n"),
        ("h3-dockerfile-empty", ""),
    ],
)
def test_errors_have_the_text_of_the_executor(executor: str, case: str, content: str) -> None:
    record = (RECORDED / "kaniko-runs" / executor / f"{case}.txt").read_text("utf-8")
    printed = next(line for line in record.splitlines() if line.startswith("error building image: "))
    (problem,) = read(content).problems
    assert problem.message.en.split("`")[1].removeprefix("parsing dockerfile: ") in printed


@given(st.text())
def test_reads_anything(content: str) -> None:
    read(content)


PARTS = [
    "FROM ",
    "RUN ",
    "COPY ",
    "ONBUILD ",
    "a",
    "--from=b ",
    "<<E",
    "\nE\n",
    "\\",
    "\n",
    "#",
    "[",
    '"',
    "'",
    "]",
    "\r",
]


@given(st.lists(st.sampled_from([*PARTS, "# escape=`\n", "`", "你", ","])).map("".join))
def test_reads_anything_that_looks_like_a_dockerfile(content: str) -> None:
    for found in read(content).instructions:
        assert found.keyword == found.where.value.upper()
        for word in (*found.flags, *found.arguments):
            start = word.text.origin(0)
            assert not word.text.value or content[start] == word.text.value[0]


@pytest.mark.slow
@pytest.mark.parametrize("line", ["RUN a \\\n", "RUN <<a\n", "COPY a b\n", "# a\n", "RUN " + "<<a " * 100 + "\n", "a "])
def test_executed_lines_grow_with_the_length(line: str) -> None:
    few = 4_000 // len(line)
    assert executed_lines(lambda: read(line * few * 8)) < 9 * executed_lines(lambda: read(line * few))


@pytest.mark.parametrize(
    ("content", "mark"),
    [
        ("{% if a %}\nFROM a:1\n{% endif %}\n", "{%"),
        ("FROM {{ base }}:{{ tag }}\n", "{{"),
        ("FROM a:1\nCOPY <%= source %> /a\n", "<%"),
        ("FROM a:1\nUSER {{user}}\n", "{{"),
    ],
)
def test_a_template_is_not_read(content: str, mark: str) -> None:
    found = read(content)
    assert (found.instructions, found.problems) == ((), ())
    assert [(entry.reason.name, entry.where.value) for entry in found.unread] == [("template", mark)]


def test_formats_of_go_are_no_template() -> None:
    content = 'FROM a:1\nRUN docker inspect --format \'{{.Id}}\' a\nCMD ["a", "{{.Id}}"]\nLABEL a={{b}}\n'
    found = read(content)
    assert len(found.instructions) == len(content.splitlines())
    assert found.unread == ()
