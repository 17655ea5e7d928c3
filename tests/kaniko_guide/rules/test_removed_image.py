from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.facts import images
from tests.kaniko_guide.rules.shared import image_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("image", "removed"),
    [
        ("openjdk:21-jdk-slim", True),
        ("openjdk:8-jdk-alpine", True),
        ("openjdk:17", True),
        ("docker.io/library/openjdk:11-jre-slim", True),
        ("openjdk:28-ea-jdk", False),
        ("openjdk:27-rc-jdk-oracle", False),
        ("openjdk:11.0.16-jdk", False),
        ("openjdk:8u342-jre", False),
        ("openjdk", False),
        (f"openjdk:17@{DIGEST}", False),
        ("registry.internal/library/openjdk:17", False),
        ("eclipse-temurin:21-jre", False),
        ("maven:3.9.6-openjdk-21", True),
        ("maven:3.9-openjdk-17", True),
        ("maven:3-openjdk-21", True),
        ("maven:4.0.0-rc-5-openjdk-17", True),
        ("maven:3.8.5-openjdk-17", False),
        ("maven:3-openjdk-11", False),
        ("maven:3.9-microsoft-openjdk-21", False),
        ("maven:3.9-libericaopenjdk-17", False),
        ("maven:3.9-eclipse-temurin-21", False),
        ("maven:${VERSION}-openjdk-21", False),
    ],
)
def test_removed_tags(tmp_path: Path, image: str, *, removed: bool) -> None:
    found = findings_in(tmp_path, {"pod.yaml": image_pod(image)}, "removed-image")
    assert [line.partition(" ")[0] for line in found] == (["pod.yaml:7:12"] if removed else [])


def test_the_replacement_exists() -> None:
    majors = {"7": 8, "8": 8, "9": 11, "11": 11, "14-slim": 17, "17": 17, "18": 21, "21-jdk": 21, "22": 25, "99": 25}
    for tag, major in majors.items():
        removed = images.removed_image(f"openjdk:{tag}")
        assert removed is not None
        assert removed.instead == (f"eclipse-temurin:{major}-jre", f"eclipse-temurin:{major}-jdk")
    maven = images.removed_image("maven:3.9-openjdk-19")
    assert maven is not None
    assert maven.instead == ("maven:3.9-eclipse-temurin-21",)
