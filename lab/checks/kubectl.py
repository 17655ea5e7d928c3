"""Runs every kubectl command of a script against a fake API server.

That proves that kubectl accepts the flags and that the resource names exist; it proves nothing about a cluster.
"""

from __future__ import annotations

import shutil
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide import project
from lab.kubectl.client import cluster, version
from lab.paths import ROOT, SNIPPETS, directory_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kaniko_guide.sources.model import Command, Script
    from lab.checks import PassingSnippets
    from lab.kubectl.client import Cluster
    from lab.kubectl.cluster_state import Object

AUTH = b64encode(b"100012345678:password").decode()
CREDENTIAL = f'{{"auths":{{"ccr.ccs.tencentyun.com":{{"auth":"{AUTH}"}}}}}}'
SECRET: Object = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "docker-registry-secret", "namespace": "jenkins"},
    "type": "kubernetes.io/dockerconfigjson",
    "data": {".dockerconfigjson": b64encode(CREDENTIAL.encode()).decode()},
}
FROM_FILE = "--from-file="
REJECTIONS = ("unknown flag", "unknown shorthand flag", "doesn't have a resource type", "unknown command")


def subjects(passing: PassingSnippets) -> list[str]:
    return [snippet for kind in ("shell", "jenkinsfile") for snippet in passing(kind) if scripts(snippet)]


def versions() -> dict[str, str]:
    return {"kubectl": version()}


def failures(snippets: Iterable[str]) -> list[str]:
    return [line for snippet in snippets for line in rejected_commands(snippet)]


def rejected_commands(snippet: str) -> list[str]:
    """The commands of a snippet that kubectl rejects, with its message."""
    return [line for script in scripts(snippet) for line in rejections(directory_of(snippet), script)]


def manifest_objects(directory: Path) -> list[Object]:
    """The objects of a directory's manifests, and the namespaces that hold them."""
    objects = [document.data for document in project.read(directory).manifests if isinstance(document.data, dict)]
    named = [found for found in objects if "kind" in found and "name" in found.get("metadata", {})]
    existing = {found["metadata"]["name"] for found in named if found["kind"] == "Namespace"}
    missing = {found["metadata"].get("namespace") for found in named} - existing - {None}
    return [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in sorted(missing)] + named


def present_objects() -> list[Object]:
    """What is in the guide's namespace: Jenkins, and the certificate and the token that controllers make."""
    names = {"ConfigMap": "kube-root-ca.crt", "Secret": "jenkins-token"}
    data: dict[str, Object] = {
        "ConfigMap": {"ca.crt": "certificate"},
        "Secret": {"token": b64encode(b"token").decode()},
    }
    jenkins = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "jenkins", "namespace": "jenkins"}}
    return [
        jenkins,
        *(
            {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": "jenkins"}, "data": data[kind]}
            for kind, name in names.items()
        ),
    ]


def scripts(snippet: str) -> list[Script]:
    """The scripts of a snippet that call kubectl."""
    found = project.read(directory_of(snippet), shown_from=ROOT).scripts
    here = [script for script in found if script.text.source.path == f"{SNIPPETS.name}/{snippet}"]
    return [script for script in here if kubectl_commands(script)]


def kubectl_commands(script: Script) -> list[Command]:
    return [command for command in script.commands if command.words[0].value == "kubectl"]


def creates(command: Command) -> bool:
    values = [word.value for word in command.words]
    return values[1] == "create" and not any(value.startswith("--dry-run") for value in values)


def file_read(command: Command) -> str | None:
    """The file in the working directory from which a command creates an object."""
    names = (word.value.removeprefix(FROM_FILE) for word in command.words if word.value.startswith(FROM_FILE))
    return next((name for name in names if "/" not in name), None)


def rejections(directory: Path, script: Script) -> list[str]:
    """Run a script's kubectl commands in order; the output of each is the standard input of the next.

    The Secret that the guide creates and the objects of the directory exist in the cluster, unless the script itself
    creates objects; and Jenkins and what Kubernetes makes. The files exist from which the commands create objects.

    Args:
        directory: the commands run in a copy of it.
        script: the script.
    """
    commands = kubectl_commands(script)
    extra = [] if any(map(creates, commands)) else [SECRET, *manifest_objects(directory), *present_objects()]
    found = []
    printed = CREDENTIAL
    with tempfile.TemporaryDirectory() as temporary, cluster(*extra) as running:
        copy = Path(shutil.copytree(directory, Path(temporary) / directory.name))
        for name in filter(None, map(file_read, commands)):
            (copy / name).touch()
        for command in commands:
            rejection, printed = run(running, copy, command, printed)
            found += rejection
    return found


def run(running: Cluster, directory: Path, command: Command, stdin: str) -> tuple[list[str], str]:
    result = running.run([str(running.kubectl), *(word.value for word in command.words[1:])], stdin, directory)
    if result.returncode == 0 and not any(rejection in result.stderr for rejection in REJECTIONS):
        return [], result.stdout
    named = [word for word in command.words[1:] if word.value.partition("=")[0] in result.stderr]
    where = max(named, key=lambda word: len(word.value.partition("=")[0]), default=command.words[0]).text
    position = where.position()
    message = " ".join(result.stderr.split())
    return [
        f"{where.source.path}:{position.line}:{position.column}: error: kubectl rejects {where}: {message} [kubectl]"
    ], ""
