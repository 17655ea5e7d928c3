from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("character", "\u200b\u200e\ufeff\u00a0\u2028\u202e\u2066\u2060\u0007\u0085\x00")
@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("Jenkinsfile", "node {{\n  echo 'a{}'\n}}\n"),
        ("Dockerfile", "FROM a\nUSER a{} \n"),
        ("a.sh", "ls\nls -- a{}\n"),
    ],
)
def test_found_in_every_kind_of_file(tmp_path: Path, path: str, content: str, character: str) -> None:
    (found,) = findings_in(tmp_path, {path: content.format(character)}, "invisible-character")
    column = content.splitlines()[1].index("{}") + 1
    assert found.startswith(f"{path}:2:{column} Invisible character U+{ord(character):04X} (")


def test_found_in_manifests(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {a: b\u200b}\nspec: {containers: []}\n"
    (found,) = findings_in(tmp_path, {"pod.yaml": pod}, "invisible-character")
    assert found.startswith("pod.yaml:5:16 ")


def test_found_once_in_a_jenkinsfile(tmp_path: Path) -> None:
    pipeline = "node {\n  sh 'ls\u00a0a'\n}\n"
    (found,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "invisible-character")
    assert found == "Jenkinsfile:2:9 Invisible character U+00A0 (NO-BREAK SPACE)."


def test_found_in_the_pod_file_of_a_jenkinsfile(tmp_path: Path) -> None:
    pipeline = "podTemplate(yaml: readTrusted('pod.yaml')) { node(POD_LABEL) { sh 'ls' } }\n"
    pod = "spec:\n  containers:\n  - name: a\u200b\n    image: b:1\n"
    (found,) = findings_in(tmp_path, {"Jenkinsfile": pipeline, "pod.yaml": pod}, "invisible-character")
    assert found.startswith("pod.yaml:3:12 ")


@pytest.mark.parametrize("content", ["echo '你好，世界'\r\n", "\tls\n", "echo '👨\u200d👩'\n", "\ufeffls\n"])
def test_not_found(tmp_path: Path, content: str) -> None:
    assert findings_in(tmp_path, {"a.sh": content}, "invisible-character") == []


def test_a_space_of_another_kind_in_a_comment(tmp_path: Path) -> None:
    files = {"Jenkinsfile": "//\xa0a\nnode { sh 'id' }\n", "a.sh": "# a\xa0b\nls\n"}
    assert findings_in(tmp_path, files, "invisible-character") == []
    assert len(findings_in(tmp_path, {"a.sh": "ls\xa0a # b\n"}, "invisible-character")) == 1


def test_joiners_that_a_script_needs(tmp_path: Path) -> None:
    for word, found in {
        "می\u200cشود": 0,
        "हिन्\u200dदी": 0,
        "ක්\u200dෂ": 0,
        "ه\u200d": 0,
        "a\u200cb": 1,
        "a\u200db": 1,
        "中\u200c文": 1,
        "é\u200d": 1,
    }.items():
        files = {"Jenkinsfile": f"node {{ echo '{word}' }}\n", "Dockerfile": f"# {word}\nFROM a\n"}
        assert len(findings_in(tmp_path, files, "invisible-character")) == 2 * found
