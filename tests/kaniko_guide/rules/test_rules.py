"""Properties of every rule, on generated input."""

from __future__ import annotations

import pkgutil
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from pytest_check import check

from kaniko_guide import project, rules
from kaniko_guide.project import Project
from kaniko_guide.sources import executor, manifest
from kaniko_guide.text import Source, Text
from tests.support import SNIPPETS

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
DOCKERFILE = [
    "FROM a\n",
    "RUN ",
    "COPY ",
    "ADD ",
    "ARG ",
    "VOLUME ",
    "<<E",
    "<<'E'",
    "<<-E",
    "E\n",
    "\n",
    " ",
    "--mount=",
    ",",
    "type=bind",
    "target=",
    "--chmod=",
    "--chown=",
    "$",
    "USER a:b\n",
    "ENV ",
    "EXPOSE 1-2\n",
    "--from=",
    "setcap ",
    "../",
    "{",
    "}",
    "TARGETARCH",
    "a=1",
    "#!",
    "\\",
    "[",
    "]",
    '"',
    "/b",
]


def test_every_rule_has_the_name_of_its_module() -> None:
    assert {name.replace("-", "_") for name in rules.load()} == {m.name for m in pkgutil.iter_modules(rules.__path__)}


def assert_valid_positions(data: Any, *, in_jenkinsfile: bool) -> None:  # noqa: ANN401
    text = Text.canonical(Source("pod.yaml", yaml.safe_dump(data, allow_unicode=True)))
    manifests = manifest.read(text, in_jenkinsfile=in_jenkinsfile)
    pods = [pod for document in manifests for pod in manifest.pods(document)]
    calls = tuple(call for pod in pods for call in executor.calls_in_pod(pod))
    read = Project((), (), (), (), manifests, tuple(pods), (), calls)
    lines = text.value.count("\n") + 1
    for finding in rules.check(read):
        assert 1 <= finding.line <= lines
        assert finding.column >= 1


@pytest.mark.slow
@given(VALUES, st.booleans())
def test_any_document(data: object, in_jenkinsfile: bool) -> None:  # noqa: FBT001
    assert_valid_positions(data, in_jenkinsfile=in_jenkinsfile)


@pytest.mark.slow
@given(VALUES | st.just("Pod"), VALUES | st.just("v1"), CONTAINERS, VALUES, st.booleans())
def test_any_pod(kind: object, api: object, containers: object, volumes: object, in_jenkinsfile: bool) -> None:  # noqa: FBT001
    spec = {"containers": containers, "volumes": volumes}
    assert_valid_positions({"apiVersion": api, "kind": kind, "spec": spec}, in_jenkinsfile=in_jenkinsfile)


@pytest.mark.slow
@given(st.lists(st.sampled_from(DOCKERFILE)).map("".join))
def test_any_dockerfile(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    directory = tmp_path_factory.getbasetemp() / "any"
    directory.mkdir(exist_ok=True)
    (directory / "Dockerfile").write_text(content, "utf-8")
    for finding in rules.check(project.read(directory)):
        assert 1 <= finding.line <= content.count("\n") + 1
        assert finding.column >= 1


def test_rules_that_need_a_dockerfile_find_nothing_without_one() -> None:
    for name in sorted(rules.NEED_DOCKERFILES):
        with check(name):
            for directory in (SNIPPETS / "examples" / name).iterdir():
                read = project.read(directory)
                assert read.dockerfiles
                without = structs.replace(read, dockerfiles=())
                only_files: Any = SimpleNamespace(dockerfiles=(), files=read.files)
                assert list(rules.module(name).check(only_files)) == []
                assert name not in dict(rules.for_project(without))
                assert name in dict(rules.for_project(read))


def test_names_are_those_of_all_rules() -> None:
    assert rules.names() == tuple(rules.load()) == tuple(module.RULE.name for module in rules.load().values())
    assert sorted(rules.all_names()) == list(rules.all_rules())
