"""The tokenizer; `../test_against_groovy.py` compares it with Groovy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.sources import jenkinsfile
from kaniko_guide.sources.groovy import tokens
from kaniko_guide.sources.groovy import tree as groovy_tree
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.sources.groovy.tokens import Item

TRICKY = st.lists(
    st.sampled_from(
        [
            *(
                "'",
                "'''",
                '"',
                '"""',
                "/",
                "$/",
                "/$",
                "$",
                "${",
                "}",
                "{",
                "(",
                ")",
                "[",
                "]",
                "\\",
                "\\\\",
                "\\u0041",
            ),
            *("\\u", "\n", "\r\n", "\r", " ", "sh", "if", "else", "def", "=", "+", ",", ":", ";", "->", ".", "x", "1"),
            *(
                "//",
                "/*",
                "*/",
                "@A",
                "case",
                "stage",
                "container",
                "podTemplate",
                "yaml",
                "stripIndent",
                "镜",
                "😀",
                "#",
            ),
        ]
    ),
    max_size=60,
).map("".join)


def read(value: str) -> tokens.Code:
    return tokens.read(Text(value, Source("Jenkinsfile", value)))


def strings(item: Item) -> Iterator[tokens.String]:
    inside = item.items if isinstance(item, tokens.Group) else ()
    if isinstance(item, tokens.String):
        yield item
        inside = tuple(part for part in item.parts if isinstance(part, tokens.Group))
    for inner in inside:
        yield from strings(inner)


@given(st.text() | TRICKY)
def test_any_text_is_tokenized(value: str) -> None:
    code = read(value)
    tree = groovy_tree.statements(code)
    assert not (code.problems and tree)
    for problem in code.problems:
        assert 0 <= problem.where.origin(0) <= len(value)
        assert problem.message.en
        assert problem.message.zh
    jenkinsfile.read(Text(value, Source("Jenkinsfile", value)))


@given(st.text() | TRICKY)
def test_every_character_of_a_string_has_its_position(value: str) -> None:
    code = read(value)
    for literal in strings(code.root):
        for part in literal.parts:
            if isinstance(part, tokens.Group):
                continue
            characters, offset = part
            for index, character in enumerate(characters):
                at = code.text.origin(offset + (index if len(characters) > 1 else 0))
                assert value[at] == character or value[at] in "\\$\r", (value, part)


def test_syntax_error_has_position_and_message() -> None:
    for value, line, column, words in [
        ("node {\n  sh 'id\n}\n", 2, 6, "is not closed on its line"),
        ('sh """\nid\n', 1, 4, "is not closed"),
        ("sh 'a\\d'", 1, 6, "no escape `\\d`"),
        ('sh "$5"', 1, 5, "must be followed by a name"),
        ("// C:\\users", 1, 6, "four hexadecimal digits"),
        ("/* a", 1, 1, "is not closed by `*/`"),
        ("a {\n  b(\n}\n", 3, 1, "`(` in line 2 must be closed by `)`"),
        ("a {\n", 1, 3, "`{` is not closed by `}`"),
        ("a }", 1, 3, "Unexpected `}`: no bracket is open"),
        ("a # b", 1, 3, "does not allow `#`"),
        ('x = "${\n1}"', 1, 5, "is not closed on its line"),
        ("x = (1\n/ 2)", 2, 1, "can't start with `/`"),
    ]:
        with check(f"{value}, {line}"):
            problems = read(value).problems
            assert [(problem.where.position().line, problem.where.position().column) for problem in problems] == [
                (line, column)
            ]
            assert words in problems[0].message.en


def test_deep_nesting_is_no_error_but_not_read() -> None:
    code = read("a" + "(" * 60 + ")" * 60)
    (entry,) = code.unread
    assert entry.where.position().column == 52
    assert "nested more than 50 levels deep" in entry.message.en
    assert code.problems == ()
    assert read("a" + "(" * 50 + ")" * 50).unread == ()


def test_every_error_in_strings_is_reported() -> None:
    problems = read("sh \"$1 $2\"\nsh '\\q'").problems
    assert [problem.where.position().line for problem in problems] == [1, 1, 2]


def test_brace_at_line_start_is_an_error() -> None:
    found = jenkinsfile.read(Text("node {\n  { sh 'id' }\n}\n", Source("Jenkinsfile", "node {\n  { sh 'id' }\n}\n")))
    assert [problem.where.position().line for problem in found.problems] == [2]
    assert found.steps == ()


def test_crlf_line_ends_are_read() -> None:
    value = "node {\r\n  sh '''a\r\nb'''\r\n}\r\n"
    found = jenkinsfile.read(Text(value, Source("Jenkinsfile", value)))
    assert [step.script.text.value for step in found.steps] == ["a\nb"]
    script = found.steps[0].script.text
    assert (script.position(0).line, script.position(0).column) == (2, 9)
    assert (script.position(2).line, script.position(2).column) == (3, 1)


@pytest.mark.parametrize("quotes", ['"""', "'''"])
@pytest.mark.parametrize("opener", ["sh ", "sh(script: ", "yaml ", "sh("])
def test_the_string_that_was_never_closed_is_the_problem(quotes: str, opener: str) -> None:
    code = f"sh {quotes}\necho $(a)\n}}\nstage('b') {{\n{opener}{quotes}\necho 'c\n{quotes})\n"
    (problem,) = tokens.read(Text.canonical(Source("Jenkinsfile", code))).problems
    assert problem.where.value == quotes
    assert problem.where.position().line == 1
    assert problem.template is tokens.UNTERMINATED_STRING


def test_a_closed_string_is_not_the_problem() -> None:
    code = 'sh """\necho a\n"""\nx = [1\nsh """\necho b\n"""\n'
    (problem,) = tokens.read(Text.canonical(Source("Jenkinsfile", code))).problems
    assert problem.where.value == "["
