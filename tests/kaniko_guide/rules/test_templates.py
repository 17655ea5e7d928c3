"""Manifests with placeholders of any kind have no findings about the placeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli, rules
from tests.support import read

if TYPE_CHECKING:
    from pathlib import Path

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: {NAME}
  namespace: {NAMESPACE}
spec:
  serviceAccountName: {SERVICE_ACCOUNT}
  terminationGracePeriodSeconds: {SIZE}
  containers:
  - name: kaniko
    image: {IMAGE}
    args: ["--destination={IMAGE}/app:{TAG}", "--context=git://{HOST}/a.git"]
    resources:
      limits: {memory: {MEMORY}, cpu: {CPU}}
    env:
    - name: A
      value: {VALUE}
    volumeMounts: [{name: s, mountPath: /kaniko/.docker}]
  volumes:
  - name: s
    secret: {secretName: {SECRET}, items: [{key: .dockerconfigjson, path: config.json}]}
"""
NAMES = ("NAME", "NAMESPACE", "SERVICE_ACCOUNT", "SIZE", "IMAGE", "TAG", "HOST", "MEMORY", "CPU", "VALUE", "SECRET")


def with_placeholders(form: str) -> str:
    text = POD
    for name in NAMES:
        text = text.replace(f"{{{name}}}", form.replace("NAME", name))
    return text


@pytest.mark.parametrize(
    "form", ["{NAME}", "${NAME}", "$NAME", "{{ NAME }}", "X_NAME", "__NAME__", "'@NAME@'", "'%NAME%'"]
)
def test_no_errors(tmp_path: Path, form: str) -> None:
    (tmp_path / "pod.yaml").write_text(with_placeholders(form), "utf-8")
    assert [finding.render() for finding in rules.check(read(tmp_path)) if finding.severity == "error"] == []


@pytest.mark.parametrize("form", ["@NAME@", "%NAME%", "%%NAME%%", "<%= NAME %>", "{% NAME %}"])
def test_not_yaml(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    (tmp_path / "pod.yaml").write_text(with_placeholders(form), "utf-8")
    (tmp_path / "a.sh").write_text("ls\n", "utf-8")
    assert cli.main(["check", "--lang=en", str(tmp_path)]) == 0
    assert "A template" in capsys.readouterr().out


def test_lower_case_in_braces(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: {name}}\nspec:\n  containers: [{name: a, image: {image}}]\n"
    (tmp_path / "pod.yaml").write_text(text, "utf-8")
    assert [finding.render() for finding in rules.check(read(tmp_path)) if finding.severity == "error"] == []


@pytest.mark.parametrize("value", ["{name: a}", "{name: a, b}", "[a]"])
def test_a_mapping_is_no_placeholder(tmp_path: Path, value: str) -> None:
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - name: a\n    image: {value}\n"
    (tmp_path / "pod.yaml").write_text(text, "utf-8")
    assert any(
        finding.rule.name in {"schema", "unknown-field", "yaml-syntax"} for finding in rules.check(read(tmp_path))
    )
