"""Mounted secret keys that do not exist, where the secret is known to be a registry secret.

A registry secret has a single key, `.dockerconfigjson`; see `pods.docker_config_secrets` for how it is recognized.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import secret_data
from kaniko_guide.analysis.commands import all_commands, kubectl_arguments, option_value, program_name
from kaniko_guide.analysis.pods import DOCKER_CONFIG_TYPE, docker_config_secrets
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Pod

NOT_IN_SECRET = Message(
    "mounted",
    Bilingual(
        zh="Secret `{secret}` 里没有键 `{key}`，只有 `.dockerconfigjson`。",
        en="Secret `{secret}` has no key `{key}`, only `.dockerconfigjson`.",
    ),
    Bilingual(zh="写成 `key: .dockerconfigjson`。", en="Write `key: .dockerconfigjson`."),
)
REJECTED = Message(
    "created",
    Bilingual(
        zh="这种 Secret 的键必须是 `.dockerconfigjson`，不能是 `{key}`，否则 API Server 会拒绝。",
        en="The key of this secret must be `.dockerconfigjson`, not `{key}`; the API server rejects it.",
    ),
    Bilingual(zh="写成 `--from-file=.dockerconfigjson=…`。", en="Write `--from-file=.dockerconfigjson=…`."),
)
REJECTED_IN_YAML = Message(
    "in-yaml",
    REJECTED.message,
    Bilingual(zh="写成 `.dockerconfigjson`，前面有一个点。", en="Write `.dockerconfigjson`, with a leading dot."),
)
NO_FILE = Message(
    "sub-path",
    Bilingual(
        zh="卷 `{volume}` 里没有文件 `{found}`：它的 `items` 只有 {paths}。",
        en="The volume `{volume}` has no file `{found}`: its `items` only have {paths}.",
    ),
    Bilingual(zh="`subPath` 写成 `items` 里的一个 `path`。", en="Write a `path` of the `items` as the `subPath`."),
)

RULE = Rule(
    name="missing-secret-key",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="引用了 Secret 里没有的键", en="Key that the secret does not have"),
    why=Bilingual(
        zh=(
            "`kubectl create secret docker-registry` 创建的 Secret 只有一个键 `.dockerconfigjson`，前面有一个"
            "点。`items` 里写别的键，卷就无法挂载，Pod 一直停在 `ContainerCreating`。"
        ),
        en=(
            "A secret created by `kubectl create secret docker-registry` has one key, `.dockerconfigjson`, "
            "with a leading dot. If `items` contains another key, the volume cannot be mounted and the pod "
            "stays in `ContainerCreating`."
        ),
    ),
    messages=(NOT_IN_SECRET, REJECTED, REJECTED_IN_YAML, NO_FILE),
    source="Kubernetes, pkg/volume/secret, MakePayload (`references non-existent secret key`), and "
    "pkg/apis/core/validation, ValidateSecret; `kubectl create secret docker-registry --help`",
)

KEY = ".dockerconfigjson"


def _manifests(project: Project) -> Iterator[Finding]:
    """Yields a finding at the only key of a registry secret in YAML, if it is another one."""
    for manifest in project.manifests:
        if secret_data.type_of(manifest) == DOCKER_CONFIG_TYPE:
            entries = list(secret_data.entries(manifest))
            sections = [manifest.data.get(section) for section in ("data", "stringData")]
            is_there = any(isinstance(section, dict) and KEY in section for section in sections)
            if len(entries) == 1 and not is_there:
                yield RULE.finding(entries[0].where, REJECTED_IN_YAML, key=entries[0].name)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the key that is mounted, or with which a secret is created."""
    yield from _manifests(project)
    known = docker_config_secrets(project)
    for pod in project.pods:
        for volume in pod.volumes:
            if volume.secret_name is None or volume.secret_name.value not in known:
                continue
            for item in volume.items or ():
                key = item.key
                if key is not None and key.value != KEY and not yaml_tree.has_placeholder(key.value):
                    yield RULE.finding(key, NOT_IN_SECRET, secret=volume.secret_name, key=key)
        yield from _sub_paths(pod)
    for command in all_commands(project):
        words = [word.value for word in kubectl_arguments(command)] if program_name(command) == "kubectl" else []
        file = (
            option_value(command.words, "--from-file") if words[:3] == ["create", "secret", "docker-registry"] else None
        )
        key_given, equals, _ = file[1].partition("=") if file is not None else ("", "", "")
        if file is not None and equals and key_given != KEY and not yaml_tree.has_placeholder(key_given):
            yield RULE.finding(file[0].text, REJECTED, key=key_given)


def _sub_paths(pod: Pod) -> Iterator[Finding]:
    """Yields a finding at each `subPath` that no item of its Secret volume has."""
    paths: dict[str, list[str]] = {}
    for volume in pod.volumes:
        found = [item.path.value for item in volume.items or () if item.path is not None]
        if found and len(found) == len(volume.items or ()) and not any(map(yaml_tree.has_placeholder, found)):
            paths[str(volume.name)] = found
    for container in pod.containers if paths else ():
        for mount in container.mounts:
            known, sub_path = paths.get(str(mount.name)), mount.sub_path
            if known is None or sub_path is None or yaml_tree.has_placeholder(sub_path.value):
                continue
            name = sub_path.value.strip("/")
            if name and not any(path == name or path.startswith(f"{name}/") for path in known):
                shown = ", ".join(f"`{path}`" for path in known)
                yield RULE.finding(sub_path, NO_FILE, volume=mount.name, found=name, paths=shown)
