"""The kind of a file, by its name and by its content."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli, project
from kaniko_guide.project import kinds
from kaniko_guide.text import Source, Text
from tests.kaniko_guide.command import write
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path


def count_checked_files(capsys: pytest.CaptureFixture[str], *arguments: str) -> int:
    """The number of files that `check` reports as checked."""
    cli.main(["check", "--format=json", *arguments])
    count: int = json.loads(capsys.readouterr().out)["files"]
    return count


@pytest.mark.parametrize(
    ("name", "content", "count"),
    [
        ("Jenkinsfile", "pipeline { }\n", 1),
        ("build", "#!/bin/sh\nls\n", 1),
        ("build", "#!/usr/bin/env bash\nls\n", 1),
        ("build", "#!/usr/bin/env groovy\nnode { }\n", 1),
        ("build", "#!/usr/bin/env python3\nprint()\n", 0),
        ("jenkins.pipeline", "// comment\npipeline {\n}\n", 1),
        ("docker.base", "# comment\nFROM eclipse-temurin:21-jre\n", 1),
        ("pod", "apiVersion: v1\nkind: Pod\n", 1),
        ("pod.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", 1),
        ("compose.yaml", "services:\n  a:\n    image: b:1\n", 0),
        ("chart.yaml", "{{- if .Values.a }}\nkind: Pod\n{{- end }}\n", 0),
        ("vars/build.groovy", "def call() {\n  podTemplate {\n  }\n}\n", 1),
        ("src/App.groovy", "class App { }\n", 0),
        ("picture", b"FROM \0\1\2", 0),
        ("picture", b"FROM \xff\xfe", 0),
        ("README.md", "pipeline { }\n", 0),
        ("customjenkins.md", "pipeline { }\n", 0),
        ("jenkins.yaml.tpl", "kind: Pod\n", 0),
        ("Dockerfile-template", "LABEL a=b\n", 0),
        ("plan", "FROM a:1\n  UNPACK /kaniko/stages/0\nRUN touch b\n", 0),
    ],
)
def test_files_are_found_by_name_and_content(
    working_directory: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | bytes, count: int
) -> None:
    write(working_directory, {name: content, "run.sh": "ls\n"})
    assert count_checked_files(capsys) == count + 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Jenkinsfile", "jenkinsfile"),
        ("ci/Jenkinsfile.release", "jenkinsfile"),
        ("vars/build.groovy", "jenkinsfile"),
        ("ci/build.Jenkinsfile", "jenkinsfile"),
        ("Dockerfile", "dockerfile"),
        ("app.Dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("pod.yaml", "manifest"),
        ("recipe.yml", None),
        ("run.sh", "shell"),
        ("README.md", None),
        ("Dockerfile-template", None),
        ("Jenkinsfile.j2", None),
    ],
)
def test_kind_by_name(name: str, kind: str | None) -> None:
    assert project.kind_by_name(PurePosixPath(name)) == kind


def test_shell_snippets_are_recognized_by_name() -> None:
    scripts = [path for path in SNIPPETS.rglob("*") if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh")]
    assert {project.kind_by_name(PurePosixPath(path)) for path in scripts} == {"shell"}


def text(content: str) -> Text:
    return Text.canonical(Source("a", content))


@pytest.mark.parametrize(
    ("name", "content", "kind", "template"),
    [
        ("pod.yaml", "kind: Pod\n", "manifest", False),
        ("pod.yaml", "a: b\n", None, False),
        ("pod.yaml", "{{- if .Values.a }}\nkind: Pod\n", None, True),
        ("a.groovy", "class A { }\n", None, False),
        ("a.groovy", "class A { String b = 'kaniko' }\n", "jenkinsfile", False),
    ],
)
def test_found_file_must_look_like_its_kind(name: str, content: str, kind: str | None, *, template: bool) -> None:
    decision = kinds.classify_found_file(PurePosixPath(name), text(content))
    assert (decision.kind, decision.template) == (kind, template)


def test_dockerfile_recognized_by_its_content_is_kept_as_parsed() -> None:
    found = text("FROM a\nCOPY b c\n")
    decision = kinds.classify_found_file(PurePosixPath("image"), found)
    assert decision.kind == "dockerfile"
    assert decision.dockerfile is not None
    assert decision.dockerfile.text is found
    assert kinds.classify_found_file(PurePosixPath("Dockerfile"), found).dockerfile is None


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.groovy", "class A { }\n", "jenkinsfile"),
        ("a.yaml", "a: b\n", "manifest"),
        ("a.txt", "kind: Pod\n", "manifest"),
        ("a.txt", "hello\n", None),
    ],
)
def test_named_file_has_the_kind_of_its_name(name: str, content: str, kind: str | None) -> None:
    assert kinds.kind_of_named_file(PurePosixPath(name), text(content)) == kind


@pytest.mark.parametrize(
    ("name", "decides"),
    [("image", True), ("jenkins.txt", True), ("Docker.base", True), ("jenkins.md", False), ("a.txt", False)],
)
def test_files_without_a_kind_by_name_are_classified_by_content(name: str, *, decides: bool) -> None:
    assert kinds.is_classified_by_content(PurePosixPath(name)) is decides
