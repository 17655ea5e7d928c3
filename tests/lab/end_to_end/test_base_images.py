"""Substitutes for base images: what a Dockerfile needs of the real image is in each of them."""

from __future__ import annotations

import io
import tarfile

import pytest

from lab.end_to_end import base_images

pytestmark = pytest.mark.tool


@pytest.mark.parametrize(
    ("reference", "program", "files"),
    [
        ("alpine:3.24", "bin/sh", {"etc/passwd"}),
        ("nginx:1.30-alpine", "usr/sbin/nginx", {"etc/nginx/conf.d", "etc/nginx/mime.types", "docker-entrypoint.sh"}),
        ("registry.corp.internal/python:3.13-slim-trixie", "usr/local/bin/python", {"bin/sh"}),
        ("eclipse-temurin:21-jre", "opt/java/openjdk/bin/java", {"bin/sh"}),
    ],
)
def test_substitute_has_its_program_and_files(reference: str, program: str, files: set[str]) -> None:
    made = base_images.substitute(reference)
    assert made is not None
    with tarfile.open(fileobj=io.BytesIO(made.layer)) as layer:
        entries = {entry.name: entry for entry in layer}
    assert entries[program].mode & 0o111
    assert files <= entries.keys()
    assert {(entry.uid, entry.gid) for entry in entries.values()} == {(0, 0)}


@pytest.mark.parametrize("reference", ["busybox:1.37", "eclipse-temurin:8-jre", "eclipse-temurin:21-jdk"])
def test_other_images_have_no_substitute(reference: str) -> None:
    assert base_images.substitute(reference) is None
