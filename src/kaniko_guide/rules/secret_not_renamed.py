"""Registry secrets mounted in the executor's configuration directory without a file named `config.json`.

Reported only if the secret's key is known: from `items`, because the project creates the secret with `kubectl create
secret docker-registry` or as a manifest of that type, or because a pod pulls images with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis.commands import all_commands
from kaniko_guide.analysis.pods import (
    docker_config_directory,
    docker_config_secrets,
    executor_containers,
    sets_docker_config,
)
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Volume
    from kaniko_guide.text import Text

KNOWN = Message(
    "known",
    Bilingual(
        zh="挂载到 `{directory}` 的 Secret 里只有 `{found}`，没有 `config.json`，executor 不会读取它。",
        en=(
            "The secret mounted at `{directory}` contains `{found}` but no `config.json`, so the executor does "
            "not read it."
        ),
    ),
    Bilingual(
        zh="在 `secret` 下加上 `items`：`key: .dockerconfigjson`，`path: config.json`。",
        en="Add `items` under `secret`, with `key: .dockerconfigjson` and `path: config.json`.",
    ),
)
UNKNOWN = Message(
    "unknown",
    Bilingual(
        zh=(
            "Secret `{found}` 整个挂载到 `{directory}`；如果它是用 `kubectl create secret docker-registry` 创建的，"
            "里面没有 `config.json`。"
        ),
        en=(
            "The secret `{found}` is mounted as a whole at `{directory}`; if `kubectl create secret docker-registry` "
            "created it, it has no `config.json`."
        ),
    ),
    Bilingual(
        zh=(
            "是这样就在 `secret` 下加上 `items`：`key: .dockerconfigjson`，`path: config.json`；如果键本来就是 "
            "`config.json`，在这里忽略这条规则。"
        ),
        en=(
            "If so, add `items` under `secret`, with `key: .dockerconfigjson` and `path: config.json`; if its key is "
            "`config.json`, ignore this rule here."
        ),
    ),
)

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
    messages=(KNOWN, UNKNOWN),
    source="run v2-secret-key-not-renamed, both executors",
)

_SECRET_KINDS = frozenset({"secret", "projected"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the item's path, or at the secret's name if there are no items."""
    if sets_docker_config(project):
        return
    known = docker_config_secrets(project)
    for pod, container in executor_containers(project):
        directory = docker_config_directory(container)
        mounted = None if directory is None else _only_volume(container, directory)
        for volume in pod.volumes:
            if mounted is None or str(volume.name) != mounted:
                continue
            found = _missing_config(volume, known)
            if found is not None:
                where, name = found
                yield RULE.finding(where, KNOWN, directory=directory, found=name)
            elif _has_unknown_keys(project, volume) and volume.secret_name is not None:
                finding = RULE.finding(volume.secret_name, UNKNOWN, directory=directory, found=volume.secret_name)
                yield replace(finding, severity=Severity.WARNING)


def _has_unknown_keys(project: Project, volume: Volume) -> bool:
    """Whether a Secret volume has no `items`, and nothing in the project shows which keys the Secret has."""
    name = volume.secret_name
    if (
        volume.kind not in _SECRET_KINDS
        or volume.items is not None
        or name is None
        or yaml_tree.has_placeholder(name.value)
    ):
        return False
    if any(word.value == name.value for command in all_commands(project) for word in command.words):
        return False
    manifests = (manifest for manifest in project.manifests if isinstance(manifest.data, dict))
    return not any(
        manifest.data.get("kind") == "Secret" and name.value in manifest.text.value for manifest in manifests
    )


def _only_volume(container: Container, directory: str) -> str | None:
    """The name of the only volume mounted at or below the directory, if it is mounted there as a whole."""
    inside = [
        mount
        for mount in container.mounts
        if mount.path is not None and (mount.path.value.rstrip("/") + "/").startswith(f"{directory}/")
    ]
    whole = [mount for mount in inside if mount.sub_path is None and str(mount.path).rstrip("/") == directory]
    return str(whole[0].name) if len(inside) == len(whole) == 1 else None


def _missing_config(volume: Volume, known: frozenset[str]) -> tuple[Text, str] | None:
    if volume.kind not in _SECRET_KINDS or volume.secret_name is None:
        return None
    if not volume.items:
        return (volume.secret_name, ".dockerconfigjson") if volume.secret_name.value in known else None
    paths = [item.path for item in volume.items if item.path is not None]
    if len(paths) < len(volume.items) or any(yaml_tree.has_placeholder(path.value) for path in paths):
        return None
    return None if any(path.value == "config.json" for path in paths) else (paths[0], paths[0].value)
