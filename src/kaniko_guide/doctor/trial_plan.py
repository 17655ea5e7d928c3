"""What `doctor --try` would do: the pod that it creates, what it leaves out, which hosts it contacts.

Of a pipeline's pod it only takes images, the choice of a node, security contexts, and mounts of Secrets and ConfigMaps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.doctor.shapes import as_object, objects_in
from kaniko_guide.doctor.trial_commands import LABEL, PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.doctor.questions import Object
    from kaniko_guide.doctor.target import Destination, Executor, TargetPod
    from kaniko_guide.text import Text

DEADLINE = 600
"""Seconds after which the kubelet ends the pod, whatever happens to us."""
TAG = "kaniko-guide-doctor"
"""The tag with which the executor asks whether it may push; nothing gets it."""

_OF_SPEC = ("nodeSelector", "tolerations", "runtimeClassName", "imagePullSecrets", "schedulerName")
_OF_POD_SECURITY = (
    *("runAsUser", "runAsGroup", "runAsNonRoot", "fsGroup", "fsGroupChangePolicy", "supplementalGroups"),
    *("seccompProfile", "appArmorProfile", "seLinuxOptions"),
)
_OF_SECURITY = (
    *("runAsUser", "runAsGroup", "runAsNonRoot", "readOnlyRootFilesystem", "allowPrivilegeEscalation"),
    *("capabilities", "seccompProfile", "appArmorProfile", "seLinuxOptions"),
)
_OF_MOUNT = ("name", "mountPath", "subPath", "readOnly")
_VOLUMES = frozenset({"secret", "configMap"})
_LEFT_OUT_SILENTLY = frozenset({"emptyDir"})
_OF_HOST = ("hostNetwork", "hostPID", "hostIPC", "hostAliases")
_OF_NETWORK = ("hostNetwork", "hostAliases")
_MATTERING = ("/kaniko", "/etc", "/root", "/usr")
"""Where a volume may hold a login or certificates of the executor."""
_DNS_POLICIES = (None, "ClusterFirst")

CHANGED = Bilingual(
    "它的名字里有变量，或者命令里有改变连接的参数",
    "its name has a variable, or flags of the command change how it is reached",
)
CONTAINER_UNKNOWN = Bilingual("不知道它的构建在哪个容器里运行", "in which container its build runs is not known")


class Push(Data, frozen=True):
    """A destination at which an executor asks whether it may push.

    Attributes:
        container: in which it runs.
        image: with our tag.
    """

    container: str
    image: str


class Plan(Data, frozen=True):
    """What would be done.

    Attributes:
        pod: the object that is created.
        name: of the pod.
        namespace: in which it is created.
        images: that nodes pull.
        left_out: the fields of the pipeline's pod that are not taken and could matter.
        doubts: those of them that may change what the executor reaches, and with which login.
        executors: the containers in which programs run; none if no image is known to have a shell.
        pushes: what the executors are asked.
        not_tried: the destinations at which nothing is asked, each with the reason.
        jenkins_url: that is asked from inside; empty for none.
    """

    pod: Object
    name: str
    namespace: str
    images: tuple[str, ...]
    left_out: tuple[str, ...]
    doubts: tuple[str, ...]
    executors: tuple[Executor, ...]
    pushes: tuple[Push, ...]
    not_tried: tuple[tuple[Text, Bilingual], ...]
    jenkins_url: str

    @property
    def destinations(self) -> list[str]:
        """The images at which something is asked."""
        return list(dict.fromkeys(push.image for push in self.pushes))


def make(
    pod: TargetPod, destinations: Sequence[Destination], namespace: str, jenkins_url: str, random: str
) -> Plan | None:
    """The plan for a pod of a pipeline; None if the pod is not known.

    Args:
        pod: of the pipeline.
        destinations: of its builds.
        namespace: in which it would run.
        jenkins_url: of Jenkins, as the pod reaches it; empty for none.
        random: the end of the pod's name.
    """
    if pod.object is None:
        return None
    spec = pod.object["spec"]
    name = f"{PREFIX}{random}"
    volumes = [_volume(volume) for volume in objects_in(spec, "volumes") if _kind(volume) in _VOLUMES]
    names = {str(volume["name"]) for volume in volumes}
    made = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": dict([LABEL])},
        "spec": {
            **_chosen(spec, _OF_SPEC),
            **_node_affinity(spec),
            "serviceAccountName": pod.account,
            "automountServiceAccountToken": False,
            "activeDeadlineSeconds": DEADLINE,
            "terminationGracePeriodSeconds": 0,
            "restartPolicy": "Never",
            "securityContext": _chosen(as_object(spec.get("securityContext")), _OF_POD_SECURITY),
            "containers": [_container(container, names, pod.executors) for container in spec["containers"]],
            "volumes": volumes,
        },
    }
    pushes, not_tried = _pushes(pod, destinations)
    return Plan(
        made,
        name,
        namespace,
        tuple(dict.fromkeys(str(container.get("image")) for container in spec["containers"])),
        tuple(_left_out(spec)),
        tuple(_doubts(spec, {one.container for one in pod.executors})),
        pod.executors,
        pushes,
        not_tried,
        jenkins_url,
    )


def _pushes(
    pod: TargetPod, destinations: Sequence[Destination]
) -> tuple[tuple[Push, ...], tuple[tuple[Text, Bilingual], ...]]:
    """What the executors of a pod are asked, and the destinations of its builds that can't be asked."""
    pushes: list[Push] = []
    not_tried: list[tuple[Text, Bilingual]] = []
    for destination in destinations:
        names = [one.container for one in pod.executors if destination.is_pushed_by(pod, one.container) is not False]
        if destination.containers is None and len(names) > 1:
            not_tried.append((destination.where, CONTAINER_UNKNOWN))
        elif names and destination.repository is None:
            not_tried.append((destination.where, CHANGED))
        else:
            pushes += [Push(name, f"{destination.repository}:{TAG}") for name in names]
    return tuple(dict.fromkeys(pushes)), tuple(not_tried)


def _container(container: Object, volumes: set[str], executors: Sequence[Executor]) -> Object:
    tools = next((f"{one.tools}/" for one in executors if one.container == container["name"]), "")
    mounts = [mount for mount in objects_in(container, "volumeMounts") if str(mount.get("name")) in volumes]
    return {
        "name": container["name"],
        "image": container.get("image"),
        "command": [f"{tools}sleep", str(DEADLINE)],
        "securityContext": _chosen(as_object(container.get("securityContext")), _OF_SECURITY),
        "volumeMounts": [_chosen(mount, _OF_MOUNT) for mount in mounts],
    }


def _chosen(value: Object, names: Sequence[str]) -> Object:
    return {name: value[name] for name in names if name in value}


def _node_affinity(spec: Object) -> Object:
    found = as_object(spec.get("affinity")).get("nodeAffinity")
    return {"affinity": {"nodeAffinity": found}} if found else {}


def _kind(volume: Object) -> str:
    return next((key for key in volume if key != "name"), "")


def _volume(volume: Object) -> Object:
    kind = _kind(volume)
    return {"name": volume["name"], kind: volume[kind]}


def _left_out(spec: Object) -> Iterator[str]:
    """The fields that are not taken and could matter."""
    yield from (name for name in _OF_HOST if spec.get(name))
    yield from _of_dns(spec)
    for container in objects_in(spec, "initContainers"):
        yield f"initContainers: {container.get('name')}"
    for volume in objects_in(spec, "volumes"):
        if _kind(volume) not in _VOLUMES | _LEFT_OUT_SILENTLY:
            yield f"volumes: {volume['name']} ({_kind(volume)})"
    for container in spec["containers"]:
        if as_object(container.get("securityContext")).get("privileged"):
            yield f"privileged: {container['name']}"
        if container.get("lifecycle"):
            yield f"lifecycle: {container['name']}"
        if any("hostPort" in port for port in objects_in(container, "ports")):
            yield f"hostPort: {container['name']}"


def _of_dns(spec: Object) -> Iterator[str]:
    if spec.get("dnsConfig"):
        yield "dnsConfig"
    if spec.get("dnsPolicy") not in _DNS_POLICIES:
        yield "dnsPolicy"


def _doubts(spec: Object, executors: set[str]) -> Iterator[str]:
    """The fields that are not taken and may change what the executor reaches, and with which login."""
    yield from (name for name in _OF_NETWORK if spec.get(name))
    yield from _of_dns(spec)
    if objects_in(spec, "initContainers"):
        yield "initContainers"
    kinds = {str(volume.get("name")): _kind(volume) for volume in objects_in(spec, "volumes")}
    for container in spec["containers"]:
        if str(container["name"]) not in executors:
            continue
        if container.get("lifecycle"):
            yield f"lifecycle: {container['name']}"
        for mount in objects_in(container, "volumeMounts"):
            name, path = str(mount.get("name")), str(mount.get("mountPath"))
            if kinds.get(name) not in _VOLUMES and path.startswith(_MATTERING):
                yield f"volumes: {name}"
