from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def names(directory: Path, pipeline: str, **files: str) -> list[str]:
    content = {"Jenkinsfile": pipeline} | {name.replace("_dot_", "."): text for name, text in files.items()}
    return [line.split("`")[1] for line in findings_in(directory, content, "groovy-local-in-shell")]


@pytest.mark.parametrize(
    ("pipeline", "name"),
    [
        ("node { def tag = \"v${env.BUILD_NUMBER}\"; sh 'build --to=a:${tag}' }\n", "tag"),
        ("node { String imageTag = sh(script: 'x', returnStdout: true); sh 'build a:$imageTag' }\n", "imageTag"),
        ("def build(name) {\n  sh 'build services/${name}'\n}\nnode { build('a') }\n", "name"),
        ('def build(String name, String dir = \'.\') {\n  sh """cd \\${dir}"""\n}\n', "dir"),
        ("node { ['a', 'b'].each { svc -> sh 'build $svc' } }\n", "svc"),
        ("node { ['a', 'b'].each { sh 'build ${it}' } }\n", "it"),
        ("node { for (s in ['a']) { sh 'build $s' } }\n", "s"),
        ("node { for (int i = 0; i < 3; i++) { sh 'build $i' } }\n", "i"),
        ("node { version = readFile('v').trim(); sh 'build > $version.log' }\n", "version"),
        ("node { def tag = f(); sh 'echo a > build.env'; sh 'build $tag' }\n", "tag"),
        ("pipeline { stages { stage('a') { steps { script { def t = f(); sh 'echo \"a:$t\"' } } } } }\n", "t"),
        ("def image = 'a/b:' + f()\npipeline { stages { stage('a') { steps { sh 'build $image' } } } }\n", "image"),
    ],
)
def test_found(tmp_path: Path, pipeline: str, name: str) -> None:
    assert names(tmp_path, pipeline) == [name]


@pytest.mark.parametrize(
    "declaration",
    [
        'def (major, minor) = ["1", "2"]',
        "def (String major, int minor) = f()",
        "(major, minor) = f()",
        'String major = "x", minor = "y"',
        "def major = 1, minor = [a: 1, b: 2], c",
        "int major, minor",
        "List<String> major = f(1, 2), minor = []",
    ],
)
def test_several_variables_of_one_statement(tmp_path: Path, declaration: str) -> None:
    pipeline = f"node {{\n{declaration}\nsh 'echo $major'\nsh 'echo $minor $other $a'\n}}\n"
    assert names(tmp_path, pipeline) == ["major", "minor"]
    in_double_quotes = pipeline.replace("'", '"').replace("$other $a", "")
    assert names(tmp_path, in_double_quotes) == []
    assert findings_in(tmp_path, {"Jenkinsfile": in_double_quotes}, "undefined-groovy-variable") == []


def test_no_declaration_of_several_variables(tmp_path: Path) -> None:
    for statement in ("f major, minor", "f(major, minor)", "def x = f(major: 1, minor: 2)", "def x = [major, minor]"):
        assert names(tmp_path, f"node {{\n{statement}\nsh 'echo $major $minor'\n}}\n") == [], statement


@pytest.mark.parametrize(
    "pipeline",
    [
        'node { def tag = f(); sh "build ${tag}" }\n',
        'node { def tag = f(); sh "build " + tag }\n',
        "node { def tag = f(); sh 'tag=1; build $tag' }\n",
        "node { def tag = f(); sh 'read -r tag; build $tag' }\n",
        "node { def tag = f(); sh 'for tag in a b; do build $tag; done' }\n",
        "node { def tag = f(); sh '. ./vars.sh; build $tag' }\n",
        "node { def tag = f(); withEnv([\"tag=${tag}\"]) { sh 'build $tag' } }\n",
        "node { def tag = f(); withEnv(['tag=' + tag]) { sh 'build $tag' } }\n",
        "node { def tag = f(); env.tag = tag; sh 'build $tag' }\n",
        "node { def tag = params.tag; sh 'build $tag' }\n",
        "node { def TAG = env.TAG ?: '1'; sh 'build $TAG' }\n",
        "node { def BUILD_NUMBER = f(); sh 'build $BUILD_NUMBER' }\n",
        "node { def tag = f(); sh \"build '\\$tag'\" }\n",
        "node { def tag = f(); sh 'build \\\\$tag' }\n",
        "node { if (x) { def tag = f() }; sh 'build $tag' }\n",
        "def build(tag) { echo tag }\nnode { sh 'build $tag' }\n",
        "node { withCredentials([string(variable: 'token')]) { def token = f(); sh 'x $token' } }\n",
        "@Library('a') _\nnode { def tag = f(); sh 'build $tag' }\n",
        "node { def tag = f(); build.env.put('tag', tag); sh 'build $tag' }\n",
        "node { def tag = f(); build.environment = tag; sh 'build $tag' }\n",
        "node { def props = readProperties(file: 'a'); def tag = f(); sh 'build $tag' }\n",
        "pipeline { environment { tag = f() }; stages { stage('a') { steps { sh 'build $tag' } } } }\n",
    ],
)
def test_not_found(tmp_path: Path, pipeline: str) -> None:
    assert names(tmp_path, pipeline) == []


def test_with_a_library_only_camel_case(tmp_path: Path) -> None:
    pipeline = "@Library('a') _\nnode { def imageTag = f(); sh 'build $imageTag' }\n"
    assert names(tmp_path, pipeline) == ["imageTag"]
    assert names(tmp_path, pipeline + "load 'b.groovy'\n") == []


def test_a_variable_of_the_container(tmp_path: Path) -> None:
    pod = "spec: {containers: [{name: a, image: 'b:1', env: [{name: tag, value: c}]}]}"
    pipeline = f"podTemplate(yaml: '{pod.replace(chr(39), chr(34))}') {{ node(POD_LABEL) {{ def tag = f(); X }} }}\n"
    assert names(tmp_path, pipeline.replace("X", "container('a') { sh 'build $tag' }")) == []
    assert names(tmp_path, pipeline.replace("X", "sh 'build $tag'")) == ["tag"]


def test_position(tmp_path: Path) -> None:
    (line,) = findings_in(tmp_path, {"Jenkinsfile": "def b(n) {\n  sh 'x ${n}'\n}\n"}, "groovy-local-in-shell")
    assert line == "Jenkinsfile:2:9 The shell has no `n`, so `${n}` is empty; it is a variable of Groovy."


def test_expansions_with_operators(tmp_path: Path) -> None:
    for number, (expansion, found) in enumerate(
        {
            "${tag%%-*}": 1,
            "${tag#v}": 1,
            "${#tag}": 1,
            "${tag:0:7}": 1,
            "${tag/a/b}": 1,
            "${tag:-a}": 0,
            "${tag+a}": 0,
        }.items()
    ):
        pipeline = f"node {{ def tag = f(); sh 'build {expansion}' }}\n"
        assert len(names(tmp_path / str(number), pipeline)) == found, expansion
