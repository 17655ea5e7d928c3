from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, script: str, before: str = "", after: str = "") -> list[str]:
    text = f'{before}\nnode {{ sh """\n{script}\n""" }}\n{after}\n'
    return findings_in(directory, {"Jenkinsfile": text}, "groovy-interpolation")


@pytest.mark.parametrize(
    ("script", "place"),
    [
        ("for i in 1 2; do\n echo ${i}\ndone", "4:7"),
        ("for i in 1 2; do\n echo $i\ndone", "4:7"),
        ("for i in 1 2; do echo ${i}; done", "3:23"),
        ("i=1; echo ${i}", "3:11"),
        ("i=\\$(date)\necho ${i}", "4:6"),
        ("export i=1\necho ${i}", "4:6"),
        ("echo a | while read i; do\n echo ${i}\ndone", "4:7"),
        ("i=1\nif true; then\n echo '${i}'\nfi", "5:8"),
    ],
)
def test_variable_of_the_script(tmp_path: Path, script: str, place: str) -> None:
    expected = f"Jenkinsfile:{place} `i` is set by the script, but Groovy replaces it first and has no such variable."
    assert findings(tmp_path, script) == [expected]


@pytest.mark.parametrize(
    "script",
    [
        "i=1\necho \\${i}",
        "i=1\necho \\$i",
        "echo ${i}",
        "echo ${i}\ni=1",
        "i=${i}\necho ${i}",
        'i="a ${i}"; echo ${i}',
        "i=1\necho ${env.i}",
        "i=1\necho ${i.size()}",
        "i=1\necho ${params.i}",
    ],
)
def test_intended_or_unknown_interpolation(tmp_path: Path, script: str) -> None:
    assert findings(tmp_path, script) == []


@pytest.mark.parametrize(
    "before",
    [
        "def i = 1",
        "properties([parameters([string(name: 'i')])])",
        "String m(i) { i }",
        "env.i = 1",
        "withEnv(['i=1']) { }",
        "[1].each { i -> echo 'a' }",
    ],
)
def test_name_defined_in_groovy(tmp_path: Path, before: str) -> None:
    assert findings(tmp_path, "i=1\necho ${i}", before) == []


def test_other_script_sets_it(tmp_path: Path) -> None:
    assert findings(tmp_path, "echo ${i}", after="node { sh 'i=1' }") == []


def test_single_quotes(tmp_path: Path) -> None:
    text = "node { sh '''\ni=1\necho ${i}\n''' }\n"
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "groovy-interpolation") == []
