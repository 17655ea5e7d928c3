"""A push for which nothing provides a `config.json`.

Not checked where a cloud's helper or a variable provides the credential, where a script may write the file, where the
pod is not known completely, and for registries that may accept anonymous pushes: with a port, without a domain or TLS.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.executor_calls import all_flags_known, build_calls, destination_registries, is_enabled
from kaniko_guide.analysis.pods import docker_config_directory, executor_containers, is_fully_known, sets_docker_config
from kaniko_guide.analysis.registry_credentials import HELPED_REGISTRIES, LOCAL_REGISTRIES
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Container, ExecutorCall, Pod, Word
    from kaniko_guide.text import Text

HELP = Bilingual(
    zh="创建仓库的 Secret，挂载到 `{directory}`，并用 `items` 把 `.dockerconfigjson` 改名为 `config.json`。",
    en=(
        "Create a Secret for the registry and mount it at `{directory}`, with `items` that rename "
        "`.dockerconfigjson` to `config.json`."
    ),
)
NOTHING = Message(
    "nothing",
    Bilingual(
        zh=(
            "没有带 `config.json` 的 Secret 挂载到 `{directory}`，也没有步骤写这个文件；除非 `{host}` 允许匿名推送，推"
            "送会报 `UNAUTHORIZED`。"
        ),
        en=(
            "No Secret with a `config.json` is mounted at `{directory}`, and no step writes one; unless "
            "`{host}` accepts anonymous pushes, the push fails with `UNAUTHORIZED`."
        ),
    ),
    HELP,
)
HOME = Message(
    "home",
    Bilingual(
        zh="镜像设置了 `DOCKER_CONFIG`，executor 只读取 `{directory}/config.json`，不读取 `{found}`。",
        en=(
            "The image sets `DOCKER_CONFIG`, so the executor only reads `{directory}/config.json`, and does not read "
            "`{found}`."
        ),
    ),
    Bilingual(zh="写到 `{directory}/config.json`。", en="Write `{directory}/config.json`."),
)

RULE = Rule(
    name="no-credential",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(
        zh="没有推送凭据",
        en="No credential for the push",
    ),
    why=Bilingual(
        zh=(
            "executor 从 `config.json` 读取凭据。没有挂载 Secret，也没有步骤写这个文件，就匿名推送；实测"
            "报 `UNAUTHORIZED`。`emptyDir` 是空的，`imagePullSecrets` 只给 kubelet 用。"
        ),
        en=(
            "The executor reads credentials from `config.json`. Without a mounted Secret, and without a "
            "step that writes the file, the push is anonymous; in the runs it failed with "
            "`UNAUTHORIZED`. An `emptyDir` is empty, and `imagePullSecrets` are only for the kubelet."
        ),
    ),
    messages=(NOTHING, HOME),
    source="runs b0-push-no-config and v1-no-secret, both executors; pkg/creds of both repositories",
)


_EXAMPLE = lazy.pattern(r"(?:.*\.)?example(?:\.(?:com|net|org))?")
"""Domains that RFC 2606 reserves for examples: such a pipeline shows something else, and leaves the credential out."""

_WRITES = lazy.pattern(
    r"config\.json|\.docker\b|DOCKER_(?:CONFIG|AUTH)|login|KANIKO_\w+|withDockerRegistry|withRegistry|configFile|@Library"
    r"|\blibrary\b|\bload\b|AWS_|GOOGLE_|AZURE_|--credential-helpers|vault|inject|auth",
    re.IGNORECASE,
)
"""Words of code that may provide a credential."""

_HOME_DIRECTORY = r"""["']?(?:~|\$HOME|\$\{HOME\}|/root)/\.docker(?:/config\.json)?["']?"""
_WRITES_HOME = lazy.pattern(rf"(?:(?<![0-9])>>?|\bmkdir(?: -p)?)[ \t]*{_HOME_DIRECTORY}(?=[\s;&|]|$)", re.MULTILINE)
"""Commands that only create a configuration in the home directory, where the executor does not look for it."""

_SETS_HOME = lazy.pattern(r"\bHOME\b(?!\}?/\.docker)")

_EMPTY_KINDS = frozenset({"emptyDir", "persistentVolumeClaim"})
"""Kinds of volumes that contain no Secret."""

_OTHER_TYPES = frozenset({"kubernetes.io/basic-auth", "kubernetes.io/ssh-auth", "kubernetes.io/tls"})
"""Types of Secrets that have no Docker configuration."""

_INSECURE = (
    "--insecure",
    "--skip-tls-verify",
    "--insecure-registry",
    "--skip-tls-verify-registry",
    "--credential-helpers",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the destination."""
    if sets_docker_config(project) or _may_provide_credential(project):
        return
    calls: defaultdict[Container, list[ExecutorCall]] = defaultdict(list)
    for call in build_calls(project):
        for container in dict.fromkeys(call.containers):
            calls[container].append(call)
    useless_secrets = _useless_secrets(project)
    volumes: dict[Pod, _Volumes | None] = {}
    for pod, container in executor_containers(project):
        directory = docker_config_directory(container)
        if directory is None or container.env is None:
            continue
        if pod not in volumes:
            volumes[pod] = _volumes_without_credential(project, pod, useless_secrets)
        if not _has_no_credential(container, volumes[pod]):
            continue
        for call in calls[container]:
            yield from _at_call(project, call, container, directory)


def _at_call(project: Project, call: ExecutorCall, container: Container, directory: str) -> Iterator[Finding]:
    host, flag = _pushed_host(project, call), call.flag("--destination", "-d")
    if host is None or flag is None:
        return
    written = None if call.script is None else _written_at_home(call.script.commands)
    if written is None:
        finding = RULE.finding(flag.text, NOTHING, directory=directory, host=host)
        is_example = call.script is not None and not container.mounts and _EXAMPLE.fullmatch(host) is not None
        yield replace(finding, severity=Severity.INFO) if is_example else finding
    elif directory != "/root/.docker":
        yield RULE.finding(written.text, HOME, directory=directory, found=written.value)


def _may_provide_credential(project: Project) -> bool:
    """Whether code of a pipeline or a script may provide a credential."""
    manifests: defaultdict[str, list[str]] = defaultdict(list)
    for manifest in project.manifests:
        manifests[manifest.text.source.path].append(manifest.text.value)
    texts = (*(pipeline.text for pipeline in project.jenkinsfiles), *(script.text for script in project.scripts))
    return any(
        _WRITES.search(text.value) and _WRITES.search(_code(text.value, manifests[text.source.path])) for text in texts
    )


def _code(value: str, manifests: Iterable[str]) -> str:
    """A text without the YAML of the pods in it, and without comments on lines of their own."""
    for manifest in manifests:
        value = value.replace(manifest, "")
    code = "\n".join(line for line in value.split("\n") if not line.lstrip().startswith(("#", "//", "*")))
    return code if _SETS_HOME.search(code) else _WRITES_HOME.sub("", code)


def _written_at_home(commands: Iterable[Command]) -> Word | None:
    """The `config.json` in the home directory that one of these commands writes."""
    targets = (entry.target for command in commands for entry in command.redirections if ">" in entry.operator)
    return next((word for word in targets if re.fullmatch(_HOME_DIRECTORY, word.text.value)), None)


class _Volumes(Data, frozen=True):
    """The volumes of a pod in which nothing provides a credential, unless a container writes it.

    Attributes:
        kinds: by name.
        useless: the names of those that are Secrets without a Docker configuration.
        mounts: how often each is mounted.
    """

    kinds: Mapping[str, str | None]
    useless: frozenset[str]
    mounts: Mapping[str, int]


def _volumes_without_credential(project: Project, pod: Pod, useless_secrets: Collection[str]) -> _Volumes | None:
    """The volumes of a pod; None if it may provide a credential."""
    useless = frozenset(
        str(volume.name)
        for volume in pod.volumes
        if volume.kind == "secret" and volume.secret_name is not None and volume.secret_name.value in useless_secrets
    )
    mounts = Counter(str(mount.name) for part in pod.containers for mount in part.mounts)
    names = [str(v.name) for v in pod.volumes if v.kind not in _EMPTY_KINDS and str(v.name) not in useless]
    if names and (pod.manifest is None or not all(mounts[name] for name in names)):
        return None
    if not _is_known(project, pod) or not all(source.exact for source in project.sources_of(pod)):
        return None
    if pod.manifest is not None and "inject" in pod.manifest.text.value:
        return None
    words = [word.value for part in pod.containers for word in (*(part.command or ()), *(part.args or ()))]
    if any(_WRITES.search(word) for word in words):
        return None
    kinds = {str(volume.name): volume.kind for volume in pod.volumes}
    return _Volumes(kinds, useless, mounts)


def _is_known(project: Project, pod: Pod) -> bool:
    """As `is_fully_known`; in `podTemplate(containers: …)` the volumes have no names."""
    if pod.manifest is not None:
        return is_fully_known(project, pod)
    names = [container.name for container in pod.containers]
    known = all(name is not None and not yaml_tree.has_placeholder(name.value) for name in names)
    return known and not any(source.inherits for source in project.sources_of(pod))


def _has_no_credential(container: Container, volumes: _Volumes | None) -> bool:
    """Whether nothing in a pod provides a credential to a container."""
    if volumes is None or any(_WRITES.search(str(variable.name)) for variable in container.env or ()):
        return False
    return all(
        str(mount.name) in volumes.useless
        or (
            (mount.path is not None and volumes.kinds.get(str(mount.name)) in _EMPTY_KINDS)
            and (
                (volumes.mounts[str(mount.name)] == 1 and volumes.kinds[str(mount.name)] == "emptyDir")
                or not _may_hold(mount.path)
            )
        )
        for mount in container.mounts
    )


def _useless_secrets(project: Project) -> frozenset[str]:
    """The names of the project's Secrets without a Docker configuration, such as one for `basic-auth`."""
    found: dict[str, bool] = {}
    for manifest in project.manifests:
        data = manifest.data if isinstance(manifest.data, dict) else {}
        metadata = data.get("metadata")
        if data.get("kind") != "Secret" or not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
            continue
        contents = [content for content in (data.get("data"), data.get("stringData")) if isinstance(content, dict)]
        keys = {str(key) for content in contents for key in content}
        is_useless = str(data.get("type")) in _OTHER_TYPES or bool(
            keys and not keys & {"config.json", ".dockerconfigjson"}
        )
        found.setdefault(metadata["name"], is_useless)
    return frozenset(name for name, is_useless in found.items() if is_useless)


def _may_hold(path: Text) -> bool:
    """Whether a volume mounted there may contain the configuration."""
    return path.value.rstrip("/").startswith(("/kaniko", "/root")) or path.value == "/"


def _pushed_host(project: Project, call: ExecutorCall) -> str | None:
    """The registry to which a call pushes, if it needs a credential; None if that is not known."""
    hosts = destination_registries(project, call)
    if not hosts or hosts[0] is None or not all_flags_known(call) or is_enabled(call, "--no-push") is not False:
        return None
    if is_enabled(call, "--dryrun") is not False or call.flag(*_INSECURE) is not None:
        return None
    return None if HELPED_REGISTRIES.fullmatch(hosts[0]) or LOCAL_REGISTRIES.fullmatch(hosts[0]) else hosts[0]
