from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "groovy-in-shell")


def test_found(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, "$BUILD_NUMBER", "${env.TAG}")
    assert line.startswith("Jenkinsfile:34:81 The shell gets `${env.TAG}` unchanged")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$BUILD_NUMBER", "${TAG%.*}${X:-env.y}"),
        ("$BUILD_NUMBER", "${TAG}.env"),
        ("$BUILD_NUMBER", "\\\\${env.TAG}"),
        ('"$WORKSPACE"', "'${env.TAG}'"),
    ],
)
def test_not_found(tmp_path: Path, old: str, new: str) -> None:
    assert findings(tmp_path, old, new) == []


@pytest.mark.parametrize("written", ["${args.name}", "${config.tag.trim()}", "${commit.take(7)}", "${map.key.other}"])
@pytest.mark.parametrize("quotes", ["{}", '\\"{}\\"', "x{}y"])
def test_other_objects(tmp_path: Path, written: str, quotes: str) -> None:
    (line,) = findings(tmp_path, "$BUILD_NUMBER", quotes.replace("{}", written).replace('\\"', ""))
    assert f"The shell gets `{written}` unchanged" in line


@pytest.mark.parametrize(
    ("script", "written"),
    [
        ("build a/b:${env.TAG}-${TAG}", "${env.TAG}"),
        ("${pwd()}/mvnw clean", "${pwd()}"),
        ("echo 'it is' # isn't\nbuild ${params.TAG}", "${params.TAG}"),
    ],
)
def test_parts_of_words(tmp_path: Path, script: str, written: str) -> None:
    pipeline = "node {\n  sh '''" + script + "'''\n}\n"
    (line,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "groovy-in-shell")
    assert f"The shell gets `{written}` unchanged" in line


@pytest.mark.parametrize(
    "script",
    [
        "# ${a.b}",
        "echo ${A#x} '${a.b}'",
        "cat <<'EOF'\n${a.b}\nEOF\n",
        "mvn -Dx='${project.version}'",
        "awk '{print ${a.b}}'",
        "echo \\\\${a.b}",
        "echo ${a:-b.c}",
    ],
)
def test_not_for_the_shell(tmp_path: Path, script: str) -> None:
    pipeline = "node {\n  sh '''" + script + "'''\n}\n"
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "groovy-in-shell") == []


@pytest.mark.parametrize("line", ["// --severity HIGH \\\\", "//--severity HIGH", "  // a comment", "//"])
def test_a_comment_of_groovy(tmp_path: Path, line: str) -> None:
    pipeline = 'node {\n  sh """' + f"\n  scan \\\\\n{line}\n  --quiet\n" + '"""\n}\n'
    lines = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "groovy-in-shell")
    assert [entry.partition(" ")[2][:4] for entry in lines] == ["`//`"]


@pytest.mark.parametrize(
    "line", ["//server/share", "curl \\\\\n  https://a.com", "jq 'a\n// b'", "cat <<EOF\n// a\nEOF\n"]
)
def test_slashes_that_begin_no_comment(tmp_path: Path, line: str) -> None:
    pipeline = "node {\n  sh '''\n" + line + "\n'''\n}\n"
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "groovy-in-shell") == []


def test_statements(tmp_path: Path) -> None:
    found = {
        'def image = docker.build("a", "-f Dockerfile .")': "`def image =`",
        "def tag=1": "`def tag=1`",
        "env.TAG = 1": "`env.TAG = 1`",
        "def() { ls; }; def a = 1": None,
        "echo def a = 1": None,
        "TAG=1": None,
    }
    for at, (script, start) in enumerate(found.items()):
        pipeline = "node {\n  sh '''" + script + "'''\n}\n"
        lines = findings_in(tmp_path / str(at), {"Jenkinsfile": pipeline}, "groovy-in-shell")
        assert [line.partition(" ")[2].startswith(str(start)) for line in lines] == [True] * (start is not None), script


def test_properties_without_braces(tmp_path: Path) -> None:
    for script, found in {
        "echo a:$env.TAG": "8 The shell has no variable `env`: `$env.TAG` becomes `.TAG`.",
        'echo "$params.A_B"': "7 The shell has no variable `params`: `$params.A_B` becomes `.A_B`.",
        "for env in a b; do cat $env.YAML; done": None,
        "cat $env.yaml": None,
        "ssh a@$env.server_ip": "7 The shell has no variable `env`: `$env.server_ip` becomes `.server_ip`.",
        "echo '$env.TAG' \\\\$env.TAG $environment.TAG": None,
        "awk '{print $env.TAG}'": None,
    }.items():
        with check(script):
            lines = findings_in(tmp_path, {"Jenkinsfile": f"node {{ sh '''\n{script}''' }}\n"}, "groovy-in-shell")
            assert lines == ([] if found is None else [f"Jenkinsfile:2:{found}"])
    named = "node { withEnv(['env=a']) { sh 'echo $env.TAG' } }\n"
    assert findings_in(tmp_path, {"Jenkinsfile": named}, "groovy-in-shell") == []
    assert findings_in(tmp_path, {"Jenkinsfile": 'node { sh "echo $env.TAG" }\n'}, "groovy-in-shell") == []
