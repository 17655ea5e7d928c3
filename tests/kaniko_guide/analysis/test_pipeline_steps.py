from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.analysis import pipeline_steps
from tests.kaniko_guide.command import write

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.analysis.pipeline_steps import UnconditionalStep

POD = "spec: {containers: [{name: a}, {name: b}]}"


def unconditional_steps(directory: Path, jenkinsfile: str) -> list[UnconditionalStep]:
    write(directory, {"Jenkinsfile": jenkinsfile})
    return list(pipeline_steps.unconditional_steps(project.read(directory)))


def scripts(directory: Path, jenkinsfile: str) -> list[str]:
    return [step.step.script.text.value for step in unconditional_steps(directory, jenkinsfile)]


def test_all_blocks_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, {"Jenkinsfile": "node {\n  dir('a') { sh 'b' }\n  echo 'c'\n}\nnode { }\n"})
    (pipeline,) = project.read(tmp_path).jenkinsfiles
    assert [block.name for block in pipeline_steps.all_blocks(pipeline.blocks)] == ["node", "dir", "sh", "echo", "node"]


@pytest.mark.parametrize(
    ("enclosing", "runs"),
    [
        ("{}", True),
        ("timeout(5) {{ dir('b') {{ {} }} }}", True),
        ("script {{ {} }}", True),
        ("if (x) {{ {} }}", False),
        ("for (x in y) {{ {} }}", False),
        ("try {{ {} }} catch (e) {{ }}", False),
        ("library {{ {} }}", False),
    ],
)
def test_step_is_unconditional_only_in_unconditional_blocks(tmp_path: Path, enclosing: str, *, runs: bool) -> None:
    assert scripts(tmp_path, "node { " + enclosing.format("sh 'id'") + " }\n") == (["id"] if runs else [])


def test_step_in_a_stage_with_a_condition_is_conditional(tmp_path: Path) -> None:
    when = "stage('a') { when { branch 'b' }\n steps { sh '1' } }"
    stages = f"{when}\n stage('b') {{ steps {{ sh '2' }} }}"
    assert scripts(tmp_path, f"pipeline {{ agent any\n stages {{ {stages} }} }}\n") == ["2"]


def test_steps_after_a_stage_or_the_pipeline_run_last(tmp_path: Path) -> None:
    post = "post { always { sh '3' }\n success { sh 'x' }\n cleanup { sh '4' } }"
    stages = "stages { stage('a') { post { always { sh '2' } }\n steps { sh '1' } } }"
    assert scripts(tmp_path, f"pipeline {{ agent any\n {post}\n {stages} }}\n") == ["1", "2", "3", "4"]
    skipped = "stages { stage('a') { when { branch 'b' }\n steps { sh '1' }\n post { always { sh '2' } } } }"
    assert scripts(tmp_path, f"pipeline {{ agent any\n {skipped} }}\n") == []


def test_step_with_a_variable_as_script_is_left_out(tmp_path: Path) -> None:
    assert scripts(tmp_path, "def c = 'id'\nnode {\n  sh c\n  sh 'ls'\n}\n") == ["ls"]


def test_steps_in_one_container_have_the_same_key(tmp_path: Path) -> None:
    steps = "container('a') { sh '1'\n sh '2' }\n container('b') { sh '3' }\n sh '4'"
    first, second, third, fourth = unconditional_steps(
        tmp_path, f"podTemplate(yaml: '''\n{POD}\n''') {{ node(POD_LABEL) {{ {steps} }} }}\n"
    )
    assert first.container_key == second.container_key is not None
    assert third.container_key not in {first.container_key, None}
    assert fourth.container_key is None
    assert [block.name for block in third.enclosing] == ["podTemplate", "node", "container"]
