from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import image_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("maven", "has no tag, which means `latest`."),
        ("registry.internal:5000/maven", "has no tag, which means `latest`."),
        ("maven:latest", "has the floating tag `latest`, which changes with each release."),
        ("ghcr.io/osscontainertools/kaniko:debug", "has the floating tag `debug`, which changes with each release."),
    ],
)
def test_found(tmp_path: Path, image: str, expected: str) -> None:
    found = findings_in(tmp_path, {"pod.yaml": image_pod(image)}, "floating-tag")
    assert found == [f"pod.yaml:7:12 The image `{image}` {expected}"]


@pytest.mark.parametrize(
    "image",
    [
        "ghcr.io/osscontainertools/kaniko:v1.28.3-debug",
        f"maven@{DIGEST}",
        f"maven:latest@{DIGEST}",
        "$IMAGE",
        "'Not An Image'",
    ],
)
def test_not_found(tmp_path: Path, image: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": image_pod(image)}, "floating-tag") == []


def test_from_lines_of_a_dockerfile(tmp_path: Path) -> None:
    text = (
        "ARG BASE=maven\nFROM maven AS Build\nFROM ${BASE}\nFROM scratch AS empty\n"
        "FROM --platform=linux/amd64 build AS again\nFROM empty\nFROM nginx:latest\n"
    )
    found = findings_in(tmp_path, {"Dockerfile": text}, "floating-tag")
    assert [line.partition(" ")[0] for line in found] == ["Dockerfile:2:6", "Dockerfile:7:6"]


def test_kustomize_may_set_a_tag(tmp_path: Path) -> None:
    assert len(findings_in(tmp_path, {"pod.yaml": image_pod("kaniko")}, "floating-tag")) == 1
    for image, found in {"kaniko": 0, "maven:latest": 1}.items():
        files = {"pod.yaml": image_pod(image), "overlays/a/kustomization.yaml": "resources: [../..]\n"}
        assert len(findings_in(tmp_path, files, "floating-tag")) == found
