from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide.analysis.groovy_variables import (
    groovy_variables,
    is_visible,
    may_define_anything,
    names_for_the_shell,
)
from kaniko_guide.sources import jenkinsfile
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Jenkinsfile


def pipeline(code: str) -> Jenkinsfile:
    return jenkinsfile.read(Text.canonical(Source("Jenkinsfile", code)))


def test_variables_are_visible_in_their_scope() -> None:
    for code, visible in [
        ("def a = 1\nHERE", {"a"}),
        ("a = 1\nHERE", {"a"}),
        ("HERE\na = 1", {"a"}),
        ("HERE\ndef a = 1", set()),
        ("def f(a) {\nHERE\n}", {"a"}),
        ("def f(a) {\n}\nHERE", set()),
        ("['x'].each { a ->\nHERE\n}", {"a"}),
        ("['x'].each {\nHERE\n}", {"it"}),
        ("node {\nHERE\n}", set()),
        ("node {\ndef a = 1\n}\nHERE", set()),
        ("env.A = '1'\nHERE", set()),
        ("pipeline {\nenvironment {\nA = '1'\n}\n}\nHERE", set()),
    ]:
        with check(f"{code}, {visible}"):
            found = pipeline(code.replace("HERE", "here()"))
            where = found.text.cut(code.index("HERE"))
            names = {variable.name for variable in groovy_variables(found)} - {"f"}
            assert {name for name in names if is_visible(found, name, where)} == visible


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("withEnv(['A=1']) { }", {"A"}),
        ("string(name: 'A', defaultValue: '')", {"A"}),
        ("echo env.A\necho params.B", {"A", "B"}),
        ("environment {\nA = credentials('id')\n}", {"A", "A_USR", "A_PSW"}),
    ],
)
def test_names_that_the_shell_may_have(code: str, names: set[str]) -> None:
    assert names <= names_for_the_shell(pipeline(code))


@pytest.mark.parametrize("code", ["sh 'A=1'", "sh script: 'A=1'", "sh(script: 'A=1')"])
def test_what_a_script_assigns_is_not_set_for_others(code: str) -> None:
    assert "A" not in names_for_the_shell(pipeline(code))


@pytest.mark.parametrize(
    ("code", "anything"),
    [
        ("@Library('a') _", True),
        ("load 'a.groovy'", True),
        ("withEnv(names) { }", True),
        ('withEnv(["$name=1"]) { }', True),
        ("withEnv(['A=1']) { }", False),
        ("def a = 1\nsh 'ls'", False),
    ],
)
def test_code_outside_the_file_may_define_anything(code: str, *, anything: bool) -> None:
    assert may_define_anything(pipeline(code)) is anything
