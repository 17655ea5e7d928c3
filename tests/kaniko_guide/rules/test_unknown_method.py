from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

NOT_CALLED = "`push` is a method; without parentheses Groovy looks for a property of that name, which does not exist."
FOUND = {
    "node { docker.push('a') }": [("1:15", "`docker` has no method `push`.")],
    "node { docker.withRegistry('a', 'b') }": [("1:15", "`docker.withRegistry` lacks its `{ … }`.")],
    'node { echo "${currentBuild.log}" }': [("1:29", "`currentBuild` has no property `log`.")],
    "node { def a = docker.build('b')\n a.push\n a.push('c')\n a.push() }": [("2:4", NOT_CALLED)],
    "def a\nnode { a = docker.image('b')\n a.pull }": [("3:4", NOT_CALLED.replace("push", "pull"))],
    "def buildImage() { }\nnode { buildimage() }": [("2:8", "There is no method `buildimage`.")],
}
PARAMETERS = "properties([parameters([string(name: 'IMAGE_TAG', defaultValue: 'a')])])\n"
FOUND |= {
    PARAMETERS + "node { echo params.IMAGETAG }": [
        ("2:20", "There is no parameter `IMAGETAG`; `params.IMAGETAG` is `null`.")
    ],
}
NOT_FOUND = (
    PARAMETERS + "node { echo params.IMAGE_TAG + params.OTHER + params.toString() }",
    "node { echo params.IMAGETAG }",
    "node { docker.withRegistry('a') { docker.build('b').push() }\n docker.image('c').inside { sh 'd' } }",
    "node { docker.withRegistry('a', 'b', body) }",
    "def docker = a()\nnode { docker.push('a') }",
    "node { def a = docker.image('b')\n echo a.id\n def c = a.&push\n a.push 'd' }",
    "node { def a = docker.image('b')\n [[tag: 'c']].each { a -> echo a.tag } }",
    "node { a = docker.image('b') }\nnode { for (a in c) { echo a.tag } }",
    "node { def a = b()\n a = docker.image('b')\n echo a.tag }",
    "node { echo \"${currentBuild.currentResult} ${currentBuild.rawBuild.log}\"\n currentBuild.result = 'A' }",
    "def buildImage() { }\nnode { buildImage() }",
    "@Library('a') _\ndef buildImage() { }\nnode { buildimage() }",
    "def echos() { }\nnode { echo 'a' }",
)


def test_found(tmp_path: Path) -> None:
    for index, (text, expected) in enumerate(FOUND.items()):
        with check(text):
            found = findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "unknown-method")
            assert [line.split(" ", 1) for line in found] == [
                [f"Jenkinsfile:{place}", message] for place, message in expected
            ]


def test_not_found(tmp_path: Path) -> None:
    for index, text in enumerate(NOT_FOUND):
        with check(text):
            assert findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "unknown-method") == []


def test_methods_of_a_loaded_script(tmp_path: Path) -> None:
    script = "def build() {\n  sh 'make'\n}\ndef test = { sh 'b' }\nreturn this\n"
    for code, found in {
        "g = load 'ci/script.groovy'\ng.deploy()": "Jenkinsfile:2:3 `ci/script.groovy` does not define `deploy`.",
        "def g = load('script.groovy')\ng.build()\ng.test()\ng.toString()": None,
        "g = load 'other.groovy'\ng.deploy()": None,
        "g = load 'script.groovy'\ng = b\ng.deploy()": None,
    }.items():
        files = {"Jenkinsfile": code, "script.groovy": script}
        assert findings_in(tmp_path, files, "unknown-method") == ([] if found is None else [found]), code
    assert findings_in(tmp_path, {"a.groovy": script.replace("'make'", "'make")}, "groovy-syntax") != []


def test_methods_of_an_image(tmp_path: Path) -> None:
    for code, found in {
        "docker.image('a').pushh()": "1:19 `docker.image` has no method `pushh`.",
        "def i = docker.build('a')\ni.Push()": "2:3 `docker.image` has no method `Push`.",
        "i = docker.build('a')\ni.push('b')\ndocker.image('a').inside { id() }": None,
        "docker.build('a').with { push() }": None,
    }.items():
        lines = findings_in(tmp_path, {"Jenkinsfile": code}, "unknown-method")
        assert [line.startswith(f"Jenkinsfile:{found}") for line in lines] == [True] * (found is not None), code
