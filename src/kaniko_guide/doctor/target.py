"""What the pipeline of a project needs of a cluster: pods as the plugin makes them, and the objects that they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kaniko_guide.analysis.executor_calls import all_flags_known, build_calls, is_constant, is_enabled
from kaniko_guide.analysis.pods import docker_config_directory, executor_containers, sets_docker_config
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.doctor import plugin_pod
from kaniko_guide.doctor.questions import Object, is_name
from kaniko_guide.doctor.shapes import as_object, objects_in
from kaniko_guide.facts import image_references, images
from kaniko_guide.sources import yaml_tree
from kaniko_guide.sources.groovy.interpolations import names_in_groovy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Container, ExecutorCall, Pod, PodSource
    from kaniko_guide.text import Text

BUILD = plugin_pod.Build("kaniko-guide-doctor", 1, ("x7k2p", "9wq4t", "h5d3z"), "http://jenkins.invalid/")
"""The build for which pods are made: no pod has the name that it gives."""

READ_SETTINGS = frozenset(
    {
        "cloud",
        "customWorkspace",
        "defaultContainer",
        "idleMinutes",
        "inheritFrom",
        "instanceCap",
        "label",
        "name",
        "namespace",
        "nodeUsageMode",
        "podRetention",
        "retries",
        "serviceAccount",
        "showRawYaml",
        "slaveConnectTimeout",
        "yaml",
        "yamlFile",
        "yamlMergeStrategy",
    }
)
"""The settings of `kubernetes` and `podTemplate` that are read, or that do not change the pod."""

DEFAULT_ACCOUNT = "default"
_CHANGES_CONNECTION = (
    "--insecure",
    "--insecure-registry",
    "--skip-tls-verify",
    "--skip-tls-verify-registry",
    "--registry-certificate",
    "--registry-client-cert",
    "--credential-helpers",
    "--push-ignore-immutable-tag-errors",
    "--skip-push-permission-check",
)
"""Flags that change how the executor reaches a registry, or whether it checks the right to push."""
_CHANGES_PUSH = re.compile(
    r"^(?:(?:HTTPS?|NO|ALL)_PROXY|SSL_CERT_(?:DIR|FILE)|REGISTRY_AUTH_FILE|DOCKER_(?:AUTH_)?CONFIG"
    r"|AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|CONFIG_FILE"
    r"|SHARED_CREDENTIALS_FILE)|AZURE_(?:CLIENT|TENANT)_\w+|GOOGLE_APPLICATION_CREDENTIALS)$",
    re.IGNORECASE,
)
_WRITES_LOGIN = re.compile(
    r"\bconfig\.json\b|\b(?:docker|crane|podman|executor)\s+(?:auth\s+)?login\b|\b(?:HTTPS?|NO|ALL)_PROXY=|\bSSL_CERT_\w+=",
    re.IGNORECASE,
)
"""What may change how the executor pushes: names of variables; words of scripts."""
DOCKER_CONFIG_KEY, CONFIG_FILE = ".dockerconfigjson", "config.json"
_PLACEHOLDERS_ALLOWED = frozenset({"command", "args", "value"})
"""Fields whose text is the container's own."""

NO_YAML = Bilingual(
    zh="它是用 `containerTemplate` 写的，这里只读 YAML",
    en="it is written with `containerTemplate`, and only YAML is read",
)
NOT_FOUND = Bilingual(zh="找不到它的 YAML", en="its YAML was not found")
SEVERAL = Bilingual(zh="它的 YAML 有几个文档", en="its YAML has several documents")
INHERITS = Bilingual(
    zh="它还继承别的 Pod 模板（`inheritFrom` 或外层的 `podTemplate`）",
    en="it also inherits from another template (`inheritFrom`, or an enclosing `podTemplate`)",
)
INVALID_YAML = Bilingual(zh="它的 YAML 读不懂", en="its YAML was not understood")
VARIABLES = Bilingual(zh="它有运行时才知道的值：{names}", en="it has values that only the run knows: {names}")
SETTINGS = Bilingual(zh="这里不读它的这些设置：{names}", en="these of its settings are not read: {names}")


class Account(Data, frozen=True):
    """A ServiceAccount."""

    namespace: str
    name: str

    @property
    def user(self) -> str:
        """Its name as a user."""
        return f"system:serviceaccount:{self.namespace}:{self.name}"

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that the server gives it."""
        return ("system:serviceaccounts", f"system:serviceaccounts:{self.namespace}", "system:authenticated")


class Reference(Data, frozen=True):
    """An object of the namespace that a pod names.

    Attributes:
        name: as written; it may be no valid name.
        where: the pod.
        keys: those that must be there; empty if the whole object is used.
        optional: whether the pod starts without it.
        readers: the containers whose executor reads `config.json` where it is mounted.
        files: for `docker_config`: the names of the files that are mounted, by key; None if it is mounted as a whole.
    """

    name: str
    where: Text
    keys: tuple[str, ...] = ()
    optional: bool = False
    readers: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] | None = None

    @property
    def docker_config(self) -> bool:
        """Whether it is the Secret that is mounted where the executor reads `config.json`."""
        return bool(self.readers)

    @property
    def is_known(self) -> bool:
        """Whether the name is one that an object can have, and no variable."""
        return is_name(self.name)

    @property
    def is_invalid(self) -> bool:
        """Whether the name is no variable, and no object can have it."""
        return not self.is_known and is_constant(self.name) and not yaml_tree.has_placeholder(self.name)


class Executor(Data, frozen=True):
    """A container in which steps run the executor.

    Attributes:
        container: its name.
        tools: the directory of the image's busybox.
        docker_config: where the executor looks for `config.json`; None if that is not known.
        has_variables: whether the pod or a step sets variables that may change what the executor does.
        mounts_config: whether a Secret is mounted as that directory, without which the pod does not start.
    """

    container: str
    tools: str
    docker_config: str | None
    has_variables: bool
    mounts_config: bool


class TargetPod(Data, frozen=True):
    """A pod of the pipeline.

    Attributes:
        where: the characters that mark it.
        object: as the plugin makes it; None if it is not known.
        unknown: why it is not, or not as a whole; None if it is.
        namespace: that it names; empty if it names none.
        account: the name of its ServiceAccount; empty if that is not known.
        executors: the containers whose images are known to have the executor and a shell.
        secrets, config_maps, claims, pull_secrets: the objects that it names.
    """

    where: Text
    object: Object | None
    unknown: Bilingual | None
    namespace: str
    account: str
    executors: tuple[Executor, ...] = ()
    secrets: tuple[Reference, ...] = ()
    config_maps: tuple[Reference, ...] = ()
    claims: tuple[Reference, ...] = ()
    pull_secrets: tuple[Reference, ...] = ()


class Destination(Data, frozen=True):
    """A registry to which a build pushes.

    Attributes:
        host: of the registry; None if it is only known at run time.
        where: the characters that name it.
        repository: with the host, without tag; None if it has a variable, or flags change how it is reached.
        containers: those that may run the build, each with the mark of its pod; None if they are not known.
    """

    host: str | None
    where: Text
    repository: str | None = None
    containers: tuple[tuple[Text, str], ...] | None = None

    def is_pushed_by(self, pod: TargetPod, container: str) -> bool | None:
        """Whether a container may run the build; None if that is not known."""
        return None if self.containers is None else (pod.where, container) in self.containers


class Pipeline(Data, frozen=True):
    """What a project needs of a cluster.

    Attributes:
        pods: those that Jenkins creates; if there are none, those of manifests.
        destinations: of its builds that push.
    """

    pods: tuple[TargetPod, ...]
    destinations: tuple[Destination, ...]


class Target(Data, frozen=True):
    """What is asked about.

    Attributes:
        namespace: in which builds run.
        account: the ServiceAccount that Jenkins uses; None if it is not given.
        pipeline: see `Pipeline`; only its pods of this namespace are checked.
        reads_secrets: whether the user allows to read the Secrets with registry credentials.
    """

    namespace: str
    account: Account | None
    pipeline: Pipeline
    reads_secrets: bool = False

    @property
    def pods(self) -> list[TargetPod]:
        """The pods that would be created in the namespace."""
        return [pod for pod in self.pipeline.pods if pod.namespace in {"", self.namespace}]

    @property
    def pods_elsewhere(self) -> list[TargetPod]:
        """The pods that name another namespace."""
        return [pod for pod in self.pipeline.pods if pod.namespace not in {"", self.namespace}]


def read(projects: Sequence[Project]) -> Pipeline:
    """What projects need."""
    pods = [pod for project in projects for pod in _pods(project)]
    found = (entry for project in projects for entry in _destinations(project))
    destinations = {(entry.host, entry.repository, entry.containers): entry for entry in found}
    return Pipeline(tuple(pods), tuple(destinations.values()))


def _pods(project: Project) -> Iterator[TargetPod]:
    sources = [source for pipeline in project.jenkinsfiles for source in pipeline.pods]
    for source in sources:
        if not source.pods:
            yield TargetPod(source.where, None, NOT_FOUND, "", "")
        for pod in source.pods:
            yield _pod(project, pod, source)
    if not sources:
        for pod in project.pods:
            if pod.manifest is not None and _kind(pod) == "Pod":
                yield _pod(project, pod, None)


def _kind(pod: Pod) -> str:
    data = pod.manifest.data if pod.manifest is not None else None
    return str(data.get("kind", "Pod")) if isinstance(data, dict) else ""


def _pod(project: Project, pod: Pod, source: PodSource | None) -> TargetPod:
    settings = {} if source is None else _settings(project, source)
    stated = pod.manifest.data if pod.manifest is not None else None
    data = stated if isinstance(stated, dict) else {}
    spec = as_object(data.get("spec"))
    unknown = _unknown(pod, source, settings, data)
    made = None if unknown is not None else _made(data, settings)
    if unknown is None and made is None:
        unknown = INVALID_YAML
    stated_namespace = as_object(data.get("metadata")).get("namespace") or settings.get("namespace") or ""
    account = spec.get("serviceAccountName") or spec.get("serviceAccount") or settings.get("serviceAccount")
    if account is None:
        account = DEFAULT_ACCOUNT if unknown is None else ""
    secrets = tuple(_secrets(project, pod, spec))
    return TargetPod(
        pod.where,
        made,
        unknown,
        str(stated_namespace),
        str(account),
        tuple(_executors(project, pod, secrets)),
        secrets=secrets,
        config_maps=tuple(_config_maps(pod, spec)),
        claims=tuple(_claims(pod, spec)),
        pull_secrets=tuple(
            Reference(str(entry["name"]), pod.where)
            for entry in objects_in(spec, "imagePullSecrets")
            if "name" in entry
        ),
    )


def _unknown(pod: Pod, source: PodSource | None, settings: Mapping[str, str | None], data: Object) -> Bilingual | None:
    """Why a pod is not known as a whole; None if it is."""
    if pod.manifest is None:
        return NO_YAML
    if source is not None and len(source.pods) > 1:
        return SEVERAL
    if source is not None and (source.inherits or source.enclosing is not None):
        return INHERITS
    others = sorted(settings.keys() - READ_SETTINGS)
    others += [name for name in ("namespace", "serviceAccount") if name in settings and settings[name] is None]
    if others:
        return SETTINGS.format(names=", ".join(f"`{name}`" for name in others))
    variables = [f"`{path}`" for path in _with_variables(data, "")]
    if source is not None and source.path is None and not source.exact:
        variables = variables or ["…"]
    return VARIABLES.format(names=", ".join(variables)) if variables else None


def _with_variables(value: Any, path: str) -> Iterator[str]:  # noqa: ANN401
    """The paths of values with variables, apart from what the containers themselves expand."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if key not in _PLACEHOLDERS_ALLOWED:
                yield from _with_variables(entry, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _with_variables(entry, f"{path}[{number}]")
    elif yaml_tree.has_placeholder(value):
        yield path


def _made(data: Object, settings: Mapping[str, str | None]) -> Object | None:
    """The pod that the plugin makes; None if the YAML has another form than a pod's."""
    account = settings.get("serviceAccount")
    spec = as_object(data.get("spec"))
    stated = {**data, "spec": {"serviceAccountName": account, **spec}} if account else data
    if any(not isinstance(spec.get(name), list | None) for name in ("containers", "volumes")):
        return None
    try:
        made = plugin_pod.make(stated, BUILD, "")
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    del made["metadata"]["namespace"]
    return made


def _settings(project: Project, source: PodSource) -> Mapping[str, str | None]:
    """The settings of a pod in a Jenkinsfile; the value is None where it is no constant string."""
    for pipeline in project.jenkinsfiles:
        for block in _blocks(pipeline.blocks):
            if block.where.source is source.where.source and block.where.origin(0) == source.where.origin(0):
                named = {entry.name: entry for entry in block.arguments if entry.name is not None}
                found = {name: entry.value.value if entry.exact else None for name, entry in named.items()}
                inside = block.children if block.name == "kubernetes" else ()
                for child in inside or ():
                    first = next(iter(child.arguments), None)
                    found[child.name] = first.value.value if first is not None and first.exact else None
                return found
    return {}


def _blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _blocks(block.children or ())


def _secrets(project: Project, pod: Pod, spec: Object) -> Iterator[Reference]:
    containers = () if sets_docker_config(project) else executor_containers(project)
    readers: dict[str, list[str]] = {}
    for other, container in containers:
        for volume_name in _config_volumes(container) if other is pod and container.name is not None else ():
            readers.setdefault(volume_name, []).append("" if container.name is None else container.name.value)
    for parsed in pod.volumes if not spec else ():
        if parsed.secret_name is not None:
            yield Reference(parsed.secret_name.value, pod.where)
    for volume, source in _volume_sources(spec, "secret"):
        name = source.get("secretName") or source.get("name")
        if name is None:
            continue
        items = [entry for entry in objects_in(source, "items") if "key" in entry and "path" in entry]
        files = tuple((str(entry["key"]), str(entry["path"])) for entry in items)
        yield Reference(
            str(name),
            pod.where,
            tuple(key for key, _ in files),
            optional=source.get("optional") is True,
            readers=tuple(readers.get(str(volume.get("name")), ())) if "secret" in volume else (),
            files=files if "items" in source else None,
        )
    yield from _of_variables(pod, spec, "secretKeyRef", "secretRef")


def _config_volumes(container: Container) -> Iterator[str]:
    """The names of the volumes that are mounted as a whole where the executor of a container reads `config.json`."""
    directory = docker_config_directory(container)
    for mount in container.mounts:
        whole = mount.sub_path is None and mount.path is not None and mount.path.value.rstrip("/") == directory
        if whole and mount.name is not None:
            yield mount.name.value


def _config_maps(pod: Pod, spec: Object) -> Iterator[Reference]:
    for _, source in _volume_sources(spec, "configMap"):
        if "name" in source:
            keys = tuple(str(entry["key"]) for entry in objects_in(source, "items") if "key" in entry)
            yield Reference(str(source["name"]), pod.where, keys, optional=source.get("optional") is True)
    yield from _of_variables(pod, spec, "configMapKeyRef", "configMapRef")


def _claims(pod: Pod, spec: Object) -> Iterator[Reference]:
    for volume in objects_in(spec, "volumes"):
        claim = as_object(volume.get("persistentVolumeClaim"))
        if "claimName" in claim:
            yield Reference(str(claim["claimName"]), pod.where)


def _volume_sources(spec: Object, kind: str) -> Iterator[tuple[Object, Object]]:
    """Each volume with its source of a kind, and those within a projected volume."""
    for volume in objects_in(spec, "volumes"):
        if isinstance(volume.get(kind), dict):
            yield volume, volume[kind]
        for source in objects_in(as_object(volume.get("projected")), "sources"):
            if isinstance(source.get(kind), dict):
                yield volume, source[kind]


def _of_variables(pod: Pod, spec: Object, key_kind: str, whole_kind: str) -> Iterator[Reference]:
    """The objects that variables of containers come from."""
    for container in [*objects_in(spec, "initContainers"), *objects_in(spec, "containers")]:
        for variable in objects_in(container, "env"):
            found = as_object(as_object(variable.get("valueFrom")).get(key_kind))
            if "name" in found and "key" in found:
                optional = found.get("optional") is True
                yield Reference(str(found["name"]), pod.where, (str(found["key"]),), optional=optional)
        for entry in objects_in(container, "envFrom"):
            found = as_object(entry.get(whole_kind))
            if "name" in found:
                yield Reference(str(found["name"]), pod.where, optional=found.get("optional") is True)


def _destinations(project: Project) -> Iterator[Destination]:
    for call in build_calls(project):
        if is_enabled(call, "--no-push") is not False or not all_flags_known(call):
            continue
        for flag in call.flags:
            if flag.name in {"--destination", "-d"}:
                host = images.registry(flag.value or "")
                repository = None if host is None else _repository(flag.value or "", call)
                yield Destination(host, flag.text, repository, _containers(project, call))


def _containers(project: Project, call: ExecutorCall) -> tuple[tuple[Text, str], ...] | None:
    """The containers that may run a build, each with the mark of its pod; None if they are not known."""
    found = call.containers if call.step is None else project.containers_of(call.step)
    named = [
        (pod.where, container.name.value)
        for pod in project.pods
        for container in pod.containers
        if container in found and container.name is not None
    ]
    return tuple(named) if found and len(named) == len(found) else None


def _repository(image: str, call: ExecutorCall) -> str | None:
    """The repository of a destination, if the executor would reach it without the other flags of the call."""
    name, digest, _ = image.partition("@")
    host, slash, path = name.rpartition("/")
    repository = f"{host}{slash}{path.partition(':')[0]}"
    is_plain = not digest and is_constant(repository) and image_references.is_valid(repository)
    return repository if is_plain and call.flag(*_CHANGES_CONNECTION) is None else None


def _executors(project: Project, pod: Pod, secrets: Sequence[Reference]) -> Iterator[Executor]:
    """The containers with an executor image that has a shell."""
    for other, container in executor_containers(project):
        found = images.executor_image(container.image.value) if container.image is not None else None
        variant = None if found is None else found.variant
        if other is not pod or container.init or container.name is None or variant is None or variant.tools is None:
            continue
        name = container.name.value
        directory = None if sets_docker_config(project) else docker_config_directory(container)
        has_variables = container.env != () or _changes_push(project)
        mounts_config = any(name in entry.readers and not entry.optional for entry in secrets)
        yield Executor(name, variant.tools, directory, has_variables, mounts_config)


def _changes_push(project: Project) -> bool:
    """Whether a step or a script sets a variable, or writes a file, that may change how the executor pushes."""
    scripts = (script.text.value for script in project.scripts)
    names = (name for pipeline in project.jenkinsfiles for name in names_in_groovy(pipeline.code))
    return any(_WRITES_LOGIN.search(text) for text in scripts) or any(_CHANGES_PUSH.search(name) for name in names)
