"""A registry secret in the executor's folder whose file is not called `config.json`.

Told only where the secret's key is known: its `items` name it, the project makes it with
`kubectl create secret docker-registry` or as a manifest of that type, or a pod pulls images with it.
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
    title=Bilingual(zh="Secret 没有改名为 config.json", en="A registry secret not renamed to config.json"),
    why=Bilingual(
        zh=(
            "`kubectl create secret docker-registry` 生成的 Secret 只有一个键 `.dockerconfigjson`，挂载后文件也叫"
            "这个名字。executor 只读 `config.json`，找不到就匿名推送，结果是 `UNAUTHORIZED`。"
        ),
        en=(
            "A secret made by `kubectl create secret docker-registry` has one key, `.dockerconfigjson`, and a mounted "
            "key keeps its name. The executor reads `config.json` only; not finding it, it pushes without credentials "
            "and gets `UNAUTHORIZED`."
        ),
    ),
    message=Bilingual(
        zh="挂载到 `{folder}` 的 Secret 里没有 `config.json`，只有 `{found}`，executor 不会读它。",
        en="The secret mounted at `{folder}` gives `{found}` and no `config.json`: the executor does not read it.",
    ),
    help=Bilingual(
        zh="在 `secret` 下写 `items`：`key: .dockerconfigjson`，`path: config.json`。",
        en="Under `secret`, add `items` with `key: .dockerconfigjson` and `path: config.json`.",
    ),
    source="run v2-secret-key-not-renamed, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the item's path, or at the secret's name where there are no items."""
    known = docker_config_secrets(project)
    for pod, container in executor_containers(project):
        folder = docker_config_directory(container)
        for volume in pod.volumes:
            if folder is None or not _fills(container, volume, folder):
                continue
            found = _wrong_name(volume, known)
            if found is not None:
                where, name = found
                yield RULE.finding(where, folder=folder, found=name)


def _fills(container: Container, volume: Volume, folder: str) -> bool:
    """Whether a volume alone is mounted as the folder."""
    inside = [
        mount
        for mount in container.mounts
        if mount.path is not None and (mount.path.value.rstrip("/") + "/").startswith(f"{folder}/")
    ]
    return len(inside) == 1 and all(
        mount.sub_path is None and str(mount.path).rstrip("/") == folder and str(mount.name) == str(volume.name)
        for mount in inside
    )


def _wrong_name(volume: Volume, known: frozenset[str]) -> tuple[Text, str] | None:
    if volume.kind != "secret" or volume.secret_name is None:
        return None
    if not volume.items:
        return (volume.secret_name, ".dockerconfigjson") if volume.secret_name.value in known else None
    paths = [item.path for item in volume.items if item.path is not None]
    if len(paths) < len(volume.items) or any(yaml_tree.has_placeholder(path.value) for path in paths):
        return None
    return None if any(path.value == "config.json" for path in paths) else (paths[0], paths[0].value)
