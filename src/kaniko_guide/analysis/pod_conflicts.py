"""Fields of a pod that contradict each other, as the API server validates them.

Each function follows a function of pkg/apis/core/validation/validation.go of Kubernetes v1.37.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.analysis import pod_formats
from kaniko_guide.analysis.pod_values import UNKNOWN, entries, is_set, is_unset, mapping, number, objects, text
from kaniko_guide.analysis.quantity import parse_quantity
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kaniko_guide.analysis.pod_values import Values
    from kaniko_guide.facts.pod_validation import Reason
    from kaniko_guide.sources.yaml_tree import YamlPath

A_VALUE = Bilingual(zh="一个值", en="a value")
A_SOURCE = Bilingual(zh="来源", en="the sources")


class FieldError(Data, frozen=True):
    """A field that the server refuses.

    Attributes:
        path: of the field, even if it is missing.
        reason: see `Reason`.
        found: its value as text; empty for an object or a missing field.
        expected: what is valid.
    """

    path: YamlPath
    reason: Reason
    found: str = ""
    expected: Bilingual = A_VALUE


CONTAINER_LISTS = ("initContainers", "containers")
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
DEFAULT_GRACE_PERIOD = 30
MAX_NAMESERVERS = 3

ENV_FIELDS = frozenset(
    {"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName"}
    | {"status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"}
)
FILE_FIELDS = frozenset(
    {"metadata.name", "metadata.namespace", "metadata.uid", "metadata.labels", "metadata.annotations"}
)
CONTAINER_RESOURCES = frozenset({"cpu", "memory", "ephemeral-storage"})
HUGE_PAGES = "hugepages-"
BYTE_DIVISORS = frozenset({"1", *(f"1{suffix}" for suffix in ("k", "M", "G", "T", "P", "E"))})
DIVISORS = {"cpu": frozenset({"1", "1m"})} | dict.fromkeys(
    ("memory", "ephemeral-storage"), BYTE_DIVISORS | {f"1{suffix}i" for suffix in ("K", "M", "G", "T", "P", "E")}
)
CONTAINERS_OF_SELECTOR = {"In": (1, None), "NotIn": (1, None), "Exists": (0, 0), "DoesNotExist": (0, 0)}
"""By the operator of a selector: how many values it has at least, and at most."""
COMPARISONS = {"Gt": (1, 1), "Lt": (1, 1)}

UNIQUE = Bilingual(zh="不重复的值", en="a value that is not used twice")
KNOWN_NAME = Bilingual(zh="已定义的名字", en="a name that is defined")
ONE = Bilingual(zh="1", en="1")
NOT_HERE = Bilingual(zh="不写", en="nothing")
NOT_IN_INIT = Bilingual(
    zh="init 容器里不写（除非 `restartPolicy: Always`）",
    en="nothing in an init container without `restartPolicy: Always`",
)
NOT_WITH = Bilingual(zh="与 `{other}` 不同时写", en="nothing together with `{other}`")
ONLY_WITH = Bilingual(zh="只与 `{other}` 同时写", en="nothing without `{other}`")
WITHIN_GRACE = Bilingual(
    zh="0 到 `terminationGracePeriodSeconds`（{seconds}）", en="0 to `terminationGracePeriodSeconds` ({seconds})"
)
OPERATORS = Bilingual(zh="`Equal` 或 `Exists`", en="`Equal` or `Exists`")
SELECTORS = Bilingual(zh="`In`、`NotIn`、`Exists` 或 `DoesNotExist`", en="`In`, `NotIn`, `Exists` or `DoesNotExist`")
VALUES_OF_IN = Bilingual(zh="`{operator}` 要求的 `values` 个数", en="as many `values` as `{operator}` requires")
FIELD_PATHS = Bilingual(zh="{paths} 之一", en="one of {paths}")
RESOURCE = Bilingual(
    zh="`cpu`、`memory`、`ephemeral-storage`，或 `example.com/gpu` 这种带域名的资源",
    en="`cpu`, `memory`, `ephemeral-storage`, or a resource with a domain such as `example.com/gpu`",
)
POD_RESOURCE = Bilingual(zh="`cpu`、`memory` 或大页", en="`cpu`, `memory` or huge pages")
WHOLE_NUMBER = Bilingual(zh="整数", en="a whole number")
SAME_AS_LIMIT = Bilingual(zh="与 `limits` 相同", en="the same as in `limits`")
WITH_LIMIT = Bilingual(zh="`limits` 里的 `{name}`", en="`{name}` in `limits`")
SAME_PORT = Bilingual(
    zh="与 `containerPort` 相同（`hostNetwork: true`）", en="the `containerPort`, with `hostNetwork: true`"
)
NAMESERVERS = Bilingual(zh="1 到 3 个地址", en="one to three addresses")
NOT_ON_CREATION = Bilingual(zh="创建 Pod 时不写", en="nothing when a pod is created")
A_NAME = Bilingual(zh="`name` 或 `generateName`", en="`name` or `generateName`")
AN_IMAGE = Bilingual(zh="镜像名", en="the name of an image")
CLAIM_VOLUME = Bilingual(zh="`persistentVolumeClaim` 卷", en="a `persistentVolumeClaim` volume")
A_PROFILE = Bilingual(
    zh="`runtime/default`、`unconfined` 或 `localhost/…`", en="`runtime/default`, `unconfined` or `localhost/…`"
)
FALSE = Bilingual(zh="`hostUsers: false`", en="`hostUsers: false`")
TRUE_NETWORK = Bilingual(zh="`hostNetwork: true`", en="`hostNetwork: true`")
ALL_CONTAINERS = Bilingual(zh="所有容器的 `hostProcess` 相同", en="the same `hostProcess` in all containers")
NOT_REQUIRED = Bilingual(zh="`NotRequired`（`restartPolicy: Never`）", en="`NotRequired`, with `restartPolicy: Never`")
DIVISOR = Bilingual(zh="`1`、`1m` 或 `1Mi` 这样的单位", en="a unit such as `1`, `1m` or `1Mi`")
CPU_OR_MEMORY = Bilingual(zh="同时写 `cpu` 或 `memory`", en="`cpu` or `memory` too")


# --- the whole pod ---------------------------------------------------------------------------------------------------


def metadata_errors(metadata: Values, spec: Values) -> Iterator[FieldError]:
    """The errors of the name and the annotations of a pod (`ValidateObjectMeta`, `ValidateAppArmorPodAnnotations`)."""
    if is_unset(metadata, "name") and is_unset(metadata, "generateName"):
        yield FieldError(("metadata", "name"), "required", expected=A_NAME)
    prefix = "container.apparmor.security.beta.kubernetes.io/"
    names = {text(container, "name") for _, _, container in _containers(spec)}
    for key, value in mapping(metadata, "annotations").items():
        if not key.startswith(prefix) or not isinstance(value, str):
            continue
        known = value in {"", "runtime/default", "unconfined"} or value.startswith("localhost/")
        if key.removeprefix(prefix) not in names:
            yield FieldError(("metadata", "annotations", key), "invalid", key.removeprefix(prefix), KNOWN_NAME)
        elif not known:
            yield FieldError(("metadata", "annotations", key), "invalid", value, A_PROFILE)


def creation_errors(spec: Values) -> Iterator[FieldError]:
    """What only a pod must not have when it is created (`ValidatePodCreate`)."""
    if entries(spec, "ephemeralContainers"):
        yield FieldError(("spec", "ephemeralContainers"), "forbidden", expected=NOT_ON_CREATION)
    if text(spec, "nodeName") and entries(spec, "schedulingGates"):
        yield FieldError(
            ("spec", "nodeName"), "forbidden", text(spec, "nodeName"), NOT_WITH.format(other="schedulingGates")
        )


def spec_errors(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """The errors of a `spec` whose fields are in several objects (`ValidatePodSpec`)."""
    for check in _SPEC_CHECKS:
        yield from check(spec, path)
    for name, index, container in _containers(spec):
        for container_check in _CONTAINER_CHECKS:
            yield from container_check(spec, container, (*path, name, index))


def _containers(spec: Values) -> Iterator[tuple[str, int, Values]]:
    for name in CONTAINER_LISTS:
        yield from ((name, index, container) for index, container in objects(spec, name))


def _images(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """A container without an image; if no `image` is written, the YAML is only a patch, or a Jenkinsfile's."""
    found = list(_containers(spec))
    if any("image" in container for _, _, container in found):
        for name, index, container in found:
            if is_unset(container, "image"):
                yield FieldError((*path, name, index, "image"), "required", expected=AN_IMAGE)


def _dns(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validatePodDNSConfig`."""
    config = mapping(spec, "dnsConfig")
    if text(spec, "dnsPolicy") == "None":
        if is_unset(spec, "dnsConfig"):
            yield FieldError((*path, "dnsConfig"), "required", expected=NAMESERVERS)
        elif is_set(spec, "dnsConfig") and is_unset(config, "nameservers") and isinstance(spec["dnsConfig"], dict):
            yield FieldError((*path, "dnsConfig", "nameservers"), "required", expected=NAMESERVERS)
    if len(entries(config, "nameservers")) > MAX_NAMESERVERS:
        yield FieldError((*path, "dnsConfig", "nameservers"), "invalid", expected=NAMESERVERS)


def _host_namespaces(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateHostUsers`, `validateShareProcessNamespace`, `validatePodHostName`."""
    if spec.get("hostUsers") is False:
        for name in ("hostNetwork", "hostPID", "hostIPC"):
            if spec.get(name) is True:
                yield FieldError((*path, name), "forbidden", "true", NOT_WITH.format(other="hostUsers: false"))
    if spec.get("shareProcessNamespace") is True and spec.get("hostPID") is True:
        yield FieldError((*path, "shareProcessNamespace"), "invalid", "true", NOT_WITH.format(other="hostPID: true"))
    if is_set(spec, "hostnameOverride"):
        for name in ("setHostnameAsFQDN", "hostNetwork"):
            if spec.get(name) is True:
                yield FieldError(
                    (*path, "hostnameOverride"), "forbidden", expected=NOT_WITH.format(other=f"{name}: true")
                )


def _sysctls(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateSysctls`."""
    context = mapping(spec, "securityContext")
    where = (*path, "securityContext", "sysctls")
    found = objects(context, "sysctls")
    yield from _duplicates(found, "name", where)
    for index, sysctl in found:
        if spec.get("hostNetwork") is True and text(sysctl, "name").replace("/", ".").startswith("net."):
            yield FieldError(
                (*where, index, "name"), "invalid", text(sysctl, "name"), NOT_WITH.format(other="hostNetwork: true")
            )


def _host_ports(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`checkHostPortConflicts`, `validatePodHostNetworkDeps`."""
    used: set[tuple[str, str, int]] = set()
    for number_of_container, container in objects(spec, "containers"):
        for index, port in objects(container, "ports"):
            where = (*path, "containers", number_of_container, "ports", index, "hostPort")
            own, inner = number(port, "hostPort"), number(port, "containerPort")
            if not own:
                continue
            key = (text(port, "protocol") or "TCP", text(port, "hostIP"), own)
            if key in used:
                yield FieldError(where, "duplicate", str(own), UNIQUE)
            used.add(key)
            if spec.get("hostNetwork") is True and inner is not None and own != inner:
                yield FieldError(where, "invalid", str(own), SAME_PORT)


def _host_process(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateWindowsHostProcessPod`."""
    of_pod = mapping(mapping(spec, "securityContext"), "windowsOptions").get("hostProcess")
    of_containers = [
        mapping(mapping(container, "securityContext"), "windowsOptions").get("hostProcess", of_pod)
        for _, _, container in _containers(spec)
    ]
    if True in of_containers:
        if any(value is not True for value in of_containers):
            yield FieldError(path, "invalid", expected=ALL_CONTAINERS)
        if spec.get("hostNetwork", False) is False:
            yield FieldError((*path, "hostNetwork"), "invalid", "false", TRUE_NETWORK)
    for name, index, container in _containers(spec):
        own = mapping(mapping(container, "securityContext"), "windowsOptions").get("hostProcess")
        if isinstance(own, bool) and isinstance(of_pod, bool) and own is not of_pod:
            where = (*path, name, index, "securityContext", "windowsOptions", "hostProcess")
            yield FieldError(where, "invalid", str(own).lower(), ALL_CONTAINERS)


_NOT_ON_WINDOWS = (
    *("appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls", "runAsUser"),
    *("runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy", "capabilities"),
    *("readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount"),
)


def _operating_system(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateLinux`, `validateWindows`."""
    name = text(mapping(spec, "os"), "name")
    contexts = [((*path, "securityContext"), mapping(spec, "securityContext"))]
    contexts += [
        ((*path, kind, index, "securityContext"), mapping(container, "securityContext"))
        for kind, index, container in _containers(spec)
    ]
    fields = {"linux": ("windowsOptions",), "windows": _NOT_ON_WINDOWS}.get(name, ())
    expected = NOT_WITH.format(other=f"os.name: {name}")
    for where, context in contexts:
        yield from (FieldError((*where, field), "forbidden", expected=expected) for field in fields if field in context)
    if name == "windows":
        of_pod: list[str] = [field for field in ("hostUsers", "shareProcessNamespace") if field in spec]
        of_pod += [field for field in ("hostPID", "hostIPC") if spec.get(field) is True]
        yield from (FieldError((*path, field), "forbidden", expected=expected) for field in of_pod)


def _spread(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`ValidateSpreadConstraintNotRepeat`, `validateMinDomains`."""
    found = objects(spec, "topologySpreadConstraints")
    for position, (index, constraint) in enumerate(found):
        where = (*path, "topologySpreadConstraints", index)
        key = (text(constraint, "topologyKey"), text(constraint, "whenUnsatisfiable"))
        rest = [(text(other, "topologyKey"), text(other, "whenUnsatisfiable")) for _, other in found[position + 1 :]]
        if all(key) and key in rest:
            yield FieldError(where, "duplicate", key[0], UNIQUE)
        if is_set(constraint, "minDomains") and text(constraint, "whenUnsatisfiable") == "ScheduleAnyway":
            expected = ONLY_WITH.format(other="whenUnsatisfiable: DoNotSchedule")
            yield FieldError((*where, "minDomains"), "invalid", str(number(constraint, "minDomains")), expected)


def _pod_resources(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validatePodResources`: the names of resources, and limits of containers above that of the pod."""
    resources = mapping(spec, "resources")
    for part in ("limits", "requests"):
        for name in mapping(resources, part):
            if name not in {"cpu", "memory"} and not name.startswith(HUGE_PAGES):
                yield FieldError((*path, "resources", part, name), "unsupported", name, POD_RESOURCE)


def _claims(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """The names of `resourceClaims` (`validatePodResourceClaims`)."""
    yield from _duplicates(objects(spec, "resourceClaims"), "name", (*path, "resourceClaims"))


def _gates(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateSchedulingGates`."""
    yield from _duplicates(objects(spec, "schedulingGates"), "name", (*path, "schedulingGates"))


_SPEC_CHECKS: tuple[Callable[[Values, YamlPath], Iterator[FieldError]], ...] = (
    _images,
    _dns,
    _host_namespaces,
    _sysctls,
    _host_ports,
    _host_process,
    _operating_system,
    _spread,
    _pod_resources,
    _claims,
    _gates,
)


# --- a container and its pod -----------------------------------------------------------------------------------------


def _ports(_: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateContainerPorts`."""
    yield from _duplicates(objects(container, "ports"), "name", (*path, "ports"))


def _probes(_: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateLivenessProbe`, `validateReadinessProbe`, `validateStartupProbe`."""
    for name in ("livenessProbe", "startupProbe"):
        threshold = number(mapping(container, name), "successThreshold")
        if threshold is not None and threshold > 1:
            yield FieldError((*path, name, "successThreshold"), "invalid", str(threshold), ONE)
    period = mapping(container, "readinessProbe").get("terminationGracePeriodSeconds")
    if period is not None:
        where = (*path, "readinessProbe", "terminationGracePeriodSeconds")
        yield FieldError(where, "invalid", str(period), NOT_HERE)


def _init_container(_: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """What only runs in a container that keeps running (`validateInitContainers`)."""
    if path[-2] == "initContainers" and container.get("restartPolicy", "") not in {"Always", UNKNOWN}:
        for name in ("lifecycle", *PROBES):
            if is_set(container, name):
                yield FieldError((*path, name), "forbidden", expected=NOT_IN_INIT)


def _lifecycle(spec: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateSleepAction`."""
    if path[-2] == "initContainers" and container.get("restartPolicy") != "Always":
        return
    grace = number(spec, "terminationGracePeriodSeconds") if is_set(spec, "terminationGracePeriodSeconds") else None
    limit = DEFAULT_GRACE_PERIOD if grace is None else grace
    lifecycle = mapping(container, "lifecycle")
    for name in ("postStart", "preStop"):
        handler = mapping(lifecycle, name)
        seconds = number(mapping(handler, "sleep"), "seconds")
        others = [field for field in ("exec", "httpGet", "tcpSocket") if field in handler]
        unknown_limit = spec.get("terminationGracePeriodSeconds") is UNKNOWN
        if seconds is not None and not others and not unknown_limit and not 0 <= seconds <= limit:
            where = (*path, "lifecycle", name, "sleep")
            yield FieldError(where, "invalid", str(seconds), WITHIN_GRACE.format(seconds=limit))


def _privileges(spec: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """`ValidateSecurityContext`."""
    context = mapping(container, "securityContext")
    where = (*path, "securityContext")
    added = entries(mapping(context, "capabilities"), "add")
    if context.get("allowPrivilegeEscalation") is False:
        if context.get("privileged") is True:
            other = "privileged: true"
            yield FieldError((*where, "allowPrivilegeEscalation"), "invalid", "false", NOT_WITH.format(other=other))
        if "CAP_SYS_ADMIN" in added:
            other = "CAP_SYS_ADMIN"
            yield FieldError((*where, "allowPrivilegeEscalation"), "invalid", "false", NOT_WITH.format(other=other))
    if text(context, "procMount") == "Unmasked" and spec.get("hostUsers", True) is True:
        yield FieldError((*where, "procMount"), "invalid", "Unmasked", FALSE)


def _mounts(_: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateMountPropagation`, `validateMountRecursiveReadOnly`, `ValidateVolumeMounts`."""
    privileged = mapping(container, "securityContext").get("privileged", False)
    for index, mount in objects(container, "volumeMounts"):
        where = (*path, "volumeMounts", index)
        if text(mount, "mountPropagation") == "Bidirectional" and privileged is False:
            expected = ONLY_WITH.format(other="privileged: true")
            yield FieldError((*where, "mountPropagation"), "forbidden", "Bidirectional", expected)
        if text(mount, "recursiveReadOnly") in {"Enabled", "IfPossible"} and mount.get("readOnly", False) is False:
            expected = ONLY_WITH.format(other="readOnly: true")
            yield FieldError((*where, "recursiveReadOnly"), "forbidden", text(mount, "recursiveReadOnly"), expected)
        if text(mount, "subPath") and text(mount, "subPathExpr"):
            expected = NOT_WITH.format(other="subPath")
            yield FieldError((*where, "subPathExpr"), "invalid", text(mount, "subPathExpr"), expected)


def _devices(spec: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """`ValidateVolumeDevices`."""
    volumes = {text(volume, "name"): volume for _, volume in objects(spec, "volumes")}
    mounted = {text(mount, "name") for _, mount in objects(container, "volumeMounts")}
    for index, device in objects(container, "volumeDevices"):
        name, where = text(device, "name"), (*path, "volumeDevices", index, "name")
        if not name:
            continue
        if name not in volumes:
            yield FieldError(where, "not-found", name, KNOWN_NAME)
        elif not {"persistentVolumeClaim", "ephemeral"} & volumes[name].keys():
            yield FieldError(where, "invalid", name, CLAIM_VOLUME)
        if name in mounted:
            yield FieldError(where, "invalid", name, NOT_WITH.format(other="volumeMounts"))


def _resource_names(_: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """`ValidateContainerResourceName`, `ValidateResourceQuantityValue`."""
    resources = mapping(container, "resources")
    for part in ("limits", "requests"):
        for name, value in mapping(resources, part).items():
            where = (*path, "resources", part, name)
            if not _is_container_resource(name):
                yield FieldError(where, "invalid", name, RESOURCE)
            elif "/" in name and not _is_whole(value):
                yield FieldError(where, "invalid", str(value), WHOLE_NUMBER)


def _fixed_resources(_: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """Resources of which the request is the limit (`validateResourceRequirements`)."""
    resources, where = mapping(container, "resources"), (*path, "resources")
    limits, requests = mapping(resources, "limits"), mapping(resources, "requests")
    for name, value in requests.items():
        if name in CONTAINER_RESOURCES or not _is_container_resource(name):
            continue
        if name not in limits:
            yield FieldError((*where, "limits"), "required", expected=WITH_LIMIT.format(name=name))
        elif UNKNOWN not in (value, limits[name]) and parse_quantity(str(value)) != parse_quantity(str(limits[name])):
            yield FieldError((*where, "requests", name), "invalid", str(value), SAME_AS_LIMIT)
    names = limits.keys() | requests.keys()
    if any(name.startswith(HUGE_PAGES) for name in names) and not names & {"cpu", "memory"}:
        yield FieldError(where, "forbidden", expected=CPU_OR_MEMORY)


def _resource_claims(spec: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateResourceClaimNames`."""
    claims = {text(claim, "name") for _, claim in objects(spec, "resourceClaims")}
    for index, claim in objects(mapping(container, "resources"), "claims"):
        if text(claim, "name") and text(claim, "name") not in claims:
            where = (*path, "resources", "claims", index)
            yield FieldError(where, "not-found", text(claim, "name"), KNOWN_NAME)


def _is_container_resource(name: str) -> bool:
    """`ValidateContainerResourceName`."""
    if "/" not in name:
        return name in CONTAINER_RESOURCES or (name.startswith(HUGE_PAGES) and name != HUGE_PAGES)
    domain = name.partition("/")[0]
    native = domain == "kubernetes.io" or domain.endswith(".kubernetes.io")
    return pod_formats.is_qualified_name(name) and (native or not name.startswith("requests."))


def _is_whole(value: Any) -> bool:  # noqa: ANN401
    parsed = parse_quantity(str(value)) if isinstance(value, str | int | float) else None
    return parsed is None or parsed.denominator == 1


def _resizing(spec: Values, container: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateResizePolicy`."""
    found = objects(container, "resizePolicy")
    yield from _duplicates(found, "resourceName", (*path, "resizePolicy"))
    for index, policy in found:
        word = text(policy, "restartPolicy")
        if text(spec, "restartPolicy") == "Never" and word and word != "NotRequired":
            yield FieldError((*path, "resizePolicy", index, "restartPolicy"), "invalid", word, NOT_REQUIRED)


_CONTAINER_CHECKS: tuple[Callable[[Values, Values, YamlPath], Iterator[FieldError]], ...] = (
    _ports,
    _probes,
    _init_container,
    _lifecycle,
    _privileges,
    _mounts,
    _devices,
    _resource_names,
    _fixed_resources,
    _resource_claims,
    _resizing,
)


# --- one object ------------------------------------------------------------------------------------------------------


def object_errors(name: str, values: Values, path: YamlPath) -> Iterator[FieldError]:
    """The errors of an object whose fields contradict each other.

    Args:
        name: of the object in the schema.
        values: its fields.
        path: of the object in the document.
    """
    check = _OBJECT_CHECKS.get(name)
    if check is not None:
        yield from check(values, path)


def _variable(variable: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateEnvVarValueFrom`."""
    source = mapping(variable, "valueFrom")
    if text(variable, "value") and source:
        yield FieldError((*path, "valueFrom"), "invalid", expected=NOT_WITH.format(other="value"))
    yield from _field_path(mapping(source, "fieldRef"), ENV_FIELDS, (*path, "valueFrom", "fieldRef"))


def _file(file: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateDownwardAPIVolumeFile`."""
    yield from _field_path(mapping(file, "fieldRef"), FILE_FIELDS, (*path, "fieldRef"))
    reference = mapping(file, "resourceFieldRef")
    if reference and is_unset(reference, "containerName"):
        yield FieldError((*path, "resourceFieldRef", "containerName"), "required", expected=KNOWN_NAME)


def _field_path(reference: Values, known: frozenset[str], path: YamlPath) -> Iterator[FieldError]:
    """`validateObjectFieldSelector`."""
    written = text(reference, "fieldPath")
    if not written or written in known:
        return
    field, bracket, rest = written.partition("['")
    key = rest.removesuffix("']")
    if bracket and rest.endswith("']") and field in {"metadata.labels", "metadata.annotations"}:
        if not pod_formats.is_qualified_name(key if field == "metadata.labels" else key.lower()):
            yield FieldError((*path, "fieldPath"), "invalid", written, pod_formats.EXPECTED["qualified-name"])
        return
    readable = ENV_FIELDS | FILE_FIELDS
    reason: Reason = "unsupported" if written in readable else "invalid"
    paths = ", ".join(f"`{name}`" for name in sorted(known))
    yield FieldError((*path, "fieldPath"), reason, written, FIELD_PATHS.format(paths=paths))


def _resource_reference(reference: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateContainerResourceFieldSelector`."""
    written = text(reference, "resource")
    part, _, name = written.partition(".")
    if not written:
        return
    if part not in {"limits", "requests"} or not (name in CONTAINER_RESOURCES or name.startswith(HUGE_PAGES)):
        words = sorted(f"`{first}.{second}`" for first in ("limits", "requests") for second in CONTAINER_RESOURCES)
        yield FieldError((*path, "resource"), "unsupported", written, FIELD_PATHS.format(paths=", ".join(words)))
    elif isinstance(reference.get("divisor"), str | int) and str(reference["divisor"]) not in {
        "0",
        *DIVISORS.get(name, frozenset({str(reference["divisor"])})),
    }:
        yield FieldError((*path, "divisor"), "invalid", str(reference["divisor"]), DIVISOR)


def _toleration(toleration: Values, path: YamlPath) -> Iterator[FieldError]:
    """`ValidateTolerations`."""
    operator, value = text(toleration, "operator"), text(toleration, "value")
    if UNKNOWN in toleration.values():
        return
    if is_unset(toleration, "key") and operator != "Exists":
        yield FieldError(
            (*path, "operator"),
            "invalid",
            operator,
            Bilingual(zh="`Exists`（没有 `key`）", en="`Exists`, without `key`"),
        )
    if is_set(toleration, "tolerationSeconds") and text(toleration, "effect") != "NoExecute":
        expected = Bilingual(zh="`NoExecute`（有 `tolerationSeconds`）", en="`NoExecute`, with `tolerationSeconds`")
        yield FieldError((*path, "effect"), "invalid", text(toleration, "effect"), expected)
    if operator not in {"", "Equal", "Exists"}:
        yield FieldError((*path, "operator"), "unsupported", operator, OPERATORS)
    elif operator == "Exists" and value:
        yield FieldError((*path, "operator"), "invalid", operator, NOT_WITH.format(other="value"))
    elif operator != "Exists" and not pod_formats.is_label_value(value):
        yield FieldError((*path, "value"), "invalid", value, pod_formats.EXPECTED["label-value"])


def _node_requirement(requirement: Values, path: YamlPath) -> Iterator[FieldError]:
    """`ValidateNodeSelectorRequirement`, `ValidateNodeFieldSelectorRequirement`."""
    of_field = path[-2] == "matchFields"
    if of_field and text(requirement, "key") not in {"", "metadata.name"}:
        expected = Bilingual(zh="`metadata.name`", en="`metadata.name`")
        yield FieldError((*path, "key"), "invalid", text(requirement, "key"), expected)
    if not of_field and text(requirement, "key") and not pod_formats.is_qualified_name(text(requirement, "key")):
        yield FieldError((*path, "key"), "invalid", text(requirement, "key"), pod_formats.EXPECTED["qualified-name"])
    yield from _requirement(requirement, path, CONTAINERS_OF_SELECTOR | COMPARISONS)


def _label_requirement(requirement: Values, path: YamlPath) -> Iterator[FieldError]:
    """`ValidateLabelSelectorRequirement`."""
    yield from _requirement(requirement, path, CONTAINERS_OF_SELECTOR)


def _requirement(
    requirement: Values, path: YamlPath, known: Mapping[str, tuple[int, int | None]]
) -> Iterator[FieldError]:
    operator = text(requirement, "operator")
    if not operator or requirement.get("values") is UNKNOWN:
        return
    if operator not in known:
        yield FieldError((*path, "operator"), "invalid", operator, SELECTORS)
        return
    least, most = known[operator]
    found = len(entries(requirement, "values"))
    if found < least or (most == 1 and found > most):
        yield FieldError((*path, "values"), "required", expected=VALUES_OF_IN.format(operator=operator))
    elif most == 0 and found:
        yield FieldError((*path, "values"), "forbidden", expected=VALUES_OF_IN.format(operator=operator))


def _profile(profile: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateSeccompProfileField`, `ValidateAppArmorProfileField`."""
    kind = text(profile, "type")
    if kind == "Localhost" and not is_set(profile, "localhostProfile"):
        yield FieldError((*path, "localhostProfile"), "required", expected=WITH_LIMIT.format(name="localhostProfile"))
    if kind not in {"", "Localhost"} and is_set(profile, "localhostProfile"):
        expected = ONLY_WITH.format(other="type: Localhost")
        yield FieldError((*path, "localhostProfile"), "invalid", text(profile, "localhostProfile"), expected)


def _projection(projected: Values, path: YamlPath) -> Iterator[FieldError]:
    """`validateProjectionSources`: files of the same name."""
    used: set[str] = set()
    for index, source in objects(projected, "sources"):
        for name in ("secret", "configMap", "downwardAPI"):
            for item_index, item in objects(mapping(source, name), "items"):
                written = text(item, "path")
                if written and written in used:
                    where = (*path, "sources", index, name, "items", item_index, "path")
                    yield FieldError(where, "invalid", written, UNIQUE)
                used.add(written)


def _claim(spec: Values, path: YamlPath) -> Iterator[FieldError]:
    """`ValidatePersistentVolumeClaimSpec`: the storage of a claim."""
    if "storage" not in mapping(mapping(spec, "resources"), "requests"):
        yield FieldError((*path, "resources", "requests", "storage"), "required")


_OBJECT_CHECKS: dict[str, Callable[[Values, YamlPath], Iterator[FieldError]]] = {
    "EnvVar": _variable,
    "DownwardAPIVolumeFile": _file,
    "ResourceFieldSelector": _resource_reference,
    "Toleration": _toleration,
    "NodeSelectorRequirement": _node_requirement,
    "LabelSelectorRequirement": _label_requirement,
    "SeccompProfile": _profile,
    "AppArmorProfile": _profile,
    "ProjectedVolumeSource": _projection,
    "PersistentVolumeClaimSpec": _claim,
}


def _duplicates(found: Iterable[tuple[int, Values]], field: str, path: YamlPath) -> Iterator[FieldError]:
    """The entries of a list whose field has the value of an earlier one."""
    used: set[str] = set()
    for index, values in found:
        written = text(values, field)
        if written and written in used:
            yield FieldError((*path, index, field), "duplicate", written, UNIQUE)
        used.add(written)
