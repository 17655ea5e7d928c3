"""Steps as Jenkins runs them: their input for the shell, run here by this machine's shell."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lab.cluster import plugin_exec
from lab.cluster.client import Answer, Cluster, CommandError
from lab.cluster.plugin_exec import Step

if TYPE_CHECKING:
    from pathlib import Path


class LocalCluster(Cluster):
    """Runs what would run in a container by this machine's shell; `gone` can not be entered."""

    def kubectl(self, *arguments: str, stdin: str = "", timeout: float = 60.0) -> Answer:
        if "--container=gone" in arguments:
            return Answer("kubectl exec", 1, "", "container not found")
        command = arguments[arguments.index("--") + 1 :]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=timeout, check=False)
        return Answer("kubectl exec", done.returncode, done.stdout, done.stderr)


@pytest.fixture
def step(tmp_path: Path) -> Step:
    return Step("maven", "", f"{tmp_path}/workspace/my app", 3, {"WORD": "it's $HOME", "not-a-name": "a"})


def results(*steps: Step) -> list[plugin_exec.Result]:
    return plugin_exec.run(LocalCluster(), "pod", *steps)


def test_a_step_runs_in_the_workspace_with_its_variables(step: Step) -> None:
    (result,) = results(
        replace(step, script='pwd\necho "$WORD"\nenv >variables\ngrep -c not-a-name variables || true\n')
    )
    assert result.code == 0
    assert [line for line in result.log.splitlines() if not line.startswith("+ ")] == [
        step.directory,
        "it's $HOME",
        "0",
    ]


def test_a_step_ends_at_its_first_failure(step: Step) -> None:
    (result,) = results(replace(step, script="echo before\nsh -c 'exit 3'\necho after\n"))
    assert result.code == 3
    assert "before" in result.log
    assert "after" not in result.log


def test_a_step_has_the_interpreter_of_its_first_line(step: Step) -> None:
    (result,) = results(replace(step, script="#!/bin/sh\nfalse\necho $0\n"))
    assert (result.code, result.log) == (0, f"{step.control_directory}/script.sh.copy\n")


def test_a_log_may_lack_the_end_of_its_last_line(step: Step) -> None:
    (result,) = results(replace(step, script="#!/bin/sh\nprintf end\nexit 2\n"))
    assert (result.code, result.log) == (2, "end")


def test_results_have_the_order_of_the_steps(step: Step) -> None:
    slow = replace(step, script="sleep 0.5\necho slow\n", number=1)
    quick = replace(step, script="echo quick\n", number=2)
    assert [result.log.splitlines()[-1] for result in results(slow, quick)] == ["slow", "quick"]


def test_the_input_is_what_the_plugin_writes(step: Step) -> None:
    first, *exports, command, last = step.shell_input.splitlines()
    assert first == f'cd "{step.directory}"'
    assert exports == [r"export WORD='it'\''s $HOME'", "export JENKINS_SERVER_COOKIE='please-do-not-kill-me'"]
    assert shlex.split(command)[:3] == ["nohup", "sh", "-c"]
    assert r"JENKINS_SERVER_COOKIE=\$jsc" in command
    assert last == "exit"


def test_a_container_that_can_not_be_entered_is_an_error(step: Step) -> None:
    with pytest.raises(CommandError, match="container not found"):
        results(replace(step, container="gone"))


def test_a_repository_is_checked_out(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "work space"
    (source / "src").mkdir(parents=True)
    (source / "src" / "App.java").write_text("class App {}\n")
    plugin_exec.check_out(LocalCluster(), "pod", source, str(target))
    assert (target / "src" / "App.java").read_text() == "class App {}\n"
