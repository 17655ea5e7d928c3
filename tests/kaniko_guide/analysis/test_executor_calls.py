from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.analysis import executor_calls
from kaniko_guide.project import Settings
from kaniko_guide.sources import executor, shell
from kaniko_guide.text import Source, Text
from tests.kaniko_guide.command import write

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.sources.model import ExecutorCall

FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"
UPSTREAM = "gcr.io/kaniko-project/executor:v1.24.0-debug"


def call(arguments: str) -> ExecutorCall:
    (found,) = executor.calls_in_script(shell.read(Text.canonical(Source("a.sh", f"/kaniko/executor {arguments}"))))
    return found


def pipeline(*images: str) -> str:
    """A pod with a container `kaniko` for each image, and a step in a method, whose pod is unknown."""
    containers = ", ".join(f"{{name: kaniko, image: '{image}'}}" for image in images)
    return (
        "def build() { container('kaniko') { sh '/kaniko/executor --no-push' } }\n"
        f"podTemplate(yaml: '''\nspec: {{containers: [{containers}]}}\n''') {{ node(POD_LABEL) {{ build() }} }}\n"
    )


def test_build_calls(tmp_path: Path) -> None:
    arguments = ["--no-push", "version", "--help", "login a", "--cache"]
    write(tmp_path, {"a.sh": "".join(f"/kaniko/executor {words}\n" for words in arguments)})
    found = executor_calls.build_calls(project.read(tmp_path))
    assert [found_call.where.position().line for found_call in found] == [1, 5]


@pytest.mark.parametrize(
    ("arguments", "enabled"),
    [
        ("", False),
        ("--cache", True),
        ("--cache=T", True),
        ("--cache=0", False),
        ("--cache=yes", None),
        ("--cache=$CACHE", None),
        ("--cache --cache=false", False),
    ],
)
def test_boolean_flag_is_enabled_as_go_parses_it(arguments: str, *, enabled: bool | None) -> None:
    assert executor_calls.is_enabled(call(arguments), "--cache") is enabled


@pytest.mark.parametrize(("value", "boolean"), [("true", True), ("F", True), ("0", True), ("yes", False), ("", False)])
def test_boolean_values(value: str, *, boolean: bool) -> None:
    assert executor_calls.is_boolean(value) is boolean


@pytest.mark.parametrize(
    ("arguments", "known"),
    [("--no-push --cache=$A", True), ("--no-push $FLAGS", False), ("--no-push `flags`", False)],
)
def test_all_flags_are_known_unless_a_word_may_contain_more(arguments: str, *, known: bool) -> None:
    assert executor_calls.all_flags_known(call(arguments)) is known


@pytest.mark.parametrize(
    ("images", "release"),
    [
        ([FORK], "osscontainertools-v1.28.3"),
        ([UPSTREAM, UPSTREAM], "google-v1.24.0"),
        ([UPSTREAM, FORK], None),
        (["maven:3"], None),
        ([], None),
    ],
)
def test_release_is_derived_from_the_images_of_the_container(
    tmp_path: Path, images: list[str], release: str | None
) -> None:
    write(tmp_path, {"Jenkinsfile": pipeline(*images)})
    read = project.read(tmp_path)
    (found,) = read.executor_calls
    assert [image and image.value for image in executor_calls.container_images(read, found)] == images
    assert executor_calls.executor_release(read, found) == release


def test_release_of_the_settings_is_used_first(tmp_path: Path) -> None:
    write(tmp_path, {"Jenkinsfile": pipeline(FORK)})
    (reading,) = project.read_paths([str(tmp_path)], None, Settings(executor="google-v1.24.0"))
    (found,) = reading.project.executor_calls
    assert executor_calls.executor_release(reading.project, found) == "google-v1.24.0"


def test_destination_registries(tmp_path: Path) -> None:
    found = executor_calls.destination_registries(
        project.read(tmp_path), call("-d ghcr.io/a/b:$TAG --destination=c:1 --destination $REGISTRY/d")
    )
    assert found == ["ghcr.io", "docker.io", None]
