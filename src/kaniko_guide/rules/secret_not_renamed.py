"""Registry secrets mounted in the executor's configuration directory without a file named `config.json`.

Reported only if the secret's key is known: from `items`, because the project creates the secret with `kubectl create
secret docker-registry` or as a manifest of that type, or because a pod pulls images with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import docker_config_directory, docker_config_secrets, executor_containers
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Volume
    from kaniko_guide.text import Text

RULE = Rule(
    name="secret-not-renamed",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(
        zh="仓库 Secret 的键没有挂载为 `config.json`", en="Registry secret key not mounted as `config.json`"
    ),
    why=Bilingual(
        zh=(
            "`kubectl create secret docker-registry` 创建的 Secret 只有一个键 `.dockerconfigjson`，挂载后的文"
            "件也是这个名字。executor 只读取 `config.json`，找不到、又没有别的凭据，就匿名推送，实测报 `UNAUTHORIZED`。"
        ),
        en=(
            "A secret created by `kubectl create secret docker-registry` has one key, `.dockerconfigjson`, "
            "and the mounted file has the same name. The executor only reads `config.json`; without it and "
            "without other credentials the push is anonymous; in the runs it failed with `UNAUTHORIZED`."
        ),
    ),
    message=Bilingual(
        zh="挂载到 `{directory}` 的 Secret 里只有 `{found}`，没有 `config.json`，executor 不会读取它。",
        en=(
            "The secret mounted at `{directory}` contains `{found}` but no `config.json`, so the executor does "
            "not read it."
        ),
    ),
    help=Bilingual(
        zh="在 `secret` 下加上 `items`：`key: .dockerconfigjson`，`path: config.json`。",
        en="Add `items` under `secret`, with `key: .dockerconfigjson` and `path: config.json`.",
    ),
    source="run v2-secret-key-not-renamed, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the item's path, or at the secret's name if there are no items."""
    known = docker_config_secrets(project)
    for pod, container in executor_containers(project):
        directory = docker_config_directory(container)
        for volume in pod.volumes:
            if directory is None or not _is_only_mount(container, volume, directory):
                continue
            found = _missing_config(volume, known)
            if found is not None:
                where, name = found
                yield RULE.finding(where, directory=directory, found=name)


def _is_only_mount(container: Container, volume: Volume, directory: str) -> bool:
    """Whether the volume is the only one mounted at or below the directory."""
    inside = [
        mount
        for mount in container.mounts
        if mount.path is not None and (mount.path.value.rstrip("/") + "/").startswith(f"{directory}/")
    ]
    return len(inside) == 1 and all(
        mount.sub_path is None and str(mount.path).rstrip("/") == directory and str(mount.name) == str(volume.name)
        for mount in inside
    )


def _missing_config(volume: Volume, known: frozenset[str]) -> tuple[Text, str] | None:
    if volume.kind != "secret" or volume.secret_name is None:
        return None
    if not volume.items:
        return (volume.secret_name, ".dockerconfigjson") if volume.secret_name.value in known else None
    paths = [item.path for item in volume.items if item.path is not None]
    if len(paths) < len(volume.items) or any(yaml_tree.has_placeholder(path.value) for path in paths):
        return None
    return None if any(path.value == "config.json" for path in paths) else (paths[0], paths[0].value)
