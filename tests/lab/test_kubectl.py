"""kubectl commands run by real kubectl against the stand-in API server; those of the snippets are run by verify.

That proves that kubectl accepts the flags and that the resource names exist; it proves nothing about a cluster. The
outputs that pages show are recorded the same way: `REFRESH_OUTPUTS=1 pytest tests/lab/test_kubectl.py`
writes them again.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from lab.checks import kubectl as check
from lab.checks import output
from lab.kubectl.client import cluster
from lab.kubectl.terminal import terminal
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tool


@pytest.mark.parametrize(
    ("broken", "line", "column", "words"),
    [
        ("kubectl get pods \\\n  --namespaces=jenkins", 2, 3, "unknown flag: --namespaces"),
        ("kubectl get podz --namespace=jenkins", 1, 13, 'resource type "podz"'),
        ("kubectl auth can-i create podz --namespace=jenkins", 1, 27, "resource type 'podz'"),
        ("(\n  kubectl get pods | kubectl put --filename=-\n)", 2, 30, 'unknown command "put"'),
        ("kubectl logs --selector=jenkins=slave --containers=kaniko", 1, 39, "unknown flag: --containers"),
        ("kubectl run it --image=busybox:1.37.0 --restart=Never --rm --stdin --ty -- sh", 1, 68, "unknown flag: --ty"),
        ("kubectl delete secret no-such-secret", 1, 23, '"no-such-secret" not found'),
    ],
)
def test_a_broken_command_is_refused_at_its_place(
    tmp_path: Path, broken: str, line: int, column: int, words: str
) -> None:
    (tmp_path / "broken.sh").write_text(broken + "\n", "utf-8")
    (script,) = project.read(tmp_path).scripts
    (refusal,) = check.refusals(tmp_path, script)
    assert refusal.startswith(f"broken.sh:{line}:{column}: ")
    assert words in refusal


@pytest.mark.parametrize("name", output.OUTPUTS)
def test_recorded_output_is_what_kubectl_prints(name: str) -> None:
    if os.environ.get("REFRESH_OUTPUTS"):
        (SNIPPETS / name).write_text(output.printed(name), "utf-8")
    assert (SNIPPETS / name).read_text("utf-8") == output.printed(name)


@pytest.mark.parametrize("name", output.OUTPUTS)
def test_recorded_output_begins_with_its_command(name: str) -> None:
    command = (SNIPPETS / output.OUTPUTS[name][0]).read_text("utf-8")
    assert (SNIPPETS / name).read_text("utf-8").startswith(command)


def test_every_output_of_these_recipes_is_recorded_here() -> None:
    folders = {name.partition("/")[0] for name in output.OUTPUTS}
    assert {
        path.relative_to(SNIPPETS).as_posix() for folder in folders for path in (SNIPPETS / folder).glob("*.txt")
    } == (output.OUTPUTS.keys())


def test_the_build_pod_has_the_agent_beside_the_pods_own_containers() -> None:
    chosen = ["--namespace=jenkins", "--selector=jenkins=slave"]
    with cluster() as running:
        names = running.run(["kubectl", "get", "pods", *chosen, "--output=jsonpath={..containers[*].name}"])
        kaniko = running.run(["kubectl", "logs", *chosen, "--container=kaniko"])
    assert names.stdout.split() == ["maven", "kaniko", "jnlp"]
    assert (kaniko.returncode, kaniko.stdout) == (0, "")


def test_the_test_pod_runs_the_shell_in_place_of_the_executor() -> None:
    with cluster() as running, terminal(["sh", "-i"], running.environment) as screen:
        screen.type((SNIPPETS / "test-pod/run.sh").read_text("utf-8"))
        screen.wait_for('pod "kaniko-test" deleted')
        (pod,) = running.store.created
    (container,) = pod["spec"]["containers"]
    assert (container["command"], container.get("args")) == (["/busybox/sh"], None)
    assert (container["stdin"], container["tty"], pod["spec"]["restartPolicy"]) == (True, True, "Never")


@pytest.mark.parametrize("granted", [True, False], ids=["with the roles", "without"])
def test_permissions_are_granted_by_the_roles_of_the_same_recipe(*, granted: bool) -> None:
    extra = check.prerequisites() if granted else []
    script = SNIPPETS / "prerequisites/check-permissions.sh"
    with cluster(*extra) as running:
        answers = running.run(["sh", str(script)]).stdout.split()
    assert len(answers) == len(script.read_text("utf-8").splitlines())
    assert set(answers) == {"yes" if granted else "no"}
