"""Runs the scripts about the registry Secret by several shells, with passwords that have special characters.

kubectl runs against the fake API server of `lab/kubectl`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.kubectl.client import cluster, version
from lab.paths import SNIPPETS, snippet_path
from lab.tools import find, output_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import PassingSnippets
    from lab.kubectl.client import Cluster
    from lab.kubectl.cluster_state import Object

CREATE = SNIPPETS / "quick-start/create-secret.sh"
REPLACE = SNIPPETS / "registry-secret/replace.sh"
SEVERAL = SNIPPETS / "several-registries/replace.sh"
SHOW = SNIPPETS / "registry-secret/show.sh"
REGISTRY = "ccr.ccs.tencentyun.com"
USER = "100012345678"
ACCOUNT = {REGISTRY: USER}
ACCOUNTS = {CREATE: ACCOUNT, REPLACE: ACCOUNT, SEVERAL: {**ACCOUNT, "https://index.docker.io/v1/": "my-docker-id"}}
"""The accounts whose passwords each script asks for, in order: the user by registry."""

PASSWORDS = [
    "plain-password",
    " blanks around and\tinside ",
    'it\'s "quoted"',
    "$HOME ${PATH} $(id) `id`",
    "back\\slash \\n \\\\ at the end\\",
    "100%s %d %% %n",
    "密码，中文！",
    "-n leading dash",
    "--help",
    "colon:colon:",
    "* ? [a-z] ~ # ! & ; | < > ( ) { }",
    "x" * 200,
]
TYPED = {CREATE: PASSWORDS, REPLACE: ["".join(PASSWORDS)], SEVERAL: ["".join(PASSWORDS)]}
"""The passwords typed at each script's first prompt, one for each run; at the second prompt they are reversed."""

SHELLS = ["bash", "dash", "zsh"]
PROGRAMS = ["base64", "kubectl", "stty", "tr"]
CONFIGS: list[dict[str, Any]] = [
    {"auths": {"ccr.ccs.tencentyun.com": {"auth": "SECRET"}}},
    {"auths": {"host.example:5000": {"username": "SECRET", "password": "SECRET", "email": "", "auth": "SECRET"}}},
    {"auths": {"https://index.docker.io/v1/": {"auth": "", "identitytoken": "SECRET", "registrytoken": "SECRET"}}},
    {"auths": {"h": {"password": 'a"SECRET\\"SECRET,"auth":"SECRET'}}},
    {"auths": {"h": {"password": "SECRET\\"}}, "HttpHeaders": {"X-Meta": "SECRET"}},
    {"auths": {"h": {"password": "密码 SECRET: {}"}}},
]
INDENTS = [None, 2, "\t"]


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippets)
    return sorted(map(snippet_path, (*TYPED, SHOW)))


def versions() -> dict[str, str]:
    return {
        "bash": output_of("bash", "--version").partition("version ")[2].partition("(")[0],
        "dash": output_of("dpkg-query", "--show", "--showformat=${Version}", Path(find("dash")).name).partition("-")[0],
        "kubectl": version(),
        "zsh": output_of("zsh", "--version").split()[1],
    }


def failures(snippets: Iterable[str]) -> list[str]:
    found = []
    for script in (SNIPPETS / snippet for snippet in snippets):
        if script == SHOW:
            wrong = [
                line for config in CONFIGS for indent in INDENTS for line in check_showing(json.dumps(config), indent)
            ]
        else:
            wrong = [
                line for program in SHELLS for typed in TYPED[script] for line in check_storing(script, program, typed)
            ]
        found += [f"{SNIPPETS.name}/{snippet_path(script)}:1:1: error: {line} [secret-command]" for line in wrong]
    return found


def check_storing(script: Path, program: str, password: str) -> list[str]:
    """What goes wrong when a shell runs a script and a password is typed, a message each."""
    old = [] if script == CREATE else [old_secret()]
    with cluster(*old) as running, tempfile.TemporaryDirectory() as temporary:
        programs = Path(temporary) / "bin"
        answers = dict(zip(ACCOUNTS[script], (password, password[::-1]), strict=False))
        result = run(running, program, script, "".join(f"{answer}\n" for answer in answers.values()), programs)
        done = "created" if script == CREATE else "replaced"
        expected = (0, f"secret/docker-registry-secret {done}\n", "")
        got = (result.returncode, result.stdout, result.stderr)
        if got != expected:
            return [f"{program} with {password!r}: expected {expected}, found {got}"]
        log = (programs / "log").read_text("utf-8")
        logins = {registry: f"{user}:{answers[registry]}" for registry, user in ACCOUNTS[script].items()}
        secrets = [*answers.values(), *(b64encode(login.encode()).decode() for login in logins.values())]
        leaks = [secret for secret in secrets if secret in log]
        wrong = [f"{program} with {password!r}: a program received the password" for _ in leaks[:1]]
        if credentials(running) != logins:
            wrong.append(f"{program} with {password!r}: found {credentials(running)} in the Secret")
        return wrong


def check_showing(config: str, indent: int | str | None) -> list[str]:
    """What goes wrong when `show.sh` shows a Secret, a message each.

    Args:
        config: the content of its `.dockerconfigjson`.
        indent: of the JSON.
    """
    stored_config = json.loads(config)
    with cluster(secret(json.dumps(stored_config, indent=indent, ensure_ascii=False))) as running:
        result = running.run(["sh", str(SHOW)])
    shown = json.loads(result.stdout)
    wrong = []
    if list(shown["auths"]) != list(stored_config["auths"]):
        wrong.append(f"expected the registries {list(stored_config['auths'])}, found {list(shown['auths'])}")
    if {value for auth in shown["auths"].values() for value in auth.values()} != {"***"}:
        wrong.append(f"expected every value as ***, found {shown}")
    if "SECRET" in result.stdout + result.stderr:
        wrong.append("a value appears in the output")
    return wrong


def secret(config: str | None, name: str = "docker-registry-secret", key: str = ".dockerconfigjson") -> Object:
    """A Secret with a content; with no data for None."""
    data = {} if config is None else {key: b64encode(config.encode()).decode()}
    metadata = {"name": name, "namespace": "jenkins"}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": "Opaque", "data": data}


def old_secret() -> Object:
    """A Secret with credentials of another registry."""
    return secret('{"auths":{"old.example":{"auth":"eDp5"}}}') | {"type": "kubernetes.io/dockerconfigjson"}


def stored_secret(running: Cluster) -> dict[str, Any] | None:
    """The Secret in the cluster; None when there is none."""
    return running.store.objects.get(("", "secrets", "jenkins", "docker-registry-secret"))


def credentials(running: Cluster) -> dict[str, str]:
    """`user:password` by registry in the stored Secret."""
    found = stored_secret(running)
    assert found is not None
    assert found["type"] == "kubernetes.io/dockerconfigjson"
    assert "annotations" not in found["metadata"]
    config = json.loads(b64decode(found["data"][".dockerconfigjson"]))
    assert config.keys() == {"auths"}
    assert all(auth.keys() == {"auth"} for auth in config["auths"].values())
    return {registry: b64decode(auth["auth"]).decode() for registry, auth in config["auths"].items()}


def logging_programs(running: Cluster, directory: Path) -> Path:
    """Write wrappers of `PROGRAMS` that log their arguments and environment; return their directory, for PATH."""
    directory.mkdir()
    for name in PROGRAMS:
        real = running.kubectl if name == "kubectl" else shutil.which(name)
        wrapper = directory / name
        wrapper.write_text(f'#!/bin/sh\n{{ echo {name} "$@"; /usr/bin/env; }} >>"{directory}/log"\nexec {real} "$@"\n')
        wrapper.chmod(0o755)
    return directory


def run(running: Cluster, program: str, script: Path, typed: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a script by a shell that finds only `PROGRAMS`, with an input."""
    return subprocess.run(
        [find(program), script],
        input=typed,
        env=running.environment | {"PATH": str(logging_programs(running, directory))},
        text=True,
        capture_output=True,
        timeout=30,
        check=False,
    )
