"""Values of a pod that the API server refuses although their type is right: a limit, a format, a contradiction.

Services and the selectors of objects that make pods are checked too. Names of containers and volumes, mounts,
quantities, duplicate names and unsupported words have rules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis import secret_data
from kaniko_guide.analysis.object_validation import object_errors
from kaniko_guide.analysis.pod_conflicts import AN_IMAGE
from kaniko_guide.analysis.pod_validation import field_errors, text_at
from kaniko_guide.analysis.pods import AGENT_CONTAINER
from kaniko_guide.analysis.services import taken_node_ports
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.pod_conflicts import FieldError
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Manifest, Pod

EXPECTED = Bilingual(zh="应为：{expected}。", en="Expected: {expected}.")
NOT_VALID = Bilingual(zh="`{path}` 的值 `{found}` 无效。", en="`{path}` is `{found}`, which is not valid.")
MESSAGES = (
    Message("required", Bilingual(zh="`{path}` 没有值。", en="`{path}` has no value."), EXPECTED),
    Message("invalid", NOT_VALID, EXPECTED),
    Message("forbidden", Bilingual(zh="`{path}` 不能写在这里。", en="`{path}` is not allowed here."), EXPECTED),
    Message(
        "duplicate", Bilingual(zh="`{path}` 的值 `{found}` 重复。", en="`{path}` is `{found}` a second time."), EXPECTED
    ),
    Message(
        "not-found",
        Bilingual(zh="`{path}` 引用了未定义的 `{found}`。", en="`{path}` names `{found}`, which is not defined."),
        EXPECTED,
    ),
)
NODE_PORT = Message(
    "node-port",
    Bilingual(
        zh="`{path}` 的值 `{found}` 不在默认的端口范围内。",
        en="`{path}` is `{found}`, which is outside the default range.",
    ),
    Bilingual(
        zh="应为 30000 到 32767 的整数，除非 API Server 设置了别的 `--service-node-port-range`。",
        en="Expected: 30000 to 32767, unless the API server has another `--service-node-port-range`.",
    ),
)
NODE_PORT_TAKEN = Message(
    "node-port-taken",
    Bilingual(
        zh="`{path}` 的值 `{found}` 已被 Service `{owner}` 占用，会报 `provided port is already allocated`。",
        en="`{path}` is `{found}`, which the Service `{owner}` has: `provided port is already allocated`.",
    ),
    Bilingual(
        zh="换一个端口，或者去掉 `nodePort`，让 API Server 分配。",
        en="Write another port, or leave out `nodePort`, so that the API server assigns one.",
    ),
)
SECRET_DATA = Message(
    "secret-data",
    Bilingual(
        zh="`data` 里 `{key}` 的值不是 base64，API Server 会报 `illegal base64 data`。",
        en="The value of `{key}` in `data` is no base64; the API server refuses it with `illegal base64 data`.",
    ),
    Bilingual(
        zh="把 `data` 改成 `stringData`，或者写 `printf '%s' 值 | base64` 的输出。",
        en="Write `stringData` instead of `data`, or the output of `printf '%s' VALUE | base64`.",
    ),
)
BY_REASON = {message.name: message for message in MESSAGES}

RULE = Rule(
    name="invalid-field",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="API Server 拒绝的字段值", en="Value that the API server refuses"),
    why=Bilingual(
        zh=(
            "类型正确的值也可能被 API Server 拒绝：`activeDeadlineSeconds: 0` 不是“不限时”，端口超出范围，探针没有"
            "写方法，卷写了两个来源，`allowPrivilegeEscalation: false` 和 `privileged: true` 矛盾。schema 检查发现"
            "不了，Pod 不会创建。"
        ),
        en=(
            "The API server refuses values of the right type too: `activeDeadlineSeconds: 0`, which does not mean "
            "without limit, a port out of range, a probe without a method, a volume with two sources, "
            "`allowPrivilegeEscalation: false` with `privileged: true`. A schema cannot detect this, and the pod is "
            "not created."
        ),
    ),
    messages=(*MESSAGES, NODE_PORT, NODE_PORT_TAKEN, SECRET_DATA),
    source=(
        "Kubernetes 1.37.2, pkg/apis/core/validation; API server, run: records/cluster-runs/verdicts.yml; node ports: "
        "pkg/registry/core/service/portallocator (`ErrAllocated`); data of Secrets: Go, encoding/json and "
        "encoding/base64"
    ),
)


_WAITING_PROGRAMS = frozenset({"cat", "sleep", "tail"})
"""Programs that only keep a container running."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each refused value, or at the object that lacks one."""
    is_patched = any(file.stem.lower() == "kustomization" for file in project.files)
    for manifest in project.manifests:
        of_object = [] if is_patched else object_errors(manifest)
        for error in (*field_errors(manifest), *of_object):
            is_name = error.path == ("metadata", "name")
            if error.reason == "unsupported" or (is_name and _may_be_of_jenkins(project, manifest)):
                continue
            if error.reason == "required" and _is_agent_image(error, manifest):
                continue
            if error.reason == "required" and error.path[-1] in _LEFT_OUT_OF_PATCHES and is_patched:
                continue
            path = yaml_tree.format_path(error.path)
            yield RULE.finding(
                text_at(manifest, error.path),
                BY_REASON[error.reason],
                path=path,
                found=error.found,
                expected=error.expected,
            )
        yield from _node_ports(manifest)
        for entry in secret_data.entries(manifest) if secret_data.type_of(manifest) is not None else ():
            if entry.content is None:
                yield RULE.finding(entry.where, SECRET_DATA, key=entry.name)
        if not is_patched:
            yield from _without_spec(manifest)
    for pod in () if is_patched or project.jenkinsfiles else project.pods:
        yield from _without_images(pod)
    yield from () if is_patched else _taken_node_ports(project)


def _taken_node_ports(project: Project) -> Iterator[Finding]:
    """Yields a finding at each node port that another Service has."""
    for port in taken_node_ports(project):
        where, path = text_at(port.manifest, port.path), yaml_tree.format_path(port.path)
        finding = RULE.finding(where, NODE_PORT_TAKEN, path=path, found=port.number, owner=port.owner)
        yield finding if port.is_certain else replace(finding, severity=Severity.WARNING)


def _without_spec(manifest: Manifest) -> Iterator[Finding]:
    """Yields a finding at the kind of a pod without `spec`; as it may be a patch, this is a warning."""
    data = manifest.data if isinstance(manifest.data, dict) and not manifest.in_jenkinsfile else {}
    kind = yaml_tree.scalar_text(manifest.text, yaml_tree.node_at(manifest.root, "kind"))
    if data.get("kind") == "Pod" and "spec" not in data and "apiVersion" in data and kind is not None:
        finding = RULE.finding(kind, BY_REASON["required"], path="spec.containers", expected=A_LIST)
        yield replace(finding, severity=Severity.WARNING)


def _without_images(pod: Pod) -> Iterator[Finding]:
    """Yields a finding at the first container of a pod none of which has an image, though one has a command.

    As it may be a patch, or be for Jenkins, where it inherits from another pod, this is a warning.
    """
    runs = any(container.command or container.args for container in pod.containers)
    first = next((container for container in pod.containers if not container.init), None)
    if first is None or not runs or any(container.image is not None for container in pod.containers):
        return
    if not any(map(_may_be_for_steps, pod.containers)):
        where = first.name or first.where
        finding = RULE.finding(where, BY_REASON["required"], path="containers[0].image", expected=AN_IMAGE)
        yield replace(finding, severity=Severity.WARNING)


A_LIST = Bilingual(zh="至少一个容器", en="at least one container")


_LEFT_OUT_OF_PATCHES = ("restartPolicy",)
"""Fields that a patch for Kustomize leaves out."""


def _node_ports(manifest: Manifest) -> Iterator[Finding]:
    """Yields a finding at each node port of a Service that is outside the range of an API server without this flag."""
    if not isinstance(manifest.data, dict) or manifest.data.get("kind") != "Service":
        return
    spec = manifest.data.get("spec")
    ports = spec.get("ports") if isinstance(spec, dict) and spec.get("type") in _WITH_NODE_PORTS else None
    for index, port in enumerate(ports if isinstance(ports, list) else ()):
        number = port.get("nodePort") if isinstance(port, dict) else None
        if type(number) is int and number != 0 and number not in _NODE_PORTS:
            path = ("spec", "ports", index, "nodePort")
            finding = RULE.finding(
                text_at(manifest, path), NODE_PORT, path=yaml_tree.format_path(path), found=str(number)
            )
            yield replace(finding, severity=Severity.WARNING)


_WITH_NODE_PORTS = frozenset({"NodePort", "LoadBalancer"})
_NODE_PORTS = range(30_000, 32_768)


def _is_agent_image(error: FieldError, manifest: Manifest) -> bool:
    """Whether the image of `jnlp` is missing, which the Jenkins plugin adds: such a pod is one of its templates."""
    *containers, last = error.path
    node = yaml_tree.node_at(manifest.root, *containers, "name") if last == "image" else None
    name = yaml_tree.scalar_text(manifest.text, node)
    return error.path[0] == "spec" and name is not None and name.value == AGENT_CONTAINER


def _may_be_of_jenkins(project: Project, manifest: Manifest) -> bool:
    """Whether Jenkins, which names the pods that it creates, may use a pod although no Jenkinsfile names its file."""
    if project.jenkinsfiles:
        return True
    containers = (container for pod in project.pods if pod.manifest is manifest for container in pod.containers)
    return any(map(_may_be_for_steps, containers))


def _may_be_for_steps(container: Container) -> bool:
    """Whether a container waits for steps of a pipeline, or has a terminal, as the plugin's templates have."""
    return not container.stdin_is_empty or _waits(container)


def _waits(container: Container) -> bool:
    program = container.command[0].value if container.command else ""
    return program.rpartition("/")[2] in _WAITING_PROGRAMS
