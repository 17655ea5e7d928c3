"""The kind of a file, by its name and by its content."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

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
        ("Dockerfile.sha256", f"{64 * 'a'}  Dockerfile\n", 0),
        ("Dockerfile.prod", "FROM a:1\n", 1),
        ("pod.yaml", "apiVersion: v1\nkind: Pod\nspec:\n  a:\n  - #@ b\n", 0),
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
        ("Dockerfile-config.yaml", "apiVersion: v1\nkind: ConfigMap\ndata: {}\n", 1),
        ("Dockerfile", "<html>\n", 0),
        ("Jenkinsfile", "<flow-definition/>\n", 0),
        ("pod.yaml", "kind: Pod\nspec:\n  {%- for a in b %}\n  c: d\n  {%- endfor %}\n", 0),
        ("JenkinsLog", "[Pipeline] podTemplate\n---\napiVersion: v1\nkind: Pod\n", 0),
        ("plan", "FROM a:1\n  UNPACK /kaniko/stages/0\nRUN touch b\n", 0),
    ],
)
def test_files_are_found_by_name_and_content(
    working_directory: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | bytes, count: int
) -> None:
    write(working_directory, {name: content, "run.sh": "ls\n"})
    assert count_checked_files(capsys) == count + 1


def test_kind_by_name() -> None:
    for name, kind in [
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
        ("release-Jenkinsfile", "jenkinsfile"),
        ("Dockerfile-config.yaml", "manifest"),
        ("Jenkinsfile-pod.yml", "manifest"),
        ("Dockerfile.md", None),
        ("Jenkinsfile.html", None),
    ]:
        with check(f"{name}, {kind}"):
            assert project.kind_by_name(PurePosixPath(name)) == kind


def test_shell_snippets_are_recognized_by_name() -> None:
    scripts = [path for path in SNIPPETS.rglob("*") if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh")]
    assert {project.kind_by_name(PurePosixPath(path)) for path in scripts} == {"shell"}


def text(content: str) -> Text:
    return Text.canonical(Source("a", content))


def test_found_file_must_look_like_its_kind() -> None:
    for name, content, kind, unread in [
        ("pod.yaml", "kind: Pod\n", "manifest", []),
        ("pod.yaml", "a: b\n", None, []),
        ("pod.yaml", "{{- if .Values.a }}\nkind: Pod\n", None, ["1 template"]),
        ("pod.yaml", "kind: Pod\n{% if a %}\nspec: b\n{% endif %}\n", None, ["2 template"]),
        ("pod.yaml", "kind: Pod\n<% if a %>\n", None, ["2 template"]),
        (".gitlab-ci.yml", "a:\n  script:\n  - /kaniko/executor --contxt .\n", "manifest", []),
        ("ci.yml", "a: {image: ghcr.io/osscontainertools/kaniko:v1.28.3}\n", "manifest", []),
        ("ci.yml", "# /kaniko/executor\na: b/kaniko-guide@v1  # kaniko\n", None, []),
        ("my-jenkins", 'def pod = """\napiVersion: v1\nkind: Pod\n"""\npipeline { }\n', "jenkinsfile", []),
        ("my-jenkins", "metadata: {name: a}\nkind: Pod\n", "manifest", []),
        ("a.groovy", "class A { }\n", None, []),
        ("a.groovy", "class A { String b = 'kaniko' }\n", "jenkinsfile", []),
    ]:
        with check(f"{name}, {content}"):
            decision = kinds.classify_found_file(PurePosixPath(name), text(content))
            found = [f"{entry.where.position().line} {entry.reason.name}" for entry in decision.unread]
            assert (decision.kind, found) == (kind, unread)


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
    [
        ("vars/dockerBuild.txt", False),
        ("image", True),
        ("jenkins.txt", True),
        ("Docker.base", True),
        ("jenkins.md", False),
        ("a.txt", False),
    ],
)
def test_files_without_a_kind_by_name_are_classified_by_content(name: str, *, decides: bool) -> None:
    assert kinds.is_classified_by_content(PurePosixPath(name)) is decides


@pytest.mark.parametrize("name", ["Dockerfile", "Dockerfile.prod", "Jenkinsfile"])
@pytest.mark.parametrize("start", ["", "---\n", "# made by a program\n"])
def test_a_manifest_under_another_name(name: str, start: str) -> None:
    content = f"{start}apiVersion: v1\nkind: ConfigMap\n"
    text = Text.canonical(Source(name, content))
    assert kinds.kind_of_named_file(PurePosixPath(name), text) == "manifest"
    assert kinds.classify_found_file(PurePosixPath(name), text).kind == "manifest"


@pytest.mark.parametrize("start", ["def pod = ", "String pod = ", "@Field pod = ", "import a.b\ndef pod = "])
def test_a_manifest_in_a_string_of_groovy(start: str) -> None:
    text = Text.canonical(Source("build", f'{start}"""\napiVersion: v1\nkind: Pod\n"""\npipeline {{\n}}\n'))
    assert kinds.kind_of_named_file(PurePosixPath("build"), text) == "jenkinsfile"


@pytest.mark.parametrize(
    ("name", "is_template"),
    [("a.tmpl.yaml", True), ("a.j2.yml", True), ("pod-template.yaml", False), ("template.yaml", False)],
)
def test_a_template_by_its_suffixes(name: str, *, is_template: bool) -> None:
    found = kinds.classify_found_file(PurePosixPath(name), Text.canonical(Source(name, "kind: Pod\n")))
    assert found.kind == (None if is_template else "manifest")
    assert [entry.reason.name for entry in found.unread] == (["template"] if is_template else [])
