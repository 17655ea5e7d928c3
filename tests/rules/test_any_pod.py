"""Whatever stands in a pod, every rule ends and names a place in the file."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide import rules
from kaniko_guide.project import Project
from kaniko_guide.sources import executor, manifest
from kaniko_guide.text import Source, Text

SCALARS = st.sampled_from([None, True, 7, 1.5, "", "a", "A_B", "500m", "4GB", "$X", ".dockerconfigjson", "config.json"])
KEYS = """\
apiVersion kind metadata name namespace spec containers initContainers volumes volumeMounts mountPath subPath secret
secretName items key path image command args env value envFrom resources limits requests memory cpu emptyDir sizeLimit
imagePullSecrets template volumeClaimTemplates
"""
VALUES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(KEYS.split()), below, max_size=5),
)
IMAGES = st.sampled_from(
    ["ghcr.io/osscontainertools/kaniko:v1.28.3-debug", "gcr.io/kaniko-project/executor", "openjdk:17", "a:b:c", "Ä"]
)
CONTAINERS = st.lists(
    VALUES
    | st.fixed_dictionaries(
        {"name": SCALARS, "image": IMAGES | VALUES},
        optional={"volumeMounts": VALUES, "resources": VALUES, "command": VALUES, "env": VALUES, "args": VALUES},
    ),
    max_size=3,
)


def check(data: Any, *, in_jenkinsfile: bool) -> None:  # noqa: ANN401
    text = Text.canonical(Source("pod.yaml", yaml.safe_dump(data, allow_unicode=True)))
    manifests = manifest.read(text, in_jenkinsfile=in_jenkinsfile)
    pods = [pod for document in manifests for pod in manifest.pods(document)]
    calls = tuple(call for pod in pods for call in executor.in_pod(pod))
    project = Project((), {}, (), (), (), (), manifests, tuple(pods), (), calls)
    lines = text.value.count("\n") + 1
    for finding in rules.check(project):
        assert 1 <= finding.line <= lines
        assert finding.column >= 1


@given(VALUES, st.booleans())
def test_any_document(data: object, in_jenkinsfile: bool) -> None:  # noqa: FBT001
    check(data, in_jenkinsfile=in_jenkinsfile)


@given(VALUES | st.just("Pod"), VALUES | st.just("v1"), CONTAINERS, VALUES, st.booleans())
def test_any_pod(kind: object, api: object, containers: object, volumes: object, in_jenkinsfile: bool) -> None:  # noqa: FBT001
    spec = {"containers": containers, "volumes": volumes}
    check({"apiVersion": api, "kind": kind, "spec": spec}, in_jenkinsfile=in_jenkinsfile)
