from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.analysis import commands
from kaniko_guide.sources import shell
from kaniko_guide.text import Source, Text
from tests.kaniko_guide.command import write

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.sources.model import Command


def command(script: str) -> Command:
    (found,) = shell.read(Text.canonical(Source("a.sh", script))).commands
    return found


@pytest.mark.parametrize(("script", "name"), [("kubectl get pods", "kubectl"), ("/usr/bin/kubectl get", "kubectl")])
def test_program_name(script: str, name: str) -> None:
    assert commands.program_name(command(script)) == name


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("a -n b", ("b", "b")),
        ("a --namespace=b", ("--namespace=b", "b")),
        ("a -n b --namespace c", ("c", "c")),
        ("a -n", None),
        ("a -- -n b", None),
        ("a --name b", None),
    ],
)
def test_value_of_the_last_option_is_used(script: str, found: tuple[str, str] | None) -> None:
    option = commands.option_value(command(script).words, "-n", "--namespace")
    assert (option and (option[0].value, option[1])) == found


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("kubectl -n jenkins get pods a -o yaml", ["get", "pods", "a"]),
        ("kubectl run a --image b --rm -- sh -c d", ["run", "a"]),
        ("kubectl get --namespace=b pods", ["get", "pods"]),
    ],
)
def test_kubectl_arguments(script: str, words: list[str]) -> None:
    assert [word.value for word in commands.kubectl_arguments(command(script))] == words


def test_commands_of_all_scripts_and_their_order(tmp_path: Path) -> None:
    write(tmp_path, {"a.sh": "one\ntwo\n", "Jenkinsfile": "node { sh 'three' }\n"})
    first, second, third = commands.all_commands(project.read(tmp_path))
    assert [commands.program_name(found) for found in (first, second, third)] == ["one", "two", "three"]
    assert commands.is_before(first.text, second.text)
    assert not commands.is_before(second.text, first.text)
    assert not commands.is_before(first.text, third.text)
