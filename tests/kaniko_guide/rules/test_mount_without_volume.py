from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile, pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

MOUNT = "  containers:\n  - name: a\n    image: a:1\n    volumeMounts:\n    - {name: NAME, mountPath: /a}\n"
VOLUME = "  volumes:\n  - {name: docker-config, emptyDir: {}}\n"


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        (MOUNT.replace("NAME", "docker-config") + VOLUME, []),
        (
            MOUNT.replace("NAME", "config") + VOLUME,
            [
                (
                    "pod.yaml:9:14 Container `a` mounts the volume `config`, which is not defined in "
                    "`volumes` (defined: `docker-config`)."
                )
            ],
        ),
        (
            MOUNT.replace("NAME", "config").replace("containers", "initContainers"),
            [("pod.yaml:9:14 Container `a` mounts the volume `config`, but the pod defines no volumes.")],
        ),
        (MOUNT.replace("NAME", "${VOLUME}"), []),
        (MOUNT.replace("NAME", "config") + "  volumes: ${VOLUMES}\n", []),
        (MOUNT.replace("NAME", "config") + "  volumes:\n  - ${VOLUME}\n", []),
        (MOUNT.replace("NAME", "config") + "  volumes:\n  - {name: $NAME, emptyDir: {}}\n", []),
    ],
)
def test_mount_needs_its_volume(tmp_path: Path, spec: str, found: list[str]) -> None:
    assert findings_in(tmp_path, {"pod.yaml": pod(spec)}, "mount-without-volume") == found


@pytest.mark.parametrize(
    ("volume", "options", "places"),
    [
        ("config", "", ["Jenkinsfile:10:14"]),
        ("workspace-volume", "", []),
        ("volume-0", "", []),
        ("config", "inheritFrom 'default'\n", []),
    ],
)
def test_volumes_may_come_from_the_plugin_or_a_parent(
    tmp_path: Path, volume: str, options: str, places: list[str]
) -> None:
    text = jenkinsfile(MOUNT.replace("NAME", volume), options=options)
    found = findings_in(tmp_path, {"Jenkinsfile": text}, "mount-without-volume")
    assert [line.partition(" ")[0] for line in found] == places


def test_a_patch_adds_to_a_pod_that_is_elsewhere(tmp_path: Path) -> None:
    patch = "    spec:\n      containers:\n      - {name: a, volumeMounts: [{name: b, mountPath: /b}]}\n"
    deployment = f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec:\n  template:\n{patch}"
    assert findings_in(tmp_path, {"patch.yaml": deployment}, "mount-without-volume") == []
    whole = deployment.replace("{name: a, volumeMounts", "{name: a, image: 'c:1', volumeMounts")
    assert len(findings_in(tmp_path, {"patch.yaml": whole}, "mount-without-volume")) == 1


def test_stateful_set_makes_volumes_of_its_claims(tmp_path: Path) -> None:
    template = "    spec:\n" + "".join(f"    {line}\n" for line in MOUNT.replace("NAME", "data").splitlines())
    text = f"kind: StatefulSet\nspec:\n  volumeClaimTemplates: [{{metadata: {{name: data}}}}]\n  template:\n{template}"
    assert findings_in(tmp_path, {"a.yaml": text}, "mount-without-volume") == []
    plain = text.replace("StatefulSet", "Deployment").replace(
        "  volumeClaimTemplates: [{metadata: {name: data}}]\n", ""
    )
    assert len(findings_in(tmp_path, {"a.yaml": plain}, "mount-without-volume")) == 1
