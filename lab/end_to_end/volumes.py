"""The volumes of a pod: a directory for each, with the files that the kubelet would write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.end_to_end import BuildError, secret
from lab.end_to_end.environment import COMPANY

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Pod, Volume
    from lab.end_to_end.secret import Secrets

CONFIG_MAPS = {"registry-ca": {"ca.crt": COMPANY}}
"""The ConfigMaps that pages tell the reader to create, by name: the file with the value of each key."""


def fill(pod: Pod, project: Project, secrets: Secrets, target: Path) -> dict[str, Path]:
    """Write every volume of a pod; the directory of each, by the name of the volume.

    Args:
        pod: the pod.
        project: the reader's repository, which also has the claims.
        secrets: the Secrets that exist.
        target: the parent directory, which does not exist yet.

    Raises:
        BuildError: the pod would not start with these volumes, or a kind of volume is not supported.
    """
    directories = {}
    for volume in pod.volumes:
        directory = target / str(volume.name)
        directory.mkdir(parents=True)
        _fill(volume, stated_volume(pod, volume), project, secrets, directory)
        directories[str(volume.name)] = directory
    return directories


def stated_volume(pod: Pod, volume: Volume) -> dict[str, Any]:
    """A volume as the pod's YAML states it."""
    assert pod.manifest is not None
    found: dict[str, Any] = next(
        entry for entry in pod.manifest.data["spec"]["volumes"] if entry["name"] == str(volume.name)
    )
    return found


def _fill(volume: Volume, yaml: dict[str, Any], project: Project, secrets: Secrets, directory: Path) -> None:
    match volume.kind:
        case "secret":
            secret.mount(volume, secrets, directory)
        case "configMap":
            name = yaml["configMap"]["name"]
            if name not in CONFIG_MAPS:
                raise BuildError(volume.where, f'the pod does not start: configmap "{name}" not found')
            for key, file in CONFIG_MAPS[name].items():
                (directory / key).write_bytes(file.read_bytes())
        case "persistentVolumeClaim":
            name = yaml["persistentVolumeClaim"]["claimName"]
            if name not in _claims(project):
                raise BuildError(volume.where, f'the pod does not start: persistentvolumeclaim "{name}" not found')
        case "emptyDir":
            pass
        case kind:
            raise BuildError(volume.where, f"the end-to-end build does not support volumes of the kind {kind}")


def _claims(project: Project) -> set[str]:
    return {
        document.data["metadata"]["name"]
        for document in project.manifests
        if isinstance(document.data, dict) and document.data.get("kind") == "PersistentVolumeClaim"
    }
