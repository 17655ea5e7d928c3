from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, POD, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: jenkins\n  labels:\n    KEY: LEVEL\n"


def test_found_in_a_jenkinsfile(tmp_path: Path) -> None:
    pipeline = replace_first(PIPELINE, "    tty: true", "    imagePullPolicy: always")
    (line,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "unsupported-value")
    assert line.startswith("Jenkinsfile:12:22 `imagePullPolicy` does not support the value")


def test_keys_of_a_selector_are_free(tmp_path: Path) -> None:
    pipeline = replace_first(PIPELINE, "spec:\n", "spec:\n  nodeSelector: {restartPolicy: x}\n")
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "unsupported-value") == []


def test_found_in_a_manifest(tmp_path: Path) -> None:
    lines = findings_in(tmp_path, {"pod.yaml": replace_first(POD, "Never", "never")}, "unsupported-value")
    assert lines == ["pod.yaml:7:18 `restartPolicy` does not support the value `never`."]


@pytest.mark.parametrize("value", ["${POLICY}", "OnFailure"])
def test_not_found_in_a_manifest(tmp_path: Path, value: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": replace_first(POD, "Never", value)}, "unsupported-value") == []


@pytest.mark.parametrize(
    ("key", "level", "count"),
    [
        ("pod-security.kubernetes.io/enforce", "Baseline", 1),
        ("pod-security.kubernetes.io/enforce", "baseline", 0),
        ("pod-security.kubernetes.io/enforce-version", "latest", 0),
        ("example.com/enforce", "Baseline", 0),
    ],
)
def test_labels_of_a_namespace(tmp_path: Path, key: str, level: str, count: int) -> None:
    namespace = NAMESPACE.replace("KEY", key).replace("LEVEL", level)
    lines = findings_in(tmp_path, {"namespace.yaml": namespace}, "unsupported-value")
    assert lines == [f"namespace.yaml:6:{len(key) + 7} `{key}` does not support the value `{level}`."] * count


def test_restart_policy_of_a_template(tmp_path: Path) -> None:
    text = "apiVersion: batch/v1\nkind: KIND\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n"
    text += "      restartPolicy: WORD\n"
    text += "      containers: [{name: a, image: 'a:1'}]\n"
    cases = {("Job", "Always"): 1, ("Job", "OnFailure"): 0, ("Deployment", "Never"): 1, ("Deployment", "Always"): 0}
    for number, ((kind, word), count) in enumerate(cases.items()):
        files = {"a.yaml": text.replace("KIND", kind).replace("WORD", word)}
        assert len(findings_in(tmp_path / str(number), files, "unsupported-value")) == count, (kind, word)


def test_types_of_services_and_updates(tmp_path: Path) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  type: TYPE\n"
    update = "apiVersion: apps/v1\nkind: KIND\nmetadata: {name: a}\nspec: {FIELD: {type: TYPE}}\n"
    deployment = update.replace("KIND", "Deployment").replace("FIELD", "strategy")
    stateful = update.replace("KIND", "StatefulSet").replace("FIELD", "updateStrategy")
    cases = [
        (service, "Load Balancer", "5:9"),
        (service, "Nodeport", "5:9"),
        (service, "ClusterIP", None),
        (service, "'NodePort'", None),
        (service, "{{ .Values.type }}", None),
        (service, "${TYPE}", None),
        (service.replace("v1", "serving.knative.dev/v1"), "Other", None),
        (deployment, "Rolling", "4:25"),
        (deployment, "RollingUpdate", None),
        (deployment.replace("strategy: {type", "strategy: {x"), "Rolling", None),
        (stateful, "Recreate", "4:31"),
        (stateful, "OnDelete", None),
    ]
    for at, (text, value, place) in enumerate(cases):
        lines = findings_in(tmp_path / str(at), {"a.yaml": text.replace("TYPE", value)}, "unsupported-value")
        expected = [] if place is None else [f"a.yaml:{place} `type` does not support the value `{value}`."]
        assert lines == expected, (text, value)
