from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile, pod, severities_in
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

CONTAINER = "  containers:\n  - name: a\n    image: maven:3.9-eclipse-temurin-21\n"
VOLUMES = "  volumes:\n  - name: a\n    emptyDir: {}\n  - name: b\n    emptyDir: {}\n"


def findings(directory: Path, more: str, volumes: str = VOLUMES) -> list[str]:
    return findings_in(directory, {"pod.yaml": pod(CONTAINER + more + volumes)}, "unused-volume")


def test_unmounted_volumes(tmp_path: Path) -> None:
    a, b = (f"pod.yaml:{line}:11 No container mounts the volume `{name}`." for line, name in ((9, "a"), (11, "b")))
    assert findings(tmp_path, "") == [a, b]
    (line,) = findings(tmp_path, "    volumeMounts:\n    - {name: a, mountPath: /a}\n")
    assert line == b.replace(":11:", ":13:", 1)


@pytest.mark.parametrize(
    "more",
    [
        "    volumeMounts: [{name: a, mountPath: /a}, {name: b, mountPath: /b}]\n",
        "    volumeMounts: [{name: a, mountPath: /a}]\n    volumeDevices: [{name: b, devicePath: /b}]\n",
        (
            "    volumeMounts: [{name: a, mountPath: /a}]\n"
            "  initContainers: [{name: i, image: 'b:1', volumeMounts: [{name: b, mountPath: /b}]}]\n"
        ),
        "    volumeMounts: [{name: $NAME, mountPath: /a}]\n",
        "    volumeMounts: $MOUNTS\n",
        "    volumeMounts: [{name: c, mountPath: /c}]\n",
        "    volumeMount: [{name: a, mountPath: /a}, {name: b, mountPath: /b}]\n",
        "    volumeMounts: [{name: a, mountPath: /a}]\n    volumeMounts: [{name: b, mountPath: /b}]\n",
        "  - $CONTAINER\n",
    ],
)
def test_mounted_or_not_known(tmp_path: Path, more: str) -> None:
    assert findings(tmp_path, more) == []


def test_patch_of_a_pod_is_skipped(tmp_path: Path) -> None:
    text = pod("  containers:\n  - name: a\n  volumes:\n  - name: a\n    emptyDir: {}\n")
    assert findings_in(tmp_path, {"patch.yaml": text}, "unused-volume") == []


def test_volume_that_the_plugin_mounts(tmp_path: Path) -> None:
    volumes = VOLUMES.replace("name: a", "name: workspace-volume")
    (line,) = findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(CONTAINER + volumes)}, "unused-volume")
    assert line == "Jenkinsfile:12:11 No container mounts the volume `b`."
    text = jenkinsfile(CONTAINER + volumes, options="inheritFrom 'default'\n")
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "unused-volume") == []


@pytest.mark.parametrize(("volume", "severity"), [("emptyDir: {}", "info"), ("secret: {secretName: b}", "warning")])
def test_only_a_secret_is_a_warning(tmp_path: Path, volume: str, severity: str) -> None:
    (tmp_path / "pod.yaml").write_text(pod(f"{CONTAINER}  volumes:\n  - name: a\n    {volume}\n"), "utf-8")
    assert severities_in(tmp_path, "unused-volume") == [severity]
