"""The check of the jar in the quick start's pipeline, and its Java release; verify builds the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from lab import debian_maven
from lab.checks import maven

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tool


@pytest.mark.parametrize("jars", [[], ["a.jar", "b.jar"], ["a.jar", "b.jar", "c.jar"]], ids=len)
def test_guard_fails_unless_there_is_one_jar(tmp_path: Path, jars: list[str]) -> None:
    target = tmp_path / "target"
    target.mkdir()
    for jar in jars:
        (target / jar).touch()
    assert maven.shell(maven.maven_steps()[1], tmp_path).returncode == 1


def test_guard_passes_with_one_jar(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "a.jar").touch()
    assert maven.shell(maven.maven_steps()[1], tmp_path).returncode == 0


def test_guard_fails_without_a_target_directory(tmp_path: Path) -> None:
    assert maven.shell(maven.maven_steps()[1], tmp_path).returncode == 1


def test_one_java_release_in_pom_and_images() -> None:
    quick_start = project.read(debian_maven.RECIPE)
    pom = debian_maven.pom_tree()
    release = pom.findtext("m:properties/m:maven.compiler.release", namespaces=debian_maven.POM)
    (dockerfile,) = quick_start.dockerfiles
    base = dockerfile.instructions[0].arguments[0].value
    image = next(str(box.image) for pod in quick_start.pods for box in pod.containers if str(box.name) == "maven")
    exposed = next(found for found in dockerfile.instructions if found.keyword == "EXPOSE")
    assert base == f"eclipse-temurin:{release}-jre"
    assert image.endswith(f"-eclipse-temurin-{release}")
    assert exposed.arguments[0].value == str(maven.PORT)
