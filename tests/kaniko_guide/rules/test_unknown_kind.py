from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, POD, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: Pod", "kind: Pods", "2:7 `v1` has no kind `Pods`."),
        ("kind: Pod\n", "", "1:1 This object lacks `kind`."),
        ("apiVersion: v1\n", "", "1:1 This object lacks `apiVersion`."),
    ],
)
def test_found_in_a_manifest(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings_in(tmp_path, {"pod.yaml": replace_first(POD, old, new)}, "unknown-kind")
    assert line.startswith(f"pod.yaml:{expected}")


@pytest.mark.parametrize(
    ("old", "new"), [("apiVersion: v1", "apiVersion: example.com/v1"), ("kind: Pod", "kind: PodList")]
)
def test_not_found_in_a_manifest(tmp_path: Path, old: str, new: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": replace_first(POD, old, new)}, "unknown-kind") == []


def test_found_in_a_jenkinsfile(tmp_path: Path) -> None:
    pipeline = replace_first(PIPELINE, "kind: Pod", "kind: pod")
    (line,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "unknown-kind")
    assert line.startswith("Jenkinsfile:6:7 `pod` is not the `kind` of a pod.")


def test_a_jenkinsfile_needs_no_kind(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"Jenkinsfile": replace_first(PIPELINE, "kind: Pod\n", "")}, "unknown-kind") == []


@pytest.mark.parametrize(
    "text",
    [
        "kind: pipeline\nmetadata: {name: a}\n",
        "kind: secret\nmetadata: {name: a}\n",
        "kind: Application\nmetadata: {name: a}\nspec: {}\n",
        "apiVersion: skaffold/v4beta11\nmetadata: {name: a}\n",
        "apiVersion: 2\nmetadata: {name: a}\nsteps: []\n",
    ],
)
def test_files_of_other_systems(tmp_path: Path, text: str) -> None:
    assert findings_in(tmp_path, {"a.yaml": text}, "unknown-kind") == []


@pytest.mark.parametrize("text", ["kind: Secret\nmetadata: {name: a}\n", "apiVersion: v1\nmetadata: {name: a}\n"])
def test_a_missing_key_of_a_manifest(tmp_path: Path, text: str) -> None:
    (line,) = findings_in(tmp_path, {"a.yaml": text}, "unknown-kind")
    assert "lacks" in line


WAITING_POD = """kind: Pod
metadata: {name: a}
spec:
  containers:
  - {name: a, image: 'maven:3.9', command: [sleep, infinity]}
"""


def test_a_pod_whose_container_waits_may_be_for_the_plugin(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"a.yaml": WAITING_POD}, "unknown-kind") == []
    text = replace_first(WAITING_POD, "sleep, infinity", "mvn, package")
    assert len(findings_in(tmp_path, {"a.yaml": text}, "unknown-kind")) == 1


def test_stray_text(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: 'b:1'}]}\n"
    found = findings_in(tmp_path, {"pod.yaml": f"kaniko.yaml\n---\n{pod}"}, "unknown-kind")
    assert found == ["pod.yaml:1:1 `kaniko.yaml` is a YAML document of its own and no object; `kubectl apply` fails."]
    for text in (f"# kaniko.yaml\n---\n{pod}", f"{{{{ a }}}}\n---\n{pod}", f"</#if>\n---\n{pod}", "kaniko.yaml\n"):
        assert findings_in(tmp_path, {"pod.yaml": text}, "unknown-kind") == []
