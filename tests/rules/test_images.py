"""The rules about images: archived-image, removed-image, floating-tag, and what a name tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.pods import pod
from support import findings_in

from kaniko_guide.facts import executors, images

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "0" * 64


def found_in_pod(tmp_path: Path, image: str, rule: str) -> list[str]:
    text = pod(f"  containers:\n  - name: a\n    image: {image}\n")
    return findings_in(tmp_path, {"pod.yaml": text}, rule)


@pytest.mark.parametrize(
    ("image", "instead"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0-debug", "-debug"),
        ("gcr.io/kaniko-project/executor:debug", "-debug"),
        ("gcr.io/kaniko-project/executor:v1.9.0", ""),
        ("m.daocloud.io/gcr.io/kaniko-project/executor:slim", "-slim"),
        (f"gcr.io/kaniko-project/executor@{DIGEST}", "-debug"),
    ],
)
def test_archived_image(tmp_path: Path, image: str, instead: str) -> None:
    text = f"FROM {image}\n"
    (found,) = findings_in(tmp_path, {"Dockerfile": text}, "archived-image")
    assert found == "Dockerfile:1:6 `gcr.io/kaniko-project/executor` was archived on 2025-06-03 and gets no more fixes."
    assert images.executor(image) is not None
    assert images.recommended_executor(instead.removeprefix("-") or "plain").endswith(f":v1.28.3{instead}")


@pytest.mark.parametrize("image", ["ghcr.io/osscontainertools/kaniko:v1.28.3", "my/executor:1", "$REGISTRY/executor"])
def test_image_that_is_not_archived(tmp_path: Path, image: str) -> None:
    assert found_in_pod(tmp_path, image, "archived-image") == []


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
def test_removed_image(tmp_path: Path, image: str, *, removed: bool) -> None:
    places = [line.partition(" ")[0] for line in found_in_pod(tmp_path, image, "removed-image")]
    assert places == (["pod.yaml:7:12"] if removed else [])


@pytest.mark.parametrize(
    ("image", "fault"),
    [
        ("maven", "has no tag, which means `latest`."),
        ("registry.internal:5000/maven", "has no tag, which means `latest`."),
        ("maven:latest", "has the tag `latest`, which moves with each release."),
        ("ghcr.io/osscontainertools/kaniko:debug", "has the tag `debug`, which moves with each release."),
        ("ghcr.io/osscontainertools/kaniko:v1.28.3-debug", None),
        (f"maven@{DIGEST}", None),
        (f"maven:latest@{DIGEST}", None),
        ("$IMAGE", None),
        ("'Not An Image'", None),
    ],
)
def test_floating_tag(tmp_path: Path, image: str, fault: str | None) -> None:
    expected = [] if fault is None else [f"pod.yaml:7:12 The image `{image}` {fault}"]
    assert found_in_pod(tmp_path, image, "floating-tag") == expected


def test_from_lines_of_a_dockerfile(tmp_path: Path) -> None:
    text = (
        "ARG BASE=maven\nFROM maven AS Build\nFROM ${BASE}\nFROM scratch AS empty\n"
        "FROM --platform=linux/amd64 build AS again\nFROM empty\nFROM nginx:latest\n"
    )
    found = findings_in(tmp_path, {"Dockerfile": text}, "floating-tag")
    assert [line.partition(" ")[0] for line in found] == ["Dockerfile:2:6", "Dockerfile:7:6"]


@pytest.mark.parametrize(
    ("image", "build"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0", "google-v1.24.0"),
        ("gcr.io/kaniko-project/executor:debug", "google-v1.24.0"),
        ("gcr.io/kaniko-project/executor", "google-v1.24.0"),
        ("gcr.io/kaniko-project/executor:v1.9.0-debug", None),
        (f"gcr.io/kaniko-project/executor@{DIGEST}", None),
        ("martizih/kaniko:v1.28.3-alpine", "osscontainertools-v1.28.3"),
        ("ghcr.io/osscontainertools/kaniko:latest", None),
        ("ccr.ccs.tencentyun.com/nms4cloud/kaniko-executor:v1.28.3-debug", "osscontainertools-v1.28.3"),
        ("ccr.ccs.tencentyun.com/nms4cloud/executor:v1.28.3-debug", None),
        ("ccr.ccs.tencentyun.com/nms4cloud/kaniko:debug", None),
        ("maven:v1.28.3", None),
        ("${IMAGE}", None),
    ],
)
def test_build_of_an_image(image: str, build: str | None) -> None:
    assert images.executor_build(image) == build
    assert build is None or build in executors.builds()


@given(st.text() | st.from_regex(r"[a-z./:@_-]{0,40}", fullmatch=True))
def test_any_text_may_stand_for_an_image(text: str) -> None:
    known = [images.removed(text), images.executor(text)]
    assert images.parse(text) is not None or known == [None, None]
