"""Names that must be the same in several files of a project, but differ.

Compared are: the secret that commands create, the one that a pod mounts and the ones in other commands; its namespace;
the registry in the secret and the one in `--destination`; the image that several Jenkinsfiles build from one
Dockerfile; and the labels of a Service's selector and of the pods that it is for. If all files are for one namespace,
every namespace is compared. Values of variables, and objects created elsewhere, are unknown.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, kubectl_arguments, option_value, program_name
from kaniko_guide.analysis.edit_distance import similar_name
from kaniko_guide.analysis.pod_validation import text_at
from kaniko_guide.analysis.services import selectors_without_pods
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_references
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources.yaml_tree import node_at, scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, ExecutorCall, Word
    from kaniko_guide.text import Text

USE_SAME_NAME = Bilingual(zh="改成一致的名字。", en="Use the same name in both places.")
SECRET = Message(
    "secret",
    Bilingual(
        zh="这里的 Secret 是 `{here}`，项目里其他地方是 `{elsewhere}`。",
        en="The secret is `{here}` here, but `{elsewhere}` elsewhere in the project.",
    ),
    USE_SAME_NAME,
)
NAMESPACE = Message(
    "namespace-of-secret",
    Bilingual(
        zh="这里 Secret 的命名空间是 `{here}`，项目里其他地方是 `{elsewhere}`。",
        en="The secret's namespace is `{here}` here, but `{elsewhere}` elsewhere in the project.",
    ),
    USE_SAME_NAME,
)
RECIPE_NAMESPACE = Message(
    "namespace",
    Bilingual(
        zh="这里的命名空间是 `{here}`，项目里其他地方是 `{elsewhere}`。",
        en="The namespace is `{here}` here, but `{elsewhere}` elsewhere in the project.",
    ),
    USE_SAME_NAME,
)
REGISTRY = Message(
    "registry",
    Bilingual(
        zh="推送的目标仓库是 `{here}`，凭据对应的仓库是 `{elsewhere}`。",
        en="The destination's registry is `{here}`, but the secret's is `{elsewhere}`.",
    ),
    USE_SAME_NAME,
)
IMAGE = Message(
    "image",
    Bilingual(
        zh="这里构建的镜像名是 `{here}`，项目里其他地方是 `{elsewhere}`。",
        en="The image name is `{here}` here, but `{elsewhere}` elsewhere in the project.",
    ),
    USE_SAME_NAME,
)
SELECTOR = Message(
    "selector",
    Bilingual(
        zh="这个 Service 选不到项目里的 Pod：`{name}` 的 Pod 的标签是 `{key}: {label}`，它就没有后端。",
        en=(
            "This Service selects no pod of the project: those of `{name}` have the label `{key}: {label}`. It has no "
            "endpoints."
        ),
    ),
    Bilingual(
        zh="写成 `{key}: {label}`，或者改 Pod 模板的标签。",
        en="Write `{key}: {label}`, or change the label of the pod template.",
    ),
)

RULE = Rule(
    name="name-disagrees",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="文件之间的名字不一致", en="Names that differ between files"),
    why=Bilingual(
        zh=(
            "同一个名字会出现在多个文件里：创建 Secret 的命令、挂载它的 Pod、推送的仓库地址。只要有一处不同，"
            "Pod 就可能停在 `ContainerCreating`，或者推送被拒绝。"
        ),
        en=(
            "The same name appears in several files: in the command that creates the secret and the pod that "
            "mounts it, in the secret and the destination. If one differs, the pod stays in "
            "`ContainerCreating`, or the push is denied."
        ),
    ),
    messages=(SECRET, NAMESPACE, RECIPE_NAMESPACE, REGISTRY, IMAGE, SELECTOR),
    source="run b3-push-config-other-host, both executors; kubelet's event FailedMount; Kubernetes "
    "documentation, Service: `selector`",
)

_KEY = ".dockerconfigjson"
"""The key of a registry secret."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the second of two different names, or at a name that nothing defines.

    Jenkinsfiles in several directories are separate applications, whose names can differ.
    """
    yield from _selectors(project)
    if len({PurePosixPath(pipeline.text.source.path).parent for pipeline in project.jenkinsfiles}) > 1:
        return
    secrets = [command for command in all_commands(project) if _secret_word(command) is not None]
    created = {name.value: command for command in secrets if (name := _created_secret(command)) is not None}
    yield from _secrets(project, secrets, created)
    yield from _one_namespace(project) if project.one_namespace else _namespaces(project, secrets)
    yield from _registries(project, created)
    yield from _images(project)


def _selectors(project: Project) -> Iterator[Finding]:
    """Yields a finding at the value in the selector of a Service that no pod has."""
    for service, key, name, label in selectors_without_pods(project):
        where = text_at(service.manifest, ("spec", "selector", key))
        yield RULE.finding(where, SELECTOR, name=name, key=key, label=label)


def _secret_word(command: Command) -> Word | None:
    """The literal name in `kubectl create secret TYPE NAME` or `kubectl get secret NAME`."""
    words = kubectl_arguments(command) if program_name(command) == "kubectl" else ()
    if len(words) < 2 or words[1].value not in {"secret", "secrets"}:  # noqa: PLR2004
        return None
    name = words[3:4] if words[0].value == "create" else words[2:3]
    return name[0] if name and name[0].literal else None


def _creates(command: Command) -> bool:
    return kubectl_arguments(command)[0].value == "create"


def _created_secret(command: Command) -> Word | None:
    """The name of the registry secret that a command creates."""
    if not _creates(command) or not any(
        _KEY in word.value or word.value == "docker-registry" for word in command.words
    ):
        return None
    return _secret_word(command)


def _secrets(project: Project, secrets: list[Command], created: Mapping[str, Command]) -> Iterator[Finding]:
    manifests = {_metadata_name(manifest.data) for manifest in project.manifests if _is_secret(manifest.data)}
    mounted = [
        volume.secret_name
        for pod in project.pods
        for volume in pod.volumes
        if volume.secret_name is not None and any(item.key and item.key.value == _KEY for item in volume.items or ())
    ]
    provided = {*created, *manifests}
    if created:
        yield from (_inconsistent(SECRET, name, name.value, provided) for name in mounted if name.value not in provided)
    known = provided | {name.value for name in mounted}
    for command in secrets:
        name = _secret_word(command)
        if name is None or name.value in known or _creates(command):
            continue
        if similar_name(name.value, known):
            yield _inconsistent(SECRET, name.text, name.value, known)


def _namespaces(project: Project, secrets: list[Command]) -> Iterator[Finding]:
    """Yields findings for secrets created where no pod uses them, or used where none exists."""
    mounted: dict[str, set[str]] = {}
    for pod in project.pods:
        for volume in pod.volumes if pod.namespace is not None else ():
            if volume.secret_name is not None:
                mounted.setdefault(volume.secret_name.value, set()).add(str(pod.namespace))
    stated = []
    created: dict[str, set[str]] = {}
    for command in secrets:
        name, namespace = _secret_word(command), option_value(command.words, "--namespace", "-n")
        if name is not None and namespace is not None and namespace[0].literal:
            stated.append((command, name.value, *namespace))
            if _creates(command):
                created.setdefault(name.value, set()).add(namespace[1])
    for command, secret, word, here in stated:
        expected_in, created_in = mounted.get(secret, set()), created.get(secret, set())
        is_used = _creates(command) and bool(expected_in & created_in)
        expected = expected_in if _creates(command) else expected_in | created_in
        if expected and here not in expected and not is_used:
            yield _inconsistent(NAMESPACE, word.text, here, expected)


def _one_namespace(project: Project) -> Iterator[Finding]:
    """Yields findings where commands and manifests use different namespaces."""
    named = [
        (text, text.value)
        for manifest in project.manifests
        if (text := scalar_text(manifest.text, node_at(manifest.root, "metadata", "namespace"))) is not None
    ]
    for command in all_commands(project):
        namespace = option_value(command.words, "--namespace", "-n") if program_name(command) == "kubectl" else None
        if namespace is not None and namespace[0].literal:
            named.append((namespace[0].text, namespace[1]))
    for text, value in named[1:]:
        if value != named[0][1]:
            yield _inconsistent(RECIPE_NAMESPACE, text, value, {named[0][1]})


def _registries(project: Project, created: Mapping[str, Command]) -> Iterator[Finding]:
    """Yields findings at destinations whose registry is not in the created secrets."""
    keys: set[str] = set()
    for command in created.values():
        server = option_value(command.words, "--docker-server")
        keys |= {_registry_host(server[1])} if server is not None and server[0].literal else set()
    if created:
        keys |= {
            _registry_host(key)
            for command in all_commands(project)
            for word in command.words
            for key in _auths(word.value)
        }
    for text, value in _destinations(project.executor_calls):
        image = image_references.parse(value)
        host = image.name.partition("/")[0] if image is not None else ""
        if keys and host and host not in keys:
            yield _inconsistent(REGISTRY, text, host, keys)


def _auths(word: str) -> Iterator[str]:
    """The registries of a `config.json` in a word."""
    if word.startswith("{"):
        try:
            content = json.loads(word)
        except (ValueError, RecursionError):
            return
        auths = content.get("auths")
        yield from auths if isinstance(auths, dict) else ()


def _registry_host(key: str) -> str:
    host = key.rpartition("://")[2].partition("/")[0]
    return "docker.io" if host == "index.docker.io" else host


def _has_remote_context(call: ExecutorCall) -> bool:
    context = call.flag("--context", "-c")
    value = "" if context is None else context.value or ""
    return "://" in value and not value.startswith("dir://")


def _destinations(calls: Iterable[ExecutorCall]) -> Iterator[tuple[Text, str]]:
    """The destinations of calls, each up to its first variable."""
    for call in calls:
        for flag in call.flags:
            if flag.name in {"--destination", "-d"} and flag.value and flag.value_text is not None:
                known = flag.value.partition("$")[0].rstrip(":")
                if "/" in known:
                    yield flag.value_text, known.rstrip("/")


def _images(project: Project) -> Iterator[Finding]:
    """Yields findings where several Jenkinsfiles build one Dockerfile to unrelated names; `myapp-dev` is related.

    A call outside the Jenkinsfiles, such as that of an example pod, or with a remote context builds something else.
    """
    if len(project.dockerfiles) != 1 or len(project.jenkinsfiles) < 2:  # noqa: PLR2004
        return
    own = [call for call in project.executor_calls if call.step is not None and not _has_remote_context(call)]
    first: str | None = None
    for text, value in _destinations(own):
        image = image_references.parse(value)
        if image is not None:
            name = image.path.rpartition("/")[2]
            first = first or name
            related = name in first or first in name or name.partition("-")[0] == first.partition("-")[0]
            if not related:
                yield _inconsistent(IMAGE, text, name, {first})


def _inconsistent(message: Message, where: Text, here: str, elsewhere: set[str]) -> Finding:
    return RULE.finding(where, message, here=here, elsewhere=", ".join(sorted(elsewhere)))


def _is_secret(data: object) -> bool:
    return isinstance(data, dict) and data.get("kind") == "Secret"


def _metadata_name(data: dict[str, object]) -> str:
    metadata = data.get("metadata")
    return str(metadata.get("name", "")) if isinstance(metadata, dict) else ""
