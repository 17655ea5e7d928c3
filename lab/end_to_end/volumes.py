"""The volumes of a pod, each a folder as the kubelet would fill it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lab.end_to_end import BuildError, secret
from lab.end_to_end.world import COMPANY

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Pod, Volume
    from lab.end_to_end.secret import Secrets

CONFIG_MAPS = {"registry-ca": {"ca.crt": COMPANY}}
"""The config maps that pages tell the reader to make, by name: their keys, and the file that each is made from."""


def filled(pod: Pod, project: Project, secrets: Secrets, place: Path) -> dict[str, Path]:
    """Make every volume of a pod; their folders by name.

    Args:
        pod: the pod.
        project: the reader's repository, which has the claims too.
        secrets: those that were created.
        place: a folder that isn't there yet.

    Raises:
        BuildError: the pod would not start with them, or the run can't make one.
    """
    folders = {}
    for volume in pod.volumes:
        folder = place / str(volume.name)
        folder.mkdir(parents=True)
        _fill(volume, stated(pod, volume), project, secrets, folder)
        folders[str(volume.name)] = folder
    return folders


def stated(pod: Pod, volume: Volume) -> dict[str, Any]:
    """What the pod's YAML says of a volume."""
    assert pod.manifest is not None
    found: dict[str, Any] = next(
        entry for entry in pod.manifest.data["spec"]["volumes"] if entry["name"] == str(volume.name)
    )
    return found


def _fill(volume: Volume, said: dict[str, Any], project: Project, secrets: Secrets, folder: Path) -> None:
    match volume.kind:
        case "secret":
            secret.mounted(volume, secrets, folder)
        case "configMap":
            name = said["configMap"]["name"]
            if name not in CONFIG_MAPS:
                raise BuildError(volume.where, f'the pod does not start: configmap "{name}" not found')
            for key, file in CONFIG_MAPS[name].items():
                (folder / key).write_bytes(file.read_bytes())
        case "persistentVolumeClaim":
            name = said["persistentVolumeClaim"]["claimName"]
            if name not in _claims(project):
                raise BuildError(volume.where, f'the pod does not start: persistentvolumeclaim "{name}" not found')
        case "emptyDir":
            pass
        case kind:
            raise BuildError(volume.where, f"the run can't give a pod a volume of the kind {kind}")


def _claims(project: Project) -> set[str]:
    return {
        document.data["metadata"]["name"]
        for document in project.manifests
        if isinstance(document.data, dict) and document.data.get("kind") == "PersistentVolumeClaim"
    }
