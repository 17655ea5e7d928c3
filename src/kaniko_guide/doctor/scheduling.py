"""Why a node can't run a pod, as the scheduler decides it from the two objects alone.

Read in Kubernetes' documentation of `nodeSelector`, `nodeAffinity`, taints and resource requests. What is already used
on the node, volumes, other pods and topology are not considered.
"""

from __future__ import annotations

import enum
from fractions import Fraction
from typing import TYPE_CHECKING

from kaniko_guide.analysis.quantity import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaniko_guide.doctor.questions import Object

ARCHITECTURE_LABEL = "kubernetes.io/arch"
_BLOCKING = frozenset({"NoSchedule", "NoExecute"})
_UNSCHEDULABLE_TAINT = "node.kubernetes.io/unschedulable"


class Reason(enum.Enum):
    """Why a node can't run a pod."""

    NOT_SCHEDULABLE = enum.auto()
    TAINT = enum.auto()
    SELECTOR = enum.auto()
    CPU = "cpu"
    MEMORY = "memory"
    STORAGE = "ephemeral-storage"
    OTHER_RESOURCE = "other"


RESOURCES = {reason.value: reason for reason in (Reason.CPU, Reason.MEMORY, Reason.STORAGE)}
DEFAULT_SCHEDULER = "default-scheduler"


def architecture(node: Object) -> str:
    """The architecture of a node."""
    return str(node["status"]["nodeInfo"]["architecture"])


def reasons_against(pod: Object, node: Object) -> list[Reason]:
    """Every reason why a node can't run a pod; none if it can.

    Raises:
        ValueError: an object has another form than expected.
    """
    spec, taints = pod["spec"], node["spec"].get("taints") or []
    tolerations = spec.get("tolerations") or []
    is_scheduled = not spec.get("nodeName")
    blocking = _BLOCKING if is_scheduled else _BLOCKING - {"NoSchedule"}
    against = [taint for taint in taints if taint["effect"] in blocking and not _is_tolerated(taint, tolerations)]
    found = [Reason.NOT_SCHEDULABLE] if any(taint["key"] == _UNSCHEDULABLE_TAINT for taint in against) else []
    if is_scheduled and node["spec"].get("unschedulable") and not found and not _tolerates_unschedulable(tolerations):
        found = [Reason.NOT_SCHEDULABLE]
    if any(taint["key"] != _UNSCHEDULABLE_TAINT for taint in against):
        found.append(Reason.TAINT)
    if not _is_selected(spec, node):
        found.append(Reason.SELECTOR)
    allocatable = node["status"]["allocatable"]
    for resource in [*RESOURCES, *sorted(_resources(spec) - RESOURCES.keys())]:
        reason = RESOURCES.get(resource, Reason.OTHER_RESOURCE)
        if reason not in found and request(spec, resource) > _quantity(allocatable.get(resource, "0")):
            found.append(reason)
    return found


def not_considered(pod: Object) -> list[str]:
    """The fields of a pod that may keep it from a node, and that are not computed here.

    Raises:
        ValueError: an object has another form than expected.
    """
    spec = pod["spec"]
    found = [name for name in ("resourceClaims", "schedulingGates") if spec.get(name)]
    if spec.get("schedulerName") not in {None, "", DEFAULT_SCHEDULER}:
        found.append("schedulerName")
    if any(entry["whenUnsatisfiable"] == "DoNotSchedule" for entry in spec.get("topologySpreadConstraints") or []):
        found.append("topologySpreadConstraints")
    affinity = spec.get("affinity") or {}
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    return found + [name for name in ("podAffinity", "podAntiAffinity") if (affinity.get(name) or {}).get(required)]


def _resources(spec: Object) -> set[str]:
    """The names of all resources that a pod requests."""
    containers = [*spec["containers"], *(spec.get("initContainers") or []), spec]
    stated = [container.get("resources") or {} for container in containers]
    return {name for entry in stated for kind in ("requests", "limits") for name in entry.get(kind) or {}}


def request(spec: Object, resource: str) -> Fraction:
    """What a pod requests of a resource: the sum of its containers, or more for an init container, or its own.

    Raises:
        ValueError: a quantity is invalid.
    """
    always = [_of_container(container, resource) for container in spec["containers"]]
    total, most = sum(always, Fraction(0)), Fraction(0)
    sidecars = Fraction(0)
    for container in spec.get("initContainers") or []:
        request_of_one = _of_container(container, resource)
        if container.get("restartPolicy") == "Always":
            sidecars += request_of_one
            most = max(most, sidecars)
        else:
            most = max(most, sidecars + request_of_one)
    overhead = _quantity((spec.get("overhead") or {}).get(resource, "0"))
    own = ((spec.get("resources") or {}).get("requests") or {}).get(resource)
    return (max(total + sidecars, most) if own is None else _quantity(own)) + overhead


def _of_container(container: Object, resource: str) -> Fraction:
    resources = container.get("resources") or {}
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    return _quantity(requests.get(resource, limits.get(resource, "0")))


def _quantity(text: object) -> Fraction:
    value = parse_quantity(str(text))
    if value is None:
        raise ValueError(text)
    return value


def _tolerates_unschedulable(tolerations: list[Object]) -> bool:
    return _is_tolerated({"key": _UNSCHEDULABLE_TAINT, "effect": "NoSchedule"}, tolerations)


def _is_tolerated(taint: Object, tolerations: list[Object]) -> bool:
    return any(_tolerates(toleration, taint) for toleration in tolerations)


def _tolerates(toleration: Object, taint: Object) -> bool:
    if toleration.get("effect") not in {None, "", taint["effect"]}:
        return False
    key, operator = toleration.get("key") or "", toleration.get("operator") or "Equal"
    if key and key != taint["key"]:
        return False
    if operator == "Exists":
        return True
    if operator != "Equal":
        raise ValueError(operator)
    return bool(key) and (toleration.get("value") or "") == (taint.get("value") or "")


def _is_selected(spec: Object, node: Object) -> bool:
    labels = node["metadata"].get("labels") or {}
    wanted = spec.get("nodeSelector") or {}
    if any(labels.get(key) != str(value) for key, value in wanted.items()):
        return False
    if spec.get("nodeName") not in {None, "", node["metadata"]["name"]}:
        return False
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    if required is None:
        return True
    return any(_matches(term, labels, node) for term in required["nodeSelectorTerms"])


def _matches(term: Object, labels: Mapping[str, str], node: Object) -> bool:
    expressions = term.get("matchExpressions") or []
    fields = term.get("matchFields") or []
    if not expressions and not fields:
        return False
    return all(_fits(entry, labels) for entry in expressions) and all(
        _fits(entry, {"metadata.name": node["metadata"]["name"]}) for entry in fields
    )


def _fits(entry: Object, labels: Mapping[str, str]) -> bool:
    key, operator, values = entry["key"], entry["operator"], [str(value) for value in entry.get("values") or []]
    match operator:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case "Gt" | "Lt":
            if key not in labels or not labels[key].lstrip("-").isdecimal():
                return False
            own, other = int(labels[key]), int(values[0])
            return own > other if operator == "Gt" else own < other
        case _:
            raise ValueError(operator)
