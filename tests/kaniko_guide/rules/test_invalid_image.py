from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.facts import images
from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

KANIKO = images.recommended_executor("debug")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (KANIKO, "a/B:1", "10:12 `a/B:1` is not a valid image name"),
        (f"    image: {KANIKO}\n", "", "9:11 Container `kaniko` has no image."),
    ],
)
def test_found_in_a_pod(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings_in(tmp_path, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "invalid-image")
    assert line.startswith(f"Jenkinsfile:{expected}")


def test_not_found_in_a_pod(tmp_path: Path) -> None:
    pipeline = replace_first(PIPELINE, KANIKO, "REGISTRY.example.com/b@sha256:" + 64 * "a")
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "invalid-image") == []


def test_found_in_a_dockerfile(tmp_path: Path) -> None:
    (line,) = findings_in(tmp_path, {"Dockerfile": "FROM eclipse-temurin:21-jre\nFROM Alpine:3\n"}, "invalid-image")
    assert line.startswith("Dockerfile:2:6 `Alpine:3` is not a valid image name.")


@pytest.mark.parametrize(
    "lines",
    [
        "FROM BASE_IMAGE",
        "FROM a:@TAG@",
        "FROM %BASE%:1",
        "FROM __REGISTRY__/a:__TAG__",
        "FROM ((registry))/a:((tag))",
        "FROM [[image]]",
        "ARG A\nFROM ${A}\nFROM x AS Build\nFROM Build",
    ],
)
def test_not_found_in_a_dockerfile(tmp_path: Path, lines: str) -> None:
    files = {"Dockerfile": f"FROM eclipse-temurin:21-jre\n{lines}\n"}
    assert findings_in(tmp_path, files, "invalid-image") == []


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("name: 'a', command: 'sleep'", True),
        ("name: 'jnlp', args: 'b'", True),
        ("name: 'a', image: 'b:1'", False),
        ("name: 'a', image: image", False),
        ("*: common", False),
    ],
)
def test_a_container_template_without_an_image(tmp_path: Path, arguments: str, *, found: bool) -> None:
    template = f"inheritFrom: 'base', containers: [containerTemplate({arguments})]"
    text = f"podTemplate({template}) {{ node(POD_LABEL) {{ a() }} }}\n"
    assert bool(findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-image")) == found
