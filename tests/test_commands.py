"""The commands around the registry secret, really run, with passwords as people have them.

kubectl is the real one; the cluster is the stand-in of `tests/kubectl`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64decode, b64encode
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from kubectl.client import cluster
from kubectl.terminal import PROMPT, terminal
from support import SNIPPETS, missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kubectl.client import Cluster
    from kubectl.terminal import Terminal
    from kubectl.world import Object

pytestmark = pytest.mark.tool

CREATE = SNIPPETS / "quick-start/create-secret.sh"
REPLACE = SNIPPETS / "registry-secret/replace.sh"
SHOW = SNIPPETS / "registry-secret/show.sh"
USER = "100012345678"
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
SHELLS = ["bash", "dash", "zsh"]
INTERACTIVE = {"bash": ["bash", "--norc", "-i"], "dash": ["dash", "-i"], "zsh": ["zsh", "-f", "-i"]}
PROGRAMS = ["base64", "kubectl", "stty", "tr"]


def shell(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is missing; Debian has it: apt-get install {name}")
    return found


def secret(config: str | None, name: str = "docker-registry-secret", key: str = ".dockerconfigjson") -> Object:
    data = {} if config is None else {key: b64encode(config.encode()).decode()}
    metadata = {"name": name, "namespace": "jenkins"}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": "Opaque", "data": data}


def stored(running: Cluster) -> dict[str, Any] | None:
    """The stored secret, None when there is none."""
    return running.store.objects.get(("", "secrets", "jenkins", "docker-registry-secret"))


def credential(running: Cluster) -> tuple[list[str], str]:
    """The registries in the stored secret, and `user:password` of the first."""
    found = stored(running)
    assert found is not None
    assert found["type"] == "kubernetes.io/dockerconfigjson"
    config = json.loads(b64decode(found["data"][".dockerconfigjson"]))
    assert config.keys() == {"auths"}
    (auth,) = config["auths"].values()
    assert auth.keys() == {"auth"}
    return list(config["auths"]), b64decode(auth["auth"]).decode()


@pytest.fixture
def empty() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture
def holding_old() -> Iterator[Cluster]:
    old = secret('{"auths":{"old.example":{"auth":"eDp5"}}}')
    with cluster(old | {"type": "kubernetes.io/dockerconfigjson"}) as running:
        yield running


def watched(running: Cluster, folder: Path) -> Path:
    """Programs that write down their arguments and environment before they run; PATH holds nothing else."""
    folder.mkdir()
    for name in PROGRAMS:
        real = running.kubectl if name == "kubectl" else shutil.which(name)
        wrapper = folder / name
        wrapper.write_text(f'#!/bin/sh\n{{ echo {name} "$@"; /usr/bin/env; }} >>"{folder}/log"\nexec {real} "$@"\n')
        wrapper.chmod(0o755)
    return folder


def run(running: Cluster, program: str, script: Path, typed: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shell(program), script],
        input=typed,
        env=running.environment | {"PATH": str(watched(running, folder))},
        text=True,
        capture_output=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("program", SHELLS)
@pytest.mark.parametrize("password", PASSWORDS)
def test_create_stores_exactly_what_was_typed(empty: Cluster, tmp_path: Path, program: str, password: str) -> None:
    result = run(empty, program, CREATE, f"{password}\n", tmp_path / "bin")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "secret/docker-registry-secret created\n"
    assert credential(empty) == (["ccr.ccs.tencentyun.com"], f"{USER}:{password}")
    log = (tmp_path / "bin/log").read_text("utf-8")
    assert "kubectl create secret docker-registry docker-registry-secret" in log
    assert password not in log
    assert b64encode(f"{USER}:{password}".encode()).decode() not in log


@pytest.mark.parametrize("program", SHELLS)
def test_create_takes_a_password_without_a_newline(empty: Cluster, tmp_path: Path, program: str) -> None:
    result = run(empty, program, CREATE, "from a pipe", tmp_path / "bin")
    assert result.returncode == 0
    assert credential(empty)[1] == f"{USER}:from a pipe"


@pytest.mark.parametrize("program", SHELLS)
@pytest.mark.parametrize("script", [CREATE, REPLACE], ids=lambda path: path.name)
@pytest.mark.parametrize("typed", ["", "\n"], ids=["end of file", "empty line"])
def test_no_password_no_secret(empty: Cluster, tmp_path: Path, program: str, script: Path, typed: str) -> None:
    result = run(empty, program, script, typed, tmp_path / "bin")
    assert result.returncode == 1
    assert stored(empty) is None
    assert empty.store.requests == []


@pytest.mark.parametrize("program", SHELLS)
def test_create_leaves_the_following_lines_of_its_input(empty: Cluster, program: str) -> None:
    result = empty.run([shell(program), "-c", f". {CREATE}; cat"], "password\nnext line\n")
    assert result.stdout.endswith("created\nnext line\n")


def test_create_refuses_to_overwrite(holding_old: Cluster, tmp_path: Path) -> None:
    result = run(holding_old, "dash", CREATE, "password\n", tmp_path / "bin")
    assert result.returncode == 1
    assert "already exists" in result.stderr
    assert credential(holding_old) == (["old.example"], "x:y")


@pytest.mark.parametrize("program", SHELLS)
def test_replace_stores_exactly_what_was_typed(holding_old: Cluster, tmp_path: Path, program: str) -> None:
    password = "".join(PASSWORDS)
    result = run(holding_old, program, REPLACE, f"{password}\n", tmp_path / "bin")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "secret/docker-registry-secret replaced\n"
    assert credential(holding_old) == (["ccr.ccs.tencentyun.com"], f"{USER}:{password}")
    found = stored(holding_old)
    assert found is not None
    assert "annotations" not in found["metadata"]
    log = (tmp_path / "bin/log").read_text("utf-8")
    assert password not in log


def test_replace_needs_a_secret_to_replace(empty: Cluster, tmp_path: Path) -> None:
    result = run(empty, "dash", REPLACE, "password\n", tmp_path / "bin")
    assert result.returncode == 1
    assert '"docker-registry-secret" not found' in result.stderr
    assert stored(empty) is None


@contextmanager
def at_the_password_prompt(program: str, script: Path) -> Iterator[tuple[Cluster, Terminal]]:
    """An interactive shell into which a script was pasted, waiting for the password."""
    shell(program)
    old = [] if script == CREATE else [secret("{}")]
    with cluster(*old) as running, terminal(INTERACTIVE[program], running.environment) as screen:
        screen.type(script.read_text("utf-8"))
        screen.wait_for_hidden_input()
        yield running, screen


def shows_what_is_typed(screen: Terminal) -> bool:
    """Whether `stty`, asked from inside the shell, says that the terminal echoes, and not only newlines."""
    screen.type("stty -a; echo d''one\n")
    words = screen.wait_for("done").replace(";", " ").split()
    assert {"icanon", "-icanon"} & {*words}
    return "-echo" not in words and "echonl" not in words


@pytest.mark.parametrize("program", SHELLS)
@pytest.mark.parametrize(("script", "done"), [(CREATE, "created"), (REPLACE, "replaced")], ids=["create", "replace"])
def test_pasted_into_a_terminal(program: str, script: Path, done: str) -> None:
    with at_the_password_prompt(program, script) as (running, screen):
        screen.type("it's $HOME %s\n")
        screen.wait_for(f"Registry password: \r\nsecret/docker-registry-secret {done}")
        assert "$HOME" not in screen.screen
        assert credential(running)[1] == f"{USER}:it's $HOME %s"
        assert shows_what_is_typed(screen)


@pytest.mark.parametrize("program", SHELLS)
@pytest.mark.parametrize("script", [CREATE, REPLACE], ids=lambda path: path.name)
def test_interrupted_at_the_prompt(program: str, script: Path) -> None:
    with at_the_password_prompt(program, script) as (running, screen):
        screen.type("half a pass\x03")
        screen.wait_for(PROMPT)
        screen.type("echo status $? a''live\n")
        assert "status 130 alive" in screen.wait_for("alive")
        assert shows_what_is_typed(screen)
        assert running.store.requests == []


@pytest.mark.parametrize(
    "config",
    [
        {"auths": {"ccr.ccs.tencentyun.com": {"auth": "SECRET"}}},
        {"auths": {"host.example:5000": {"username": "SECRET", "password": "SECRET", "email": "", "auth": "SECRET"}}},
        {"auths": {"https://index.docker.io/v1/": {"auth": "", "identitytoken": "SECRET", "registrytoken": "SECRET"}}},
        {"auths": {"h": {"password": 'a"SECRET\\"SECRET,"auth":"SECRET'}}},
        {"auths": {"h": {"password": "SECRET\\"}}, "HttpHeaders": {"X-Meta": "SECRET"}},
        {"auths": {"h": {"password": "密码 SECRET: {}"}}},
    ],
)
@pytest.mark.parametrize("indent", [None, 2, "\t"], ids=["one line", "two blanks", "tab"])
def test_show_tells_the_registries_and_no_value(config: dict[str, Any], indent: int | str | None) -> None:
    with cluster(secret(json.dumps(config, indent=indent, ensure_ascii=False))) as running:
        result = running.run(["sh", str(SHOW)])
    shown = json.loads(result.stdout)
    assert list(shown["auths"]) == list(config["auths"])
    assert {value for auth in shown["auths"].values() for value in auth.values()} == {"***"}
    assert "SECRET" not in result.stdout + result.stderr


def test_show_keeps_a_value_on_a_line_of_its_own_secret() -> None:
    with cluster(secret('{"auths":{"h":{"auth":\n"SECRET"}}}')) as running:
        result = running.run(["sh", str(SHOW)])
    assert "SECRET" not in result.stdout + result.stderr


@pytest.mark.parametrize("other", [secret("SECRET", key="config.json"), secret(None)], ids=["other key", "no data"])
def test_show_prints_nothing_of_a_secret_of_another_kind(other: Object) -> None:
    with cluster(other) as running:
        result = running.run(["sh", str(SHOW)])
    assert b64encode(b"SECRET").decode() not in result.stdout + result.stderr
    assert result.stdout.strip() == ""
