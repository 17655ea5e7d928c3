from __future__ import annotations

from typing import TYPE_CHECKING

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
