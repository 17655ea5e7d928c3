from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.rules import declarative_structure
from tests.kaniko_guide.rules.shared import PIPELINE, replace_first

if TYPE_CHECKING:
    from pathlib import Path


def messages(directory: Path, pipeline: str) -> list[tuple[int, int, str]]:
    (directory / "Jenkinsfile").write_text(pipeline, encoding="utf-8")
    found = declarative_structure.check(project.read(directory))
    return sorted((finding.line, finding.column, finding.message.en) for finding in found)


def stage(body: str) -> str:
    return "pipeline {\nagent any\nstages {\nstage('a') {\n" + body + "\n}\n}\n}\n"


@pytest.mark.parametrize(
    ("pipeline", "expected"),
    [
        (
            "pipeline {\nstages { stage('a') { steps { sh 'id' } } }\n}\n",
            [(1, 1, "`pipeline` lacks the required `agent`.")],
        ),
        ("pipeline {\nagent any\n}\n", [(1, 1, "`pipeline` lacks the required `stages`.")]),
        ("pipeline {\nagent any\nstages { }\n}\n", [(3, 1, "`stages` is empty.")]),
        (
            "pipeline {\nagent any\nstages\n}\n",
            [(1, 1, "`pipeline` lacks the required `stages`."), (3, 1, "`…` is not a valid section of `pipeline`.")],
        ),
        (
            "pipeline {\nagent any\nsteps { sh 'id' }\nstages { stage('a') { steps { sh 'id' } } }\n}\n",
            [(3, 1, "`steps` is not a valid section of `pipeline`.")],
        ),
        (
            "pipeline {\nagent any\nstages {\nsteps { sh 'id' }\n}\n}\n",
            [(4, 1, "`steps` is not allowed in `stages`, which only contains stages.")],
        ),
        (
            "pipeline {\nagent any\nagent none\nstages { stage('a') { steps { sh 'id' } } }\n}\n",
            [(3, 1, "`agent` is duplicated in `pipeline`.")],
        ),
        (
            "pipeline {\nagent { label 'a'; docker 'b' }\nstages { stage('a') { steps { sh 'id' } } }\n}\n",
            [(2, 1, "`agent` has 2 types, but must have exactly one.")],
        ),
        (
            stage("container('x') { sh 'id' }"),
            [(4, 1, "This `stage` has no body."), (5, 1, "`container` is not a valid section of `stage`.")],
        ),
        (stage("steps { }"), [(5, 1, "`steps` has no steps.")]),
        (stage("steps {\ndef x = 1\n}"), [(6, 1, "`def x = …` is not a step and is not allowed here.")]),
        (stage("steps {\nx = 1\n}"), [(6, 1, "`x = …` is not a step and is not allowed here.")]),
        (
            stage("steps {\ncontainer('x') {\nif (a) { sh 'id' }\n}\n}"),
            [(7, 1, "`if` is not a step and is not allowed here.")],
        ),
        (stage("steps {\ndocker.build('x')\n}"), [(6, 1, "`docker.build` is not a step and is not allowed here.")]),
        (stage("steps {\nstage('b') { sh 'id' }\n}"), [(6, 1, "`stage` is not allowed in `steps`.")]),
        (
            stage("steps { sh 'id' }\nstages { stage('b') { steps { sh 'id' } } }"),
            [(6, 1, "This `stage` has both `steps` and `stages`.")],
        ),
        (
            stage("agent any\nparallel { stage('b') { steps { sh 'id' } } }"),
            [(5, 1, "A `stage` with `parallel` or `matrix` cannot have `agent`.")],
        ),
        (
            stage("matrix { stages { stage('b') { steps { sh 'id' } } } }"),
            [(5, 1, "`matrix` lacks the required `axes`.")],
        ),
        (stage("steps { sh 'id' }\npost { sh 'id' }"), [(6, 8, "`sh` is not a valid condition of `post`.")]),
        (
            stage("steps { sh 'id' }\npost { failed { sh 'id' } }"),
            [(6, 8, "`failed` is not a valid condition of `post`.")],
        ),
        (
            stage("steps { sh 'id' }\npost { always { sh 'a' }\nalways { sh 'b' } }"),
            [(7, 1, "`always` is duplicated in `post`.")],
        ),
        ("pipeline {\nagent any\nstages {\nstage { steps { sh 'id' } }\n}\n}\n", [(4, 1, "This `stage` has no name.")]),
        ("pipeline {\nagent any\nstages {\nstage('a')\n}\n}\n", [(4, 1, "This `stage` has no `{ … }` block.")]),
        ("node {\npipeline {\nagent any\n}\n}\n", [(2, 1, "`pipeline` is not allowed inside `node`.")]),
    ],
)
def test_errors_and_their_positions(tmp_path: Path, pipeline: str, expected: list[tuple[int, int, str]]) -> None:
    assert messages(tmp_path, pipeline) == expected


@pytest.mark.parametrize(
    "pipeline",
    [
        stage("when { branch 'main' }\nenvironment { A = 'b' }\nsteps { script { def x = 1; if (x) { sh 'id' } } }"),
        stage("failFast true\nparallel { stage('b') { agent any; steps { sh 'id' } } }"),
        stage("matrix { axes { axis { name 'A'; values 'b' } }\nstages { stage('b') { steps { sh 'id' } } } }"),
        stage("steps { parallel a: { sh 'id' }, b: { sh 'id' } }"),
        stage("steps { ownStep { anything 'goes' } }"),
        "node { stage('a') { def x = 1; sh 'id' } }\n",
        "def call() { pipeline { agent any\nstages { stage('a') { steps { sh 'id' } } } } }\n",
        "library.pipeline { echo 'own' }\n",
    ],
)
def test_what_jenkins_accepts_is_silent(tmp_path: Path, pipeline: str) -> None:
    assert messages(tmp_path, pipeline) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kubernetes {", "kubernets {", (3, 9, "`kubernets` is not a valid section of `agent`.")),
        ("yaml '''", "yml '''", (4, 13, "`yml` is not a valid section of `kubernetes`.")),
    ],
)
def test_a_misspelt_section_of_an_agent(tmp_path: Path, old: str, new: str, expected: tuple[int, int, str]) -> None:
    assert messages(tmp_path, replace_first(PIPELINE, old, new)) == [expected]


def test_an_option_of_a_newer_plugin_is_silent(tmp_path: Path) -> None:
    assert messages(tmp_path, replace_first(PIPELINE, "yaml '''", "newOption 'a'\n yaml '''")) == []
