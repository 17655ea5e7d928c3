"""Fields that contradict each other; the server's verdicts of many more pods are compared elsewhere."""

from __future__ import annotations

from typing import Any

import yaml
from pytest_check import check

from kaniko_guide.analysis import pod_conflicts
from kaniko_guide.sources import yaml_tree

CONTAINER: dict[str, Any] = {"name": "a", "image": "a"}


def of_spec(spec: dict[str, Any], container: dict[str, Any]) -> list[str]:
    whole = {"containers": [CONTAINER | container], **spec}
    return [f"{yaml_tree.format_path(error.path)} {error.reason}" for error in pod_conflicts.spec_errors(whole, ())]


def test_errors_of_a_spec() -> None:
    for spec, container, found in [
        ("{}", "{}", []),
        ("{dnsPolicy: None}", "{}", ["dnsConfig required"]),
        ("{dnsPolicy: None, dnsConfig: {nameservers: [10.0.0.1]}}", "{}", []),
        ("{hostUsers: false, hostPID: true}", "{}", ["hostPID forbidden"]),
        ("{shareProcessNamespace: true, hostPID: true}", "{}", ["shareProcessNamespace invalid"]),
        (
            "{hostNetwork: true}",
            "{ports: [{containerPort: 1, hostPort: 2}]}",
            ["containers[0].ports[0].hostPort invalid"],
        ),
        (
            "{os: {name: linux}, securityContext: {windowsOptions: {}}}",
            "{}",
            ["securityContext.windowsOptions forbidden"],
        ),
        (
            "{}",
            "{securityContext: {privileged: true, allowPrivilegeEscalation: false}}",
            ["containers[0].securityContext.allowPrivilegeEscalation invalid"],
        ),
        ("{}", "{securityContext: {procMount: Unmasked}}", ["containers[0].securityContext.procMount invalid"]),
        ("{hostUsers: false}", "{securityContext: {procMount: Unmasked}}", []),
        ("{}", "{livenessProbe: {successThreshold: 2}}", ["containers[0].livenessProbe.successThreshold invalid"]),
        ("{}", "{lifecycle: {preStop: {sleep: {seconds: 31}}}}", ["containers[0].lifecycle.preStop.sleep invalid"]),
        ("{terminationGracePeriodSeconds: 60}", "{lifecycle: {preStop: {sleep: {seconds: 31}}}}", []),
        ("{}", "{resources: {requests: {gpu: 1}}}", ["containers[0].resources.requests.gpu invalid"]),
        ("{}", "{resources: {requests: {a.b/gpu: 1}}}", ["containers[0].resources.limits required"]),
        ("{}", "{resources: {limits: {a.b/gpu: 500m}}}", ["containers[0].resources.limits.a.b/gpu invalid"]),
        ("{initContainers: [{name: b}]}", "{}", ["initContainers[0].image required"]),
        (
            "{initContainers: [{name: b, image: b, livenessProbe: {}}]}",
            "{}",
            ["initContainers[0].livenessProbe forbidden"],
        ),
        ("{initContainers: [{name: b, image: b, restartPolicy: Always, livenessProbe: {}}]}", "{}", []),
        (
            "{restartPolicy: Never}",
            "{resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]}",
            ["containers[0].resizePolicy[0].restartPolicy invalid"],
        ),
    ]:
        with check(f"{spec}, {container}"):
            assert of_spec(yaml.safe_load(spec), yaml.safe_load(container)) == found


def test_errors_of_an_object() -> None:
    for name, values, found in [
        ("EnvVar", "{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}", ["valueFrom invalid"]),
        (
            "EnvVar",
            "{name: A, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}",
            ["valueFrom.fieldRef.fieldPath unsupported"],
        ),
        (
            "EnvVar",
            "{name: A, valueFrom: {fieldRef: {fieldPath: spec.containers}}}",
            ["valueFrom.fieldRef.fieldPath invalid"],
        ),
        ("EnvVar", "{name: A, valueFrom: {fieldRef: {fieldPath: \"metadata.labels['a']\"}}}", []),
        ("ResourceFieldSelector", "{resource: cpu}", ["resource unsupported"]),
        ("ResourceFieldSelector", "{resource: limits.memory, divisor: '3'}", ["divisor invalid"]),
        ("Toleration", "{operator: Equal, value: a}", ["operator invalid"]),
        ("Toleration", "{key: a, operator: Exists, value: b}", ["operator invalid"]),
        ("Toleration", "{key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 1}", ["effect invalid"]),
        ("LabelSelectorRequirement", "{key: a, operator: In}", ["values required"]),
        ("LabelSelectorRequirement", "{key: a, operator: Gt, values: ['1']}", ["operator invalid"]),
        ("NodeSelectorRequirement", "{key: a, operator: Gt, values: ['1']}", []),
        ("NodeSelectorRequirement", "{key: a, operator: Exists, values: ['1']}", ["values forbidden"]),
        ("SeccompProfile", "{type: Localhost}", ["localhostProfile required"]),
        ("SeccompProfile", "{type: Unconfined, localhostProfile: a}", ["localhostProfile invalid"]),
        ("Container", "{name: a}", []),
    ]:
        with check(f"{name}, {values}"):
            errors = pod_conflicts.object_errors(name, yaml.safe_load(values), ("matchExpressions", 0))
            assert [f"{yaml_tree.format_path(error.path[2:])} {error.reason}" for error in errors] == found


def test_errors_of_the_name_and_the_annotations() -> None:
    annotation = "container.apparmor.security.beta.kubernetes.io/b"
    spec = {"containers": [CONTAINER]}
    found = pod_conflicts.metadata_errors({"annotations": {annotation: "unconfined"}}, spec)
    assert [(error.path, error.reason) for error in found] == [
        (("metadata", "name"), "required"),
        (("metadata", "annotations", annotation), "invalid"),
    ]
    assert list(pod_conflicts.metadata_errors({"generateName": "a-"}, spec)) == []


def test_errors_of_a_creation() -> None:
    spec = {"ephemeralContainers": [{}], "nodeName": "a", "schedulingGates": [{"name": "a"}]}
    assert [error.path for error in pod_conflicts.creation_errors(spec)] == [
        ("spec", "ephemeralContainers"),
        ("spec", "nodeName"),
    ]
