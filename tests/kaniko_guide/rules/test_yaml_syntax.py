from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def test_position_in_a_groovy_string_is_that_in_the_file(tmp_path: Path) -> None:
    pipeline = (
        "pipeline {\n  agent {\n    kubernetes {\n      yaml '''\n"
        "spec:\n\tcontainers: []\n'''\n    }\n  }\n  stages { stage('a') { steps { echo 'a' } } }\n}\n"
    )
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "yaml-syntax") == [
        "Jenkinsfile:6:1 This YAML cannot be parsed: found character '\\t' that cannot start any token."
    ]


def test_every_document_is_looked_at(tmp_path: Path) -> None:
    found = findings_in(tmp_path, {"a.yaml": "a: [\n---\nb: 1\n---\nc: 'x\n"}, "yaml-syntax")
    assert [line.partition(" ")[0] for line in found] == ["a.yaml:2:1", "a.yaml:6:1"]


def test_template_is_skipped(tmp_path: Path) -> None:
    chart = "spec:\n  {{- if .Values.cache }}\n  cache: true\n  {{- end }}\n"
    assert findings_in(tmp_path, {"chart.yaml": chart}, "yaml-syntax") == []


def test_cause_that_is_named(tmp_path: Path) -> None:
    for text, expected in {
        "spec:\n  // all\n  a: b\n": "2:3 This YAML cannot be parsed: `//` starts no comment in YAML; `#` does.",
        "a: [b] // c\n": "1:8 This YAML cannot be parsed: `//` starts no comment in YAML; `#` does.",
        "a: 5 // see: b\n": "1:6 This YAML cannot be parsed: `//` starts no comment in YAML; `#` does.",
        'a: "http://b": c\n': "1:14 This YAML cannot be parsed: mapping values are not allowed here.",
        "spec:\n<<<<<<< HEAD\n  a: b\n": "2:1 This YAML cannot be parsed: a conflict marker of git is left here.",
        "a:\n  b c\n  d: [e]\n": "2:3 This YAML cannot be parsed: could not find expected ':'.",
        "# {{ a }}\nb:\n  c [d]\n  e: f\n": "3:3 This YAML cannot be parsed: could not find expected ':'.",
        'b: "{{ a }}" # {{ b }}\nc: d: e\n': "2:5 This YAML cannot be parsed: mapping values are not allowed here.",
        "b: {{ a }}\nc: d: e\n": None,
        "b:\n  c {{ a }}\n  d: e\n": None,
        "a: |\n  <<<<<<< HEAD\n  // b\nc: d\n": None,
    }.items():
        with check(text):
            found = findings_in(tmp_path, {"pod.yaml": f"kind: Pod\n{text}"}, "yaml-syntax")
            line, _, rest = (expected or "0:").partition(":")
            assert found == ([f"pod.yaml:{int(line) + 1}:{rest}"] if expected is not None else [])


def test_folded_scripts_have_their_lines(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    command: [sh, -c]\n    args:\n    - {}\n"
    for script in (
        ">-\n      /kaniko/executor\n      --no-push --context=/a\n      --no-such",
        "/kaniko/executor\n      --no-push --context=/a\n      --no-such",
        '"/kaniko/executor\n      --no-push --context=/a\n      --no-such"',
    ):
        with check(script):
            (found,) = findings_in(tmp_path, {"pod.yaml": pod.format(script)}, "unknown-flag")
            assert found.startswith(f"pod.yaml:{11 if script.startswith('>') else 10}:7 ")
