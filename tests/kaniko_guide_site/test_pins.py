"""What the snippets pin: all of it is found, and what nobody knows is refused."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import pins
from kaniko_guide_site.facts import pins as facts
from tests.support import ROOT, SNIPPETS, name

if TYPE_CHECKING:
    from pathlib import Path

LIKE_AN_IMAGE = re.compile(r"(?<![\w.-])\w[\w./-]*[a-z][\w./-]*:v?\d[\w.-]*(?:@sha256:[0-9a-f]{64})?", re.ASCII)
"""What looks like an image with a version, in any language; found without the readers that the page is made by."""
OWN = r"ccr\.ccs\.tencentyun\.com/nms4cloud/(?:kaniko|maven|eclipse-temurin|inbound-agent|node|nginx|myapp[a-z-]*):.*"
COPY = r"registry\.example\.com/library/eclipse-temurin:.*"
BUILT = r"(?:[\w.-]+/)*team/\w+:.*"
PORT = r"(?:localhost|[\w-]+(?:\.[\w-]+)+):\d+"
NO_IMAGES = re.compile(f"{OWN}|{COPY}|{BUILT}|{PORT}|sha256:.*")
FILES = [
    path
    for path in sorted(SNIPPETS.glob("*/**/*"))
    if path.is_file() and path.suffix != ".txt" and path.name != "recipe.yml"
]
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: a
spec:
  containers:
  - name: a
    image: {image}
"""
POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <dependencies>
    <dependency><groupId>a</groupId><artifactId>b</artifactId><version>1</version></dependency>
  </dependencies>
</project>
"""


@functools.cache
def pinned_images() -> set[str]:
    return {pin.reference for pin in pins.collect(ROOT) if pin.kind == "image"}


def images_like_text(path: Path) -> set[str]:
    found = set(LIKE_AN_IMAGE.findall(path.read_text("utf-8")))
    named = {image.removeprefix("docker.io/library/").removeprefix("docker.io/") for image in found}
    return {image for image in named if not NO_IMAGES.fullmatch(image)}


def test_every_image_that_a_text_search_finds_is_pinned() -> None:
    missing = {name(path): images_like_text(path) - pinned_images() for path in FILES}
    assert {path: images for path, images in missing.items() if images} == {}


def project_with(directory: Path, path: str, text: str) -> Path:
    target = directory / "snippets" / path
    target.parent.mkdir(parents=True)
    (target.parent / "recipe.yml").write_text("title: {zh: a, en: a}\n", "utf-8")
    (directory / "snippets" / "parameters.yml").write_bytes((SNIPPETS / "parameters.yml").read_bytes())
    target.write_text(text, "utf-8")
    return directory


@pytest.mark.parametrize("image", ["busybox:1.37", "ccr.ccs.tencentyun.com/nms4cloud/busybox:1.37", "Maven:3"])
def test_image_that_nobody_knows_is_refused(image: str, tmp_path: Path) -> None:
    root = project_with(tmp_path, "a/pod.yaml", POD.format(image=image))
    with pytest.raises(pins.UnknownPinError, match=r"^snippets/a/pod\.yaml:8:1: error: the image \S+ is unknown\. Add"):
        pins.collect(root)


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (
            "a/x.sh",
            "skopeo copy docker://quay.io/a/b:1 docker://c.internal/a/b:1\n",
            "x.sh:1:1: .* the image quay.io/a/b",
        ),
        ("a/x.sh", "kubectl run a --image=quay.io/a/b:1\n", "x.sh:1:1: .* the image quay.io/a/b"),
        ("a/x.sh", "\ncrane copy quay.io/a/b:1 c.internal/a/myapp:1\n", "x.sh:2:1: .* the image quay.io/a/b"),
        (
            "a/x.sh",
            "curl https://get.example.net https://get.docker.com\n",
            "x.sh:1:1: .* the address https://get.docker",
        ),
        ("a/x.yaml", "jobs: {a: {steps: [{uses: a/b@0}]}}\n", "x.yaml:1:1: .* the action a/b"),
        ("a/Dockerfile", "FROM rust:1 AS b\nFROM b\n", "Dockerfile:1:1: .* the image docker.io/library/rust"),
        (
            "a/pom.xml",
            POM,
            "pom.xml:3:1: .* the artifact a:b",
        ),
    ],
)
def test_whatever_else_nobody_knows_is_refused(path: str, text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(pins.UnknownPinError, match=said):
        pins.collect(project_with(tmp_path, path, text))


def test_places_of_the_reader_are_no_pins(tmp_path: Path) -> None:
    text = (
        "curl https://jenkins.corp.internal/a https://ccr.ccs.tencentyun.com/v2/ https://$HOST/ https://github.com/OWNER/a\n"
        "crane copy ccr.ccs.tencentyun.com/nms4cloud/myapp:1 registry.example.com/a/myapp:2\n"
    )
    assert pins.collect(project_with(tmp_path, "a/x.sh", text)) == ()


def test_digest_is_part_of_the_pin(tmp_path: Path) -> None:
    digest = f"sha256:{'0' * 64}"
    (pin,) = pins.collect(project_with(tmp_path, "a/pod.yaml", POD.format(image=f"maven:3.9@{digest}")))
    assert (pin.name, pin.version, pin.digest) == ("docker.io/library/maven", "3.9", digest)
    assert pin.reference == f"maven:3.9@{digest}"


@pytest.mark.slow
def test_every_fact_is_of_a_pin() -> None:
    used = {(pin.kind, pin.name) for pin in pins.collect(ROOT)}
    listed = {(kind, entry) for kind in facts.KINDS for entry in facts.pin_facts(kind)}
    assert listed <= used
