"""Values of expressions that are known without running the pipeline."""

from __future__ import annotations

import pytest

from tests.kaniko_guide.sources.pipelines import read, steps


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ('"echo ${env.TAG}"', "echo ${env.TAG}"),
        ('"echo $TAG.name end"', "echo $TAG.name end"),
        ("command", "${command}"),
        ("'echo ' + command()", "echo ${command()}"),
        ("readFile('run.sh').trim()", "${readFile('run.sh').trim()}"),
        ("x ? 'a' : 'b'", "${x ? 'a' : 'b'}"),
    ],
)
def test_unknown_values_are_kept_as_written(script: str, text: str) -> None:
    assert steps(f"node {{ sh {script} }}") == [(text, None, None, False)]


@pytest.mark.parametrize(
    "before",
    [
        "def c = 'a'\nc = 'b'",
        "def c\nif (x) { c = 'a' }",
        "def c = 'a'\nc += 'b'",
        "for (c in ['a']) { }",
        "def f(c) { }\nc = 'a'",
        "withEnv(['c=b']) { }\nc = 'a'",
        "{ c -> c }\nc = 'a'",
    ],
)
def test_variable_with_several_values_is_unknown(before: str) -> None:
    assert steps(f'{before}\nnode {{ sh "${{c}}" }}')[-1] == ("${c}", None, None, False)


def test_text_in_a_string_keeps_its_position() -> None:
    value = 'node {\n    sh """\n        echo \\"hi\\" \\\\\n          there\n    """.stripIndent()\n}\n'
    (step,) = read(value).steps
    script = step.script.text
    place = script.value.index("there")
    assert (script.position(place).line, script.position(place).column) == (4, 11)
