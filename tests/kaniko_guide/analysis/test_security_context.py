from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.analysis import security_context
from kaniko_guide.sources import manifest
from kaniko_guide.text import Source, Text
from tests.kaniko_guide.command import write

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.sources.model import Pod

FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3"


def pod(own: str, of_pod: str = "{}") -> Pod:
    content = f"kind: Pod\nspec:\n  securityContext: {of_pod}\n  containers:\n  - {{name: a, securityContext: {own}}}\n"
    (document,) = manifest.read(Text.canonical(Source("pod.yaml", content)))
    (found,) = manifest.pods(document)
    return found


@pytest.mark.parametrize(
    ("own", "of_pod", "expected"),
    [
        ("{runAsUser: 1}", "{runAsUser: 2}", ("1", 1)),
        ("{}", "{runAsUser: 2}", ("2", 2)),
        ("{runAsUser: null}", "{runAsUser: 2}", ("2", 2)),
        ("{runAsUser: $A}", "{runAsUser: 2}", None),
        ("{}", "{}", None),
    ],
)
def test_container_setting_overrides_the_pod(own: str, of_pod: str, expected: tuple[str, int] | None) -> None:
    found = pod(own, of_pod)
    setting = security_context.setting(found, found.containers[0], "runAsUser")
    assert (setting and (setting[0].value, setting[1])) == expected


def test_field_of_containers_is_not_read_from_the_pod() -> None:
    found = pod("{}", "{privileged: true}")
    assert security_context.setting(found, found.containers[0], "privileged", of_pod=False) is None
    assert security_context.setting(found, found.containers[0], "privileged") is not None


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("{capabilities: {drop: [all, CAP_chown]}}", {"ALL": "all", "CHOWN": "CAP_chown"}),
        ("{capabilities: {add: [CHOWN]}}", {}),
        ("{}", {}),
        ("{capabilities: {drop: [$A]}}", None),
        ("{capabilities: {drop: $A}}", None),
    ],
)
def test_dropped_capabilities(own: str, expected: dict[str, str] | None) -> None:
    found = pod(own)
    dropped = security_context.capabilities(found, found.containers[0], "drop")
    assert (None if dropped is None else {name: text.value for name, text in dropped.items()}) == expected


def test_build_containers_are_yaml_and_no_warmer(tmp_path: Path) -> None:
    images = {"kaniko": f"{FORK}-debug", "warmer": f"{FORK}-warmer", "maven": "maven:3"}
    containers = ", ".join(f"{{name: {name}, image: '{image}'}}" for name, image in images.items())
    template = f"podTemplate(containers: [containerTemplate(name: 'template', image: '{FORK}')]) {{ }}\n"
    write(tmp_path, {"pod.yaml": f"kind: Pod\nspec: {{containers: [{containers}]}}\n", "Jenkinsfile": template})
    found = security_context.build_containers(project.read(tmp_path))
    assert [str(container.name) for _, container in found] == ["kaniko"]
