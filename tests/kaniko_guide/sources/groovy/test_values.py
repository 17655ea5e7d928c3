"""Values of expressions that are known without running the pipeline."""

from __future__ import annotations

import pytest
from pytest_check import check

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


def test_characters_that_stand_for_an_unknown_value() -> None:
    for script, unknown in [
        ("'echo ${TAG}'", ""),
        ('"echo \\${TAG} ${TAG}"', "${TAG}"),
        ('"echo $TAG.name end"', "$TAG.name"),
        ("'echo ' + command() + ' end'", "${command()}"),
        ('"""\n  a\n  $b\n""".stripIndent().trim()', "$b"),
        ('"a${x}${y}"', "${x}${y}"),
        ("'a' + true", "true"),
        ("command", "${command}"),
        ('def x = "b"\nsh "a $x $y"', "$y"),
    ]:
        with check(f"{script}, {unknown}"):
            code = script if "sh " in script else f"sh {script}"
            (step,) = read(f"node {{ {code} }}").steps
            text = step.script.text
            origins = [text.origin(offset) for offset in range(len(text))]
            found = [any(start <= origin < end for start, end in step.run_time) for origin in origins]
            assert "".join(character for character, inside in zip(text.value, found, strict=True) if inside) == unknown
            assert step.exact == (not unknown)
