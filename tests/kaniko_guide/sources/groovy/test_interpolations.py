"""Interpolations in scripts, with generated code; the tests of the rules have single cases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide.sources.groovy import interpolations
from kaniko_guide.sources.groovy import tokens as groovy
from kaniko_guide.text import Source, Text

VARIABLES = {"${a}": "a", "$b": "b", "${env.c}": "c", "${ d }": "d"}
WORDS = st.sampled_from([*VARIABLES, "\\${e}", "\\$f", "${g.h}", "${i()}", "x", "'", '\\"', "\n", "{", ")"])


@given(st.text() | st.text("$sh \"'{}()[]:=.\n"))
def test_any_text_is_read(code: str) -> None:
    tokens = groovy.read(Text.canonical(Source("Jenkinsfile", code)))
    interpolations.names_in_groovy(tokens)
    assert all(found.text.value in found.string.value for found in interpolations.find_interpolations(tokens))


@given(st.lists(WORDS))
def test_interpolated_variables_are_found_in_order(words: list[str]) -> None:
    script = " ".join(words)
    code = f'withCredentials([string(variable: \'a\')]) {{\nsh """ {script} """\n}}'
    found = interpolations.find_interpolations(groovy.read(Text.canonical(Source("Jenkinsfile", code))))
    expected = [word for word in words if word in VARIABLES]
    assert [interpolation.text.value for interpolation in found] == expected
    assert [(interpolation.name, interpolation.secret) for interpolation in found] == [
        (VARIABLES[word], VARIABLES[word] == "a") for word in expected
    ]
