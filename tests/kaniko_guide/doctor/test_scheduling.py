"""Whether a node can run a pod."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest

from kaniko_guide.doctor import scheduling
from kaniko_guide.doctor.scheduling import Reason, reasons_against
from tests.kaniko_guide.doctor.fake import NODE

TAINT = {"key": "a", "value": "b", "effect": "NoSchedule"}
CORDONED = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


def node(taints: list[Any] | None = None, *, cordoned: bool = False) -> dict[str, Any]:
    made = copy.deepcopy(NODE)
    made["spec"] = {"taints": taints or [], "unschedulable": cordoned}
    return made


def pod(container: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"spec": {"containers": [{"name": "a", **(container or {})}], **spec}}


def requests(**quantities: str) -> dict[str, Any]:
    return {"resources": {"requests": {name.replace("_", "-"): value for name, value in quantities.items()}}}


def affinity(*expressions: dict[str, Any], field: str = "matchExpressions") -> dict[str, Any]:
    terms = {"nodeSelectorTerms": [{field: list(expressions)}]}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}}


def expression(key: str, operator: str, *values: str) -> dict[str, Any]:
    return {"key": key, "operator": operator, "values": list(values)}


ARCH = "kubernetes.io/arch"


@pytest.mark.parametrize(
    ("wanted", "where", "reasons"),
    [
        (pod(), node(), []),
        (pod(requests(cpu="5")), node(), [Reason.CPU]),
        (pod(requests(cpu="4", memory="9Gi")), node(), [Reason.MEMORY]),
        (pod(requests(ephemeral_storage="1Ti")), node(), [Reason.STORAGE]),
        (pod({"resources": {"limits": {"cpu": "5"}}}), node(), [Reason.CPU]),
        (pod(resources={"requests": {"cpu": "5"}}), node(), [Reason.CPU]),
        (pod(requests(hugepages_2Mi="2Mi")), node(), [Reason.OTHER_RESOURCE]),
        (pod(nodeName="one"), node([TAINT, CORDONED], cordoned=True), []),
        (pod(nodeName="one"), node([{**TAINT, "effect": "NoExecute"}]), [Reason.TAINT]),
        (pod(), node([TAINT]), [Reason.TAINT]),
        (pod(), node([{**TAINT, "effect": "PreferNoSchedule"}]), []),
        (pod(tolerations=[{"key": "a", "value": "b"}]), node([TAINT]), []),
        (pod(tolerations=[{"key": "a", "value": "c"}]), node([TAINT]), [Reason.TAINT]),
        (pod(tolerations=[{"key": "a", "operator": "Exists"}]), node([TAINT]), []),
        (pod(tolerations=[{"operator": "Exists"}]), node([TAINT]), []),
        (pod(tolerations=[{"operator": "Exists", "effect": "NoExecute"}]), node([TAINT]), [Reason.TAINT]),
        (pod(), node([CORDONED], cordoned=True), [Reason.NOT_SCHEDULABLE]),
        (pod(), node(cordoned=True), [Reason.NOT_SCHEDULABLE]),
        (pod(tolerations=[{"operator": "Exists"}]), node([CORDONED], cordoned=True), []),
        (pod(nodeSelector={ARCH: "amd64"}), node(), []),
        (pod(nodeSelector={ARCH: "arm64"}), node(), [Reason.SELECTOR]),
        (pod(nodeName="one"), node(), []),
        (pod(nodeName="two"), node(), [Reason.SELECTOR]),
        (pod(**affinity(expression(ARCH, "In", "amd64"))), node(), []),
        (pod(**affinity(expression(ARCH, "NotIn", "amd64"))), node(), [Reason.SELECTOR]),
        (pod(**affinity(expression(ARCH, "Exists"), expression("x", "DoesNotExist"))), node(), []),
        (pod(**affinity(expression("x", "Exists"))), node(), [Reason.SELECTOR]),
        (pod(**affinity(expression(ARCH, "Gt", "1"))), node(), [Reason.SELECTOR]),
        (pod(**affinity(expression("metadata.name", "In", "one"), field="matchFields")), node(), []),
        (pod(**affinity()), node(), [Reason.SELECTOR]),
    ],
)
def test_reasons_are_those_of_the_scheduler(
    wanted: dict[str, Any], where: dict[str, Any], reasons: list[Reason]
) -> None:
    assert reasons_against(wanted, where) == reasons


def test_numbers_in_labels_are_compared() -> None:
    where = node()
    where["metadata"]["labels"]["n"] = "5"
    assert reasons_against(pod(**affinity(expression("n", "Gt", "4"), expression("n", "Lt", "6"))), where) == []
    assert reasons_against(pod(**affinity(expression("n", "Lt", "5"))), where) == [Reason.SELECTOR]


def test_the_request_is_the_sum_or_that_of_an_init_container() -> None:
    spec = {
        "containers": [requests(cpu="1"), requests(cpu="500m")],
        "initContainers": [requests(cpu="2"), {**requests(cpu="1"), "restartPolicy": "Always"}],
        "overhead": {"cpu": "100m"},
    }
    assert scheduling.request(spec, "cpu") == Fraction(26, 10)
    spec["initContainers"].append(requests(cpu="3"))  # type: ignore[attr-defined]
    assert scheduling.request(spec, "cpu") == Fraction(41, 10)


@pytest.mark.parametrize(
    "wanted",
    [
        pod(requests(cpu="x")),
        pod(**affinity(expression(ARCH, "Like", "a"))),
        pod(tolerations=[{"key": "a", "operator": "Like"}]),
    ],
)
def test_what_is_not_understood_is_an_error(wanted: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"x|Like"):
        reasons_against(wanted, node([TAINT]))


def test_the_architecture_is_that_of_the_node() -> None:
    assert scheduling.architecture(NODE) == "amd64"


TERM: dict[str, Any] = {"requiredDuringSchedulingIgnoredDuringExecution": [{}]}


@pytest.mark.parametrize(
    ("spec", "fields"),
    [
        ({}, []),
        ({"schedulerName": "default-scheduler", "affinity": {"podAffinity": {}}}, []),
        ({"topologySpreadConstraints": [{"whenUnsatisfiable": "ScheduleAnyway"}]}, []),
        ({"topologySpreadConstraints": [{"whenUnsatisfiable": "DoNotSchedule"}]}, ["topologySpreadConstraints"]),
        ({"affinity": {"podAffinity": TERM, "podAntiAffinity": TERM}}, ["podAffinity", "podAntiAffinity"]),
        (
            {"schedulerName": "own", "schedulingGates": [{}], "resourceClaims": [{}]},
            ["resourceClaims", "schedulingGates", "schedulerName"],
        ),
    ],
)
def test_fields_that_are_not_computed_are_named(spec: dict[str, Any], fields: list[str]) -> None:
    assert scheduling.not_considered(pod(**spec)) == fields
