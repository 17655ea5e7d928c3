from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {
    "node {\n  def a = new JsonSlurper().parseText('{}')\n  def b = new JsonSlurper()\n}": [
        ("2:15", "`JsonSlurper` is not imported.")
    ],
    "node { echo JsonOutput.toJson([a: 1]) }": [("1:13", "`JsonOutput` is not imported.")],
    "import java.time.LocalDate\nnode { x = Pattern.compile('a') }": [("2:12", "`Pattern` is not imported.")],
}
NOT_FOUND = (
    "import groovy.json.JsonSlurper\nnode { def a = new JsonSlurper() }",
    "import groovy.json.*\nnode { echo JsonOutput.toJson([a: 1]) }",
    "node { def a = new groovy.json.JsonSlurper() }",
    "class Pattern { }\nnode { def a = new Pattern() }",
    "node { echo 'JsonOutput.toJson'\n def a = new Date() }",
    "node { stage('Pattern') { checkout a: Pattern } }",
)


def test_found(tmp_path: Path) -> None:
    for index, (text, expected) in enumerate(FOUND.items()):
        with check(text):
            found = findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "missing-import")
            assert [line.split(" ", 1) for line in found] == [
                [f"Jenkinsfile:{place}", message] for place, message in expected
            ]


def test_not_found(tmp_path: Path) -> None:
    for index, text in enumerate(NOT_FOUND):
        with check(text):
            assert findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "missing-import") == []
