"""Names that must be the same in several files of a project, and are not.

Compared are the secret that commands create with the one that a pod mounts and that other commands name, its namespace,
the registry in it with the one pushed to, the Dockerfile's path, and the image that several Jenkinsfiles build from
one Dockerfile; where all files are for one namespace, also every namespace. What a variable holds, or what is made
elsewhere, can't be told.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, kubectl_arguments, option_value, program_name
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources.yaml_tree import node_at, scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Word
    from kaniko_guide.text import Text

SAME = Bilingual(zh="让它们一致。", en="Make them the same.")
SECRET = Message(
    "secret",
    Bilingual(
        zh="这里的 Secret 是 `{here}`，而这个项目别处是 `{there}`。",
        en="The secret here is `{here}`, elsewhere `{there}`.",
    ),
    SAME,
)
NAMESPACE = Message(
    "namespace-of-secret",
    Bilingual(
        zh="这个 Secret 的命名空间是 `{here}`，而这个项目别处是 `{there}`。",
        en="The secret's namespace here is `{here}`, elsewhere `{there}`.",
    ),
    SAME,
)
RECIPE_NAMESPACE = Message(
    "namespace",
    Bilingual(
        zh="这里的命名空间是 `{here}`，而这个项目别处是 `{there}`。",
        en="The namespace here is `{here}`, elsewhere `{there}`.",
    ),
    SAME,
)
REGISTRY = Message(
    "registry",
    Bilingual(
        zh="推送到的仓库地址是 `{here}`，而这个项目别处是 `{there}`。",
        en="The registry pushed to is `{here}`, elsewhere `{there}`.",
    ),
    SAME,
)
DOCKERFILE = Message(
    "dockerfile",
    Bilingual(
        zh="`--dockerfile` 指向的文件是 `{here}`，而这个项目别处是 `{there}`。",
        en="The file that `--dockerfile` names is `{here}`, elsewhere `{there}`.",
    ),
    SAME,
)
IMAGE = Message(
    "image",
    Bilingual(
        zh="构建出的镜像名是 `{here}`，而这个项目别处是 `{there}`。",
        en="The name of the image built is `{here}`, elsewhere `{there}`.",
    ),
    SAME,
)

RULE = Rule(
    name="name-disagrees",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="前后名字不一致", en="Names that disagree"),
    why=Bilingual(
        zh=(
            "同一个名字写在好几个文件里：创建 Secret 的命令、挂载它的 Pod、推送的仓库地址、Dockerfile 的路径。"
            "只要有一处不同，Pod 就会卡在 `ContainerCreating`，或者推送被拒绝，或者找不到 Dockerfile。"
        ),
        en=(
            "The same name stands in several files: in the command that creates the secret and the pod that mounts it, "
            "in the secret and the destination, in `--dockerfile` and the repository. Where one differs, the pod hangs "
            "in `ContainerCreating`, the push is refused or the Dockerfile is not found."
        ),
    ),
    messages=(SECRET, NAMESPACE, RECIPE_NAMESPACE, REGISTRY, DOCKERFILE, IMAGE),
    source="runs b3-push-config-other-host and a1-dockerfile-missing, both executors; kubelet's event FailedMount",
)

_KEY = ".dockerconfigjson"
"""The key of a registry's secret."""


def check(project: Project) -> Iterator[Finding]:
    """Findings at the later of two names, or at the one that nothing provides.

    Jenkinsfiles in several folders are several applications, whose names need not agree.
    """
    if len({PurePosixPath(pipeline.text.source.path).parent for pipeline in project.jenkinsfiles}) > 1:
        return
    secrets = [command for command in all_commands(project) if _secret(command) is not None]
    created = {name.value: command for command in secrets if (name := _created(command)) is not None}
    yield from _secrets(project, secrets, created)
    yield from _one_namespace(project) if project.one_namespace else _namespaces(project, secrets)
    yield from _registries(project, created)
    yield from _dockerfiles(project)
    yield from _images(project)


def _secret(command: Command) -> Word | None:
    """The literal name in `kubectl create secret TYPE NAME` or `kubectl get secret NAME`."""
    words = kubectl_arguments(command) if program_name(command) == "kubectl" else ()
    if len(words) < 2 or words[1].value not in {"secret", "secrets"}:  # noqa: PLR2004
        return None
    name = words[3:4] if words[0].value == "create" else words[2:3]
    return name[0] if name and name[0].literal else None


def _creates(command: Command) -> bool:
    return kubectl_arguments(command)[0].value == "create"


def _created(command: Command) -> Word | None:
    """The name of a registry's secret that a command creates."""
    if not _creates(command) or not any(
        _KEY in word.value or word.value == "docker-registry" for word in command.words
    ):
        return None
    return _secret(command)


def _secrets(project: Project, secrets: list[Command], created: Mapping[str, Command]) -> Iterator[Finding]:
    manifests = {_name(manifest.data) for manifest in project.manifests if _is_secret(manifest.data)}
    mounted = [
        volume.secret_name
        for pod in project.pods
        for volume in pod.volumes
        if volume.secret_name is not None and any(item.key and item.key.value == _KEY for item in volume.items or ())
    ]
    provided = {*created, *manifests}
    if created:
        yield from (_differs(SECRET, name, name.value, provided) for name in mounted if name.value not in provided)
    known = provided | {name.value for name in mounted}
    for command in secrets:
        name = _secret(command)
        if name is None or name.value in known or _creates(command):
            continue
        if get_close_matches(name.value, known, 1):
            yield _differs(SECRET, name.text, name.value, known)


def _namespaces(project: Project, secrets: list[Command]) -> Iterator[Finding]:
    """Secrets created where no pod looks for them, or looked for where nothing has them."""
    mounted: dict[str, set[str]] = {}
    for pod in project.pods:
        for volume in pod.volumes if pod.namespace is not None else ():
            if volume.secret_name is not None:
                mounted.setdefault(volume.secret_name.value, set()).add(str(pod.namespace))
    stated = []
    created: dict[str, set[str]] = {}
    for command in secrets:
        name, namespace = _secret(command), option_value(command.words, "--namespace", "-n")
        if name is not None and namespace is not None and namespace[0].literal:
            stated.append((command, name.value, *namespace))
            if _creates(command):
                created.setdefault(name.value, set()).add(namespace[1])
    for command, secret, word, here in stated:
        wanted, having = mounted.get(secret, set()), created.get(secret, set())
        served = _creates(command) and bool(wanted & having)
        expected = wanted if _creates(command) else wanted | having
        if expected and here not in expected and not served:
            yield _differs(NAMESPACE, word.text, here, expected)


def _one_namespace(project: Project) -> Iterator[Finding]:
    """Where all files are for one namespace, every command and every manifest names one namespace."""
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
            yield _differs(RECIPE_NAMESPACE, text, value, {named[0][1]})


def _registries(project: Project, created: Mapping[str, Command]) -> Iterator[Finding]:
    """Destinations on a registry that the secrets created here have no key for."""
    keys: set[str] = set()
    for command in created.values():
        server = option_value(command.words, "--docker-server")
        keys |= {_host(server[1])} if server is not None and server[0].literal else set()
    if created:
        keys |= {
            _host(key) for command in all_commands(project) for word in command.words for key in _auths(word.value)
        }
    for text, value in _destinations(project):
        image = images.parse(value)
        host = image.name.partition("/")[0] if image is not None else ""
        if keys and host and host not in keys:
            yield _differs(REGISTRY, text, host, keys)


def _auths(word: str) -> Iterator[str]:
    """The keys of a `config.json` that a word holds."""
    if word.startswith("{"):
        try:
            content = json.loads(word)
        except (ValueError, RecursionError):
            return
        auths = content.get("auths")
        yield from auths if isinstance(auths, dict) else ()


def _host(key: str) -> str:
    host = key.rpartition("://")[2].partition("/")[0]
    return "docker.io" if host == "index.docker.io" else host


def _destinations(project: Project) -> Iterator[tuple[Text, str]]:
    """Where images are pushed to, as far as the name before the first variable goes."""
    for call in project.executor_calls:
        for flag in call.flags:
            if flag.name in {"--destination", "-d"} and flag.value and flag.value_text is not None:
                known = flag.value.partition("$")[0].rstrip(":")
                if "/" in known:
                    yield flag.value_text, known.rstrip("/")


def _dockerfiles(project: Project) -> Iterator[Finding]:
    if not project.has_all_files:
        return
    having = {PurePosixPath(dockerfile.text.source.path) for dockerfile in project.dockerfiles}
    for call in project.executor_calls:
        flag = call.flag("--dockerfile", "-f")
        if flag is None or flag.value_text is None or not having or call.script is None:
            continue
        wanted = _below_workspace(flag.value or "")
        if wanted is None or any(path.parts[-len(wanted.parts) :] == wanted.parts for path in having):
            continue
        there = any(file.parts[-len(wanted.parts) :] == wanted.parts for file in project.files)
        if not there and not _is_made(project, wanted.name):
            yield _differs(DOCKERFILE, flag.value_text, str(wanted), {path.name for path in having})


def _is_made(project: Project, name: str) -> bool:
    """Whether a step may make a file of that name: `writeFile`, or a command that names it."""
    steps = (block for pipeline in project.jenkinsfiles for block in all_blocks(pipeline.blocks))
    written = [argument.value.value for step in steps if step.name == "writeFile" for argument in step.arguments]
    for command in all_commands(project):
        if program_name(command) != "executor":
            words = (*command.words, *(redirection.target for redirection in command.redirections))
            written += [word.value for word in words]
    return any(PurePosixPath(path).name == name for path in written)


def _below_workspace(path: str) -> PurePosixPath | None:
    """A path without the workspace before it; None if it can't be told."""
    for root in ("${WORKSPACE}/", "$WORKSPACE/", "$PWD/", "${PWD}/", "`pwd`/", "$(pwd)/", "./"):
        path = path.removeprefix(root)
    return None if not path or "$" in path or path.startswith(("/", "`")) or "://" in path else PurePosixPath(path)


def _images(project: Project) -> Iterator[Finding]:
    """Several Jenkinsfiles, one Dockerfile, another image's name; names that begin alike (`myapp-dev`) are meant."""
    if len(project.dockerfiles) != 1 or len(project.jenkinsfiles) < 2:  # noqa: PLR2004
        return
    first: str | None = None
    for text, value in _destinations(project):
        image = images.parse(value)
        if image is not None:
            name = image.path.rpartition("/")[2]
            first = first or name
            related = name in first or first in name or name.partition("-")[0] == first.partition("-")[0]
            if not related:
                yield _differs(IMAGE, text, name, {first})


def _differs(message: Message, where: Text, here: str, there: set[str]) -> Finding:
    return RULE.finding(where, message, here=here, there=", ".join(sorted(there)))


def _is_secret(data: object) -> bool:
    return isinstance(data, dict) and data.get("kind") == "Secret"


def _name(data: dict[str, object]) -> str:
    metadata = data.get("metadata")
    return str(metadata.get("name", "")) if isinstance(metadata, dict) else ""
