"""The syntax tree; `../test_against_groovy.py` compares its strings with those of Groovy."""

from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.sources.groovy import tokens, tree
from kaniko_guide.sources.groovy.tree import Call, Closure, ListOrMap, Literal, Name, OperatorChain, Property
from kaniko_guide.text import Source, Text


def read(value: str) -> tuple[tree.Statement, ...]:
    code = tokens.read(Text(value, Source("Jenkinsfile", value)))
    assert code.problems == ()
    return tree.statements(code)


def single_statement(value: str) -> tree.Statement:
    (statement,) = read(value)
    return statement


def test_kinds_of_statements() -> None:
    for value, keyword, name in [
        ("def x = 1", "def", "x"),
        ("String x = 'a'", "def", "x"),
        ("x = 1", "=", "x"),
        ("env.X = 'a'", "=", "X"),
        ("def build(a) { }", "method", "build"),
        ("if (x) { }", "if", None),
        ("return x", "return", None),
        ("import a.b", "import", None),
        ("class A { }", "class", None),
        ("{ -> x }", "", None),
        ("sh 'id'", "", None),
        ("if_ 'x'", "", None),
    ]:
        with check(f"{value}, {keyword}"):
            statement = single_statement(value)
            assert (statement.keyword, statement.name) == (keyword, name)
            assert value[statement.start : statement.end] == value


def test_kinds_of_expressions() -> None:
    for value, kind in [
        ("x", Name),
        ("'x'", Literal),
        ("1", Literal),
        ("x.y", Property),
        ("x()", Call),
        ("x y", Call),
        ("x { }", Call),
        ("[x]", ListOrMap),
        ("[x: y]", ListOrMap),
        ("{ -> x }", Closure),
        ("x + y", OperatorChain),
        ("x ? y : z", OperatorChain),
    ]:
        with check(f"{value}, {kind}"):
            (node,) = single_statement(value).values
            assert type(node) is kind
            assert value[node.start : node.end] == value


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ("a\nb", 2),
        ("a; b", 2),
        ("a(\n1\n)", 1),
        ("x = 1 +\n2", 1),
        ("a\n.b()", 1),
        ("a 'b',\n'c'", 1),
        ("// a\n", 0),
    ],
)
def test_end_of_statement(value: str, count: int) -> None:
    assert len(read(value)) == count


def test_call_has_arguments_and_closure() -> None:
    value = "steps.sh(script: 'a', 'b') { x -> c }"
    (call,) = single_statement(value).values
    assert isinstance(call, Call)
    assert (call.name, value[call.name_start :][:2]) == ("sh", "sh")
    assert isinstance(call.receiver, Name)
    assert [(part.name, type(part.value)) for part in call.arguments] == [
        ("script", Literal),
        (None, Literal),
        (None, Closure),
    ]
    (closure,) = tree.outermost_closures([call])
    assert closure.parameters == ("x",)
    assert len(closure.body) == 1


def test_child_nodes_include_interpolations_but_not_closure_bodies() -> None:
    (call,) = single_statement('a("${b}", c) { d }').values
    inside = [*tree.child_nodes(call)]
    assert [type(node) for node in inside] == [Literal, Name, Closure]
    (interpolated,) = tree.child_nodes(inside[0])
    assert isinstance(interpolated, Name)
    assert interpolated.value == "b"
    assert list(tree.child_nodes(inside[2])) == []


@pytest.mark.parametrize(("value", "single"), [("${a}", True), ("${a; b}", False), ("${-> a}", False), ("${}", False)])
def test_interpolated_expression_is_single(value: str, *, single: bool) -> None:
    (literal,) = single_statement(f'"{value}"').values
    assert isinstance(literal, Literal)
    assert isinstance(literal.item, tokens.String)
    (group,) = (part for part in literal.item.parts if isinstance(part, tokens.Group))
    assert (tree.interpolated_expression(group) is not None) is single
