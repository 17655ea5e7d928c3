from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_that_can_not_be_read_raises_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text("pipeline {\n    steps {\n        sh 'id\n    }\n}\n", encoding="utf-8")
    (found,) = rules.check(project.read(tmp_path))
    assert found.render("en").startswith(
        "Jenkinsfile:3:12: error: The string that starts with ' is not closed on its line;"
    )
    assert found.render("zh").startswith("Jenkinsfile:3:12: error: 以 ' 开头的字符串没有在本行结束；")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("node {\n  echo 'a'\n", "1:6"),
        ("node {\n  sh 'sed s/\\.jar//'\n}\n", "2:13"),
        ("node {\n  echo(')'\n}\n", "3:1"),
        ("<<<<<<< HEAD\npipeline {\n=======\nnode {\n>>>>>>> b\n}\n", "1:1"),
        ("a()\n<<<<<<< HEAD\nif (b) {\n=======\nif (c) {\n>>>>>>> d\n}\n", "2:1"),
    ],
)
def test_found(tmp_path: Path, text: str, place: str) -> None:
    lines = findings_in(tmp_path, {"Jenkinsfile": text}, "groovy-syntax")
    assert [line.partition(" ")[0] for line in lines] == [f"Jenkinsfile:{place}"]


@pytest.mark.parametrize(
    "text",
    [
        "node {\n  sh '{ ( [ \" \\\\ '\n}\n",
        "node {\n  sh '''it's\n{\n'''\n}\n",
        "node { // {\n  echo \"${[1, 2].join('}')}\"\n  /* ( */\n}\n",
        "node { echo(/it's { a/) }\n",
        "if (a)\n{ b() }\nelse\n{ c() }\n",
        "node {\n  if (a() &&\n      b())\n  {\n    c()\n  }\n  while (d)\n  { e() }\n}\n",
    ],
)
def test_not_found(tmp_path: Path, text: str) -> None:
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "groovy-syntax") == []


def test_a_path_without_quotes(tmp_path: Path) -> None:
    for step in (
        "sh ./gradlew build",
        "sh ../gradlew",
        "sh ./gradlew build\n  echo 'a'\n  sh \"docker build -t b/c:1 .\"",
    ):
        (line,) = findings_in(tmp_path, {"Jenkinsfile": f"node {{\n  {step}\n}}\n"}, "groovy-syntax")
        assert line.startswith("Jenkinsfile:2:6 The command `.")
        assert "gradlew …` of `sh` has no quotes" in line
    text = 'node {\n  sh """\n  sh ./gradlew build\n  "\n  echo \'a\'\n}\n'
    (line,) = findings_in(tmp_path, {"Jenkinsfile": text}, "groovy-syntax")
    assert "is not closed" in line
