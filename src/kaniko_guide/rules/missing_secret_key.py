"""Mounted secret keys that do not exist, where the secret is known to be a registry secret.

A registry secret has a single key, `.dockerconfigjson`; see `pods.docker_config_secrets` for how it is recognized.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, kubectl_arguments, option_value, program_name
from kaniko_guide.analysis.pods import docker_config_secrets
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

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
    messages=(NOT_IN_SECRET, REJECTED),
    source="Kubernetes, pkg/volume/secret, MakePayload (`references non-existent secret key`), and "
    "pkg/apis/core/validation, ValidateSecret; `kubectl create secret docker-registry --help`",
)

KEY = ".dockerconfigjson"


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the key that is mounted, or with which a secret is created."""
    known = docker_config_secrets(project)
    for pod in project.pods:
        for volume in pod.volumes:
            if volume.secret_name is None or volume.secret_name.value not in known:
                continue
            for item in volume.items or ():
                key = item.key
                if key is not None and key.value != KEY and not yaml_tree.has_placeholder(key.value):
                    yield RULE.finding(key, NOT_IN_SECRET, secret=volume.secret_name, key=key)
    for command in all_commands(project):
        words = [word.value for word in kubectl_arguments(command)] if program_name(command) == "kubectl" else []
        file = (
            option_value(command.words, "--from-file") if words[:3] == ["create", "secret", "docker-registry"] else None
        )
        key_given, equals, _ = file[1].partition("=") if file is not None else ("", "", "")
        if file is not None and equals and key_given != KEY and not yaml_tree.has_placeholder(key_given):
            yield RULE.finding(file[0].text, REJECTED, key=key_given)
