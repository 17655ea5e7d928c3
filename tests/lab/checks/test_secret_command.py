"""The scripts about the registry Secret in several shells, and pasted into a terminal.

kubectl runs against the fake API server of `lab/kubectl`; verify runs each script with all passwords.
"""

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from lab.checks.secret_command import (
    ACCOUNTS,
    CREATE,
    REGISTRY,
    REPLACE,
    SEVERAL,
    SHELLS,
    SHOW,
    TYPED,
    USER,
    credentials,
    old_secret,
    run,
    secret,
    stored_secret,
)
from lab.kubectl.client import cluster
from lab.kubectl.terminal import PROMPT, terminal
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.kubectl.client import Cluster
    from lab.kubectl.cluster_state import Object
    from lab.kubectl.terminal import Terminal

pytestmark = [pytest.mark.slow, pytest.mark.tool]


def short(script: Path) -> str:
    return f"{script.parent.name}/{script.name}"


INTERACTIVE = {"bash": ["bash", "--norc", "-i"], "dash": ["dash", "-i"], "zsh": ["zsh", "-f", "-i"]}


@pytest.fixture
def empty() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture
def holding_old() -> Iterator[Cluster]:
    with cluster(old_secret()) as running:
        yield running


@pytest.mark.parametrize("program", SHELLS)
def test_create_takes_a_password_without_a_newline(empty: Cluster, tmp_path: Path, program: str) -> None:
    result = run(empty, program, CREATE, "from a pipe", tmp_path / "bin")
    assert result.returncode == 0
    assert credentials(empty) == {REGISTRY: f"{USER}:from a pipe"}


@pytest.mark.parametrize("program", SHELLS)
@pytest.mark.parametrize("script", TYPED, ids=short)
@pytest.mark.parametrize("typed", ["", "\n"], ids=["end of file", "empty line"])
def test_no_password_no_secret(empty: Cluster, tmp_path: Path, program: str, script: Path, typed: str) -> None:
    result = run(empty, program, script, typed, tmp_path / "bin")
    assert result.returncode == 1
    assert stored_secret(empty) is None
    assert empty.store.requests == []


@pytest.mark.parametrize("program", SHELLS)
def test_create_leaves_the_following_lines_of_its_input(empty: Cluster, program: str) -> None:
    result = empty.run([find(program), "-c", f". {CREATE}; cat"], "password\nnext line\n")
    assert result.stdout.endswith("created\nnext line\n")


def test_create_refuses_to_overwrite(holding_old: Cluster, tmp_path: Path) -> None:
    result = run(holding_old, "dash", CREATE, "password\n", tmp_path / "bin")
    assert result.returncode == 1
    assert "already exists" in result.stderr
    assert credentials(holding_old) == {"old.example": "x:y"}


def test_replace_needs_a_secret_to_replace(empty: Cluster, tmp_path: Path) -> None:
    result = run(empty, "dash", REPLACE, "password\n", tmp_path / "bin")
    assert result.returncode == 1
    assert '"docker-registry-secret" not found' in result.stderr
    assert stored_secret(empty) is None


@contextmanager
def at_the_password_prompt(program: str, script: Path) -> Iterator[tuple[Cluster, Terminal]]:
    """An interactive shell into which a script was pasted and which waits for the password."""
    find(program)
    old = [] if script == CREATE else [secret("{}")]
    with cluster(*old) as running, terminal(INTERACTIVE[program], running.environment) as screen:
        screen.type(script.read_text("utf-8"))
        screen.wait_for_hidden_input()
        screen.wait_for_prompt("Registry password: ")
        yield running, screen


def echoes_input(screen: Terminal) -> bool:
    """Whether `stty` in the shell reports that the terminal echoes, and not only newlines."""
    screen.type("stty -a; echo d''one\n")
    words = screen.wait_for("done").replace(";", " ").split()
    assert {"icanon", "-icanon"} & {*words}
    return "-echo" not in words and "echonl" not in words


@pytest.mark.parametrize("program", SHELLS)
@pytest.mark.parametrize(("script", "done"), [(CREATE, "created"), (REPLACE, "replaced")], ids=["create", "replace"])
def test_pasted_into_a_terminal(program: str, script: Path, done: str) -> None:
    with at_the_password_prompt(program, script) as (running, screen):
        screen.type("it's $HOME %s\n")
        message = f"secret/docker-registry-secret {done}"
        assert screen.wait_for(message) == f"\r\n{message}"
        assert "$HOME" not in screen.screen
        assert credentials(running) == {REGISTRY: f"{USER}:it's $HOME %s"}
        assert echoes_input(screen)


@pytest.mark.parametrize("program", SHELLS)
def test_pasted_into_a_terminal_it_asks_for_each_registry(program: str) -> None:
    with at_the_password_prompt(program, SEVERAL) as (running, screen):
        screen.type("first $HOME\n")
        screen.wait_for("Docker Hub password: ")
        screen.type("second %s\n")
        screen.wait_for("secret/docker-registry-secret replaced")
        assert {"$HOME", "second"} & {*screen.screen.split()} == set()
        assert list(credentials(running).values()) == [
            f"{user}:{password}"
            for user, password in zip(ACCOUNTS[SEVERAL].values(), ("first $HOME", "second %s"), strict=True)
        ]
        assert echoes_input(screen)


@pytest.mark.parametrize("program", SHELLS)
def test_the_second_password_is_needed_too(holding_old: Cluster, tmp_path: Path, program: str) -> None:
    result = run(holding_old, program, SEVERAL, "first\n\n", tmp_path / "bin")
    assert result.returncode == 1
    assert credentials(holding_old) == {"old.example": "x:y"}


@pytest.mark.parametrize("program", SHELLS)
@pytest.mark.parametrize("script", TYPED, ids=short)
def test_interrupted_at_the_prompt(program: str, script: Path) -> None:
    with at_the_password_prompt(program, script) as (running, screen):
        screen.type("half a pass\x03")
        screen.wait_for(PROMPT)
        screen.type("echo status $? a''live\n")
        assert "status 130 alive" in screen.wait_for("alive")
        assert echoes_input(screen)
        assert running.store.requests == []


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
