"""Every kubectl command of every sound snippet, run by real kubectl against the stand-in API server.

That proves that kubectl accepts the flags and that the resource names exist; it proves nothing about a cluster. The
outputs that pages show are recorded the same way: `REFRESH_OUTPUTS=1 pytest tests/test_kubectl.py` writes them anew.
"""

from __future__ import annotations

import os
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from kubectl.client import cluster
from kubectl.terminal import terminal
from support import ROOT, SNIPPETS, expect_none, recipes, twins

from kaniko_guide import project

if TYPE_CHECKING:
    from pathlib import Path

    from kubectl.client import Cluster
    from kubectl.world import Object

    from kaniko_guide.sources.model import Command, Script

pytestmark = pytest.mark.tool

AUTH = b64encode(b"100012345678:password").decode()
CREDENTIAL = f'{{"auths":{{"ccr.ccs.tencentyun.com":{{"auth":"{AUTH}"}}}}}}'
SECRET: Object = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "docker-registry-secret", "namespace": "jenkins"},
    "type": "kubernetes.io/dockerconfigjson",
    "data": {".dockerconfigjson": b64encode(CREDENTIAL.encode()).decode()},
}
PREREQUISITES: list[Object] = [document.data for document in project.read(SNIPPETS / "prerequisites").manifests]
REFUSALS = ("unknown flag", "unknown shorthand flag", "doesn't have a resource type", "unknown command")

OUTPUTS = {
    "registry-secret/show.txt": ("registry-secret/show.sh", True),
    "watch-build/describe-pod.txt": ("watch-build/describe-pod.sh", True),
    "watch-build/get-pods.txt": ("watch-build/get-pods.sh", True),
    "watch-build/get-pods-after.txt": ("watch-build/get-pods.sh", False),
    "watch-build/logs.txt": ("watch-build/logs.sh", True),
}
"""Each recorded output: the script that prints it, and whether the build is still running."""


def kubectl_commands(script: Script) -> list[Command]:
    return [command for command in script.commands if command.words[0].value == "kubectl"]


def scripts(folders: list[Path]) -> list[tuple[Path, Script]]:
    found = [(folder, script) for folder in folders for script in project.read(folder, shown_from=ROOT).scripts]
    return [(folder, script) for folder, script in found if kubectl_commands(script)]


def place(script: tuple[Path, Script] | Path) -> str:
    if not isinstance(script, tuple):
        return str(script)
    position = script[1].text.position()
    return f"{script[1].text.source.path}:{position.line}"


def creates(command: Command) -> bool:
    values = [word.value for word in command.words]
    return values[1] == "create" and not any(value.startswith("--dry-run") for value in values)


def refusals(folder: Path, script: Script) -> list[str]:
    """Run a script's kubectl commands in order; each gets on its standard input what the one before it printed.

    What the script creates is not there before; anything else of the guide is.
    """
    commands = kubectl_commands(script)
    extra = [] if any(map(creates, commands)) else [SECRET, *PREREQUISITES]
    found = []
    printed = CREDENTIAL
    with cluster(*extra) as running:
        for command in commands:
            refusal, printed = run(running, folder, command, printed)
            found += refusal
    return found


def run(running: Cluster, folder: Path, command: Command, stdin: str) -> tuple[list[str], str]:
    result = running.run([str(running.kubectl), *(word.value for word in command.words[1:])], stdin, folder)
    if result.returncode == 0 and not any(refusal in result.stderr for refusal in REFUSALS):
        return [], result.stdout
    named = [word for word in command.words[1:] if word.value.partition("=")[0] in result.stderr]
    where = max(named, key=lambda word: len(word.value.partition("=")[0]), default=command.words[0]).text
    position = where.position()
    said = " ".join(result.stderr.split())
    return [
        f"{where.source.path}:{position.line}:{position.column}: error: kubectl refuses {where}: {said} [kubectl]"
    ], ""


@pytest.mark.parametrize("script", scripts([*recipes(), *twins("good")]), ids=place)
def test_kubectl_accepts_every_command(script: tuple[Path, Script]) -> None:
    expect_none(refusals(*script))


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
    (refusal,) = refusals(tmp_path, script)
    assert refusal.startswith(f"broken.sh:{line}:{column}: ")
    assert words in refusal


@pytest.mark.parametrize("name", OUTPUTS)
def test_recorded_output_is_what_kubectl_prints(name: str) -> None:
    script, building = OUTPUTS[name]
    with cluster(SECRET, building=building) as running:
        printed = running.record(SNIPPETS / script)
    if os.environ.get("REFRESH_OUTPUTS"):
        (SNIPPETS / name).write_text(printed, "utf-8")
    assert (SNIPPETS / name).read_text("utf-8") == printed


@pytest.mark.parametrize("name", OUTPUTS)
def test_recorded_output_begins_with_its_command(name: str) -> None:
    command = (SNIPPETS / OUTPUTS[name][0]).read_text("utf-8")
    assert (SNIPPETS / name).read_text("utf-8").startswith(command)


def test_every_output_of_these_recipes_is_recorded_here() -> None:
    folders = {name.partition("/")[0] for name in OUTPUTS}
    assert {
        path.relative_to(SNIPPETS).as_posix() for folder in folders for path in (SNIPPETS / folder).glob("*.txt")
    } == (OUTPUTS.keys())


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
    extra = PREREQUISITES if granted else []
    script = SNIPPETS / "prerequisites/check-permissions.sh"
    with cluster(*extra) as running:
        answers = running.run(["sh", str(script)]).stdout.split()
    assert len(answers) == len(script.read_text("utf-8").splitlines())
    assert set(answers) == {"yes" if granted else "no"}
