"""Registry secrets mounted in a directory that the executor does not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import (
    docker_config_directory,
    docker_config_secrets,
    executor_containers,
    sets_docker_config,
)
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Mount, Pod, Volume

RULE = Rule(
    name="secret-wrong-path",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="仓库 Secret 的挂载路径错误", en="Wrong mount path of a registry secret"),
    why=Bilingual(
        zh=(
            "Kaniko 镜像设置了 `DOCKER_CONFIG=/kaniko/.docker/`，executor 只读取那里的 `config.json`；"
            "`/root/.docker` 只对 `-slim` 镜像有效。挂载到错误的路径等于没有凭据，实测推送报 `UNAUTHORIZED`。"
        ),
        en=(
            "The Kaniko image sets `DOCKER_CONFIG=/kaniko/.docker/`, and the executor only reads "
            "`config.json` there; `/root/.docker` is only used by the `-slim` image. At a wrong path the "
            "credentials are not used; in the runs the push failed with `UNAUTHORIZED`."
        ),
    ),
    message=Bilingual(
        zh="仓库凭据挂载在 `{found}`，但 executor 读取的是 `{directory}/config.json`。",
        en="The registry credentials are mounted at `{found}`, but the executor reads `{directory}/config.json`.",
    ),
    help=Bilingual(
        zh="把 `mountPath` 改成 `{directory}`，或把环境变量 `DOCKER_CONFIG` 设为挂载的目录。",
        en="Change `mountPath` to `{directory}`, or set the variable `DOCKER_CONFIG` to the mounted directory.",
    ),
    source="runs v5, v6 and v7, both executors",
)

CREDENTIAL_FILES = frozenset({".dockerconfigjson", "config.json"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the mount's path."""
    if sets_docker_config(project):
        return
    known = docker_config_secrets(project)
    volumes: dict[Pod, dict[str, Volume]] = {}
    for pod, container in executor_containers(project):
        directory = docker_config_directory(container)
        if directory is None:
            continue
        if pod not in volumes:
            volumes[pod] = {str(volume.name): volume for volume in reversed(pod.volumes) if volume.name is not None}
        misplaced: list[Mount] = []
        others: list[Mount] = []
        for mount in container.mounts:
            is_credential = _is_credential(volumes[pod].get(str(mount.name)), mount, known)
            (misplaced if is_credential and not _is_at(mount, directory) else others).append(mount)
        if not misplaced or any(_is_inside(other, directory) for other in others):
            continue
        texts = _texts(project, container)
        if "DOCKER_CONFIG" in texts or ".docker" in texts:
            continue
        for mount in misplaced:
            if mount.path is not None and not (texts and mount.path.value.rstrip("/") in texts):
                yield RULE.finding(mount.path, found=mount.path, directory=directory)


def _is_credential(volume: Volume | None, mount: Mount, known: frozenset[str]) -> bool:
    if volume is None or volume.kind != "secret" or mount.path is None or yaml_tree.has_placeholder(mount.path.value):
        return False
    if mount.sub_path is not None:
        return mount.sub_path.value in CREDENTIAL_FILES
    return str(volume.secret_name) in known or _names_credential(volume)


def _names_credential(volume: Volume) -> bool:
    items = volume.items or ()
    return any(str(part) in CREDENTIAL_FILES for item in items for part in (item.key, item.path))


def _is_at(mount: Mount, directory: str) -> bool:
    path = str(mount.path).rstrip("/")
    return path == (directory if mount.sub_path is None else f"{directory}/config.json")


def _is_inside(mount: Mount, directory: str) -> bool:
    return mount.path is not None and (mount.path.value.rstrip("/") + "/").startswith(f"{directory}/")


def _texts(project: Project, container: Container) -> str:
    """The command lines and scripts that a container runs, which may read credentials from another path."""
    words = [*(container.command or ()), *(container.args or ())]
    texts = [word.value for word in words] + [script.text.value for script in project.scripts_in(container)]
    return "\0".join(texts)
