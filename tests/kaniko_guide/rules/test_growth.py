"""How the work of the rules grows with the number of files, and of names in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from tests.kaniko_guide.command import write
from tests.kaniko_guide.rules.shared import PIPELINE
from tests.support import executed_lines

if TYPE_CHECKING:
    from pathlib import Path

MOST = 5.0
"""For four times as much."""


def test_lines_of_each_rule_grow_with_the_number_of_files(tmp_path: Path) -> None:
    def lines(count: int) -> dict[str, int]:
        directory = tmp_path / str(count)
        dockerfile = "FROM eclipse-temurin:21-jre\nCOPY target/*.jar /app/\n"
        write(directory, {f"{number}/Jenkinsfile": PIPELINE for number in range(count)} | {"Dockerfile": dockerfile})
        read = project.read(directory)
        rules.check(read)  # loads facts and what several rules share
        return {
            name: executed_lines(lambda: list(module.check(read)))  # noqa: B023 (called at once)
            for name, module in rules.load().items()
        }

    few, many = lines(10), lines(40)
    assert {name: (few[name], many[name]) for name in few if many[name] > MOST * few[name]} == {}


@pytest.mark.parametrize(
    "unit",
    [
        "def a@ = 'b'\nsh 'echo $a@'\n",
        "def m@(a) { m@(a); other@(a) }\n",
        "podTemplate(containers: [containerTemplate(name: 'c@', image: 'a')]) { node { } }\n",
        "container('kaniko') { sh '/kaniko/executor --destination=a/b:@' }\n",
    ],
)
def test_lines_grow_with_the_number_of_names(tmp_path: Path, unit: str) -> None:
    def lines(count: int) -> int:
        body = "".join(unit.replace("@", str(number)) for number in range(count))
        write(tmp_path, {"Jenkinsfile": f"node {{\n{body}}}\n" if unit.startswith("container") else body})
        read = project.read(tmp_path)
        return executed_lines(lambda: rules.check(read))

    lines(1)  # loads facts
    assert lines(80) < MOST * lines(20)
