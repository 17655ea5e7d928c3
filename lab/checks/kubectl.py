"""Real kubectl takes every command of a script, against the stand-in API server.

That proves that kubectl accepts the flags and that the resource names exist; it proves nothing about a cluster.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from kaniko_guide import project
from lab.kubectl.client import cluster, version
from lab.paths import ROOT, SNIPPETS, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kaniko_guide.sources.model import Command, Script
    from lab.checks import Sound
    from lab.kubectl.client import Cluster
    from lab.kubectl.world import Object

AUTH = b64encode(b"100012345678:password").decode()
CREDENTIAL = f'{{"auths":{{"ccr.ccs.tencentyun.com":{{"auth":"{AUTH}"}}}}}}'
SECRET: Object = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "docker-registry-secret", "namespace": "jenkins"},
    "type": "kubernetes.io/dockerconfigjson",
    "data": {".dockerconfigjson": b64encode(CREDENTIAL.encode()).decode()},
}
REFUSALS = ("unknown flag", "unknown shorthand flag", "doesn't have a resource type", "unknown command")


def subjects(sound: Sound) -> list[str]:
    return [snippet for kind in ("shell", "jenkinsfile") for snippet in sound(kind) if scripts(snippet)]


def versions() -> dict[str, str]:
    return {"kubectl": version()}


def faults(snippets: Iterable[str]) -> list[str]:
    return [line for snippet in snippets for line in refused(snippet)]


def refused(snippet: str) -> list[str]:
    """What kubectl refuses in one snippet."""
    return [line for script in scripts(snippet) for line in refusals(folder_of(snippet), script)]


def prerequisites() -> list[Object]:
    """What the recipe of prerequisites creates."""
    return [document.data for document in project.read(SNIPPETS / "prerequisites").manifests]


def scripts(snippet: str) -> list[Script]:
    """The scripts of a snippet that call kubectl."""
    found = project.read(folder_of(snippet), shown_from=ROOT).scripts
    here = [script for script in found if script.text.source.path == f"{SNIPPETS.name}/{snippet}"]
    return [script for script in here if kubectl_commands(script)]


def kubectl_commands(script: Script) -> list[Command]:
    return [command for command in script.commands if command.words[0].value == "kubectl"]


def creates(command: Command) -> bool:
    values = [word.value for word in command.words]
    return values[1] == "create" and not any(value.startswith("--dry-run") for value in values)


def refusals(folder: Path, script: Script) -> list[str]:
    """Run a script's kubectl commands in order; each gets on its standard input what the one before it printed.

    What the script creates is not there before; anything else of the guide is.
    """
    commands = kubectl_commands(script)
    extra = [] if any(map(creates, commands)) else [SECRET, *prerequisites()]
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
