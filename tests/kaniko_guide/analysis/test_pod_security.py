"""Which Pod Security standard a pod standards: each control violated and satisfied, and Kubernetes' own fixtures.

The fixtures belong to Kubernetes and are not kept here; `data/pod-security-fixtures.yml` lists them. Their test needs a
copy of their repository in the directory that `POD_SECURITY_ADMISSION` names. Without it the test is skipped, also
under `CI=true`, as no tool is missing.
"""

from __future__ import annotations

import copy
import json
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.analysis import pod_security
from kaniko_guide.facts import kubernetes
from kaniko_guide.facts.pod_security import Standard, controls
from kaniko_guide.sources import manifest
from kaniko_guide.text import Source, Text
from lab.tools import unavailable
from tests.support import DATA, read_yaml

RECORD: dict[str, Any] = read_yaml(DATA / "pod-security-fixtures.yml")
DIRECTORY = os.environ.get("POD_SECURITY_ADMISSION")
MINORS = kubernetes.minor_versions()
ORDER = list(Standard)

CONTAINER = "spec.containers.0."
CONTEXT = CONTAINER + "securityContext."
POD_CONTEXT = "spec.securityContext."
STRICT: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "a"},
    "spec": {
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "initContainers": [
            {
                "name": "i",
                "image": "b:1",
                "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            }
        ],
        "containers": [
            {
                "name": "c",
                "image": "b:1",
                "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            }
        ],
    },
}
"""A pod that meets `restricted`."""

APP_ARMOR = "metadata.annotations|container.apparmor.security.beta.kubernetes.io/c"
HOSTS = [
    f"{CONTAINER}{handler}.{action}.host"
    for handler in ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop")
    for action in ("httpGet", "tcpSocket")
]
VOLUME_TYPES = (
    *(
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    ),
)
SYSCTLS = (
    *("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports"),
    *("net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout"),
    *("net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time"),
    *("net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem"),
)
CAPABILITIES = (
    *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP"),
    *("SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
)

VIOLATED: list[tuple[str, str, Any]] = [
    ("windowsHostProcess", POD_CONTEXT + "windowsOptions.hostProcess", True),
    ("windowsHostProcess", CONTEXT + "windowsOptions.hostProcess", True),
    *(("hostNamespaces", f"spec.{field}", True) for field in ("hostNetwork", "hostPID", "hostIPC")),
    ("privileged", CONTEXT + "privileged", True),
    ("privileged", "spec.initContainers.0.securityContext.privileged", True),
    ("privileged", "spec.ephemeralContainers", [{"name": "e", "securityContext": {"privileged": True}}]),
    ("capabilities_baseline", CONTEXT + "capabilities.add", ["CHOWN", "NET_RAW"]),
    ("capabilities_baseline", CONTEXT + "capabilities.add", ["CAP_CHOWN"]),
    ("hostPathVolumes", "spec.volumes", [{"name": "v", "hostPath": {"path": "/"}}]),
    ("hostPorts", CONTAINER + "ports", [{"containerPort": 1}, {"containerPort": 2, "hostPort": 3}]),
    *(("hostProbesAndHostLifecycle", field, "10.0.0.1") for field in HOSTS),
    ("appArmorProfile", POD_CONTEXT + "appArmorProfile.type", "Unconfined"),
    ("appArmorProfile", CONTEXT + "appArmorProfile", {}),
    ("appArmorProfile", APP_ARMOR, "unconfined"),
    ("seLinuxOptions", POD_CONTEXT + "seLinuxOptions.type", "spc_t"),
    ("seLinuxOptions", CONTEXT + "seLinuxOptions.type", "spc_t"),
    *(("seLinuxOptions", at + "seLinuxOptions.user", "u") for at in (POD_CONTEXT, CONTEXT)),
    *(("seLinuxOptions", at + "seLinuxOptions.role", "r") for at in (POD_CONTEXT, CONTEXT)),
    ("procMount", CONTEXT + "procMount", "Unmasked"),
    ("seccompProfile_baseline", POD_CONTEXT + "seccompProfile.type", "Unconfined"),
    ("seccompProfile_baseline", CONTEXT + "seccompProfile.type", "Unconfined"),
    ("seccompProfile_baseline", CONTEXT + "seccompProfile", {}),
    ("sysctls", POD_CONTEXT + "sysctls", [{"name": "net.core.somaxconn", "value": "1"}]),
    ("restrictedVolumes", "spec.volumes", [{"name": "v", "nfs": {"server": "s", "path": "/"}}]),
    ("allowPrivilegeEscalation", CONTEXT + "allowPrivilegeEscalation", True),
    ("allowPrivilegeEscalation", CONTEXT + "allowPrivilegeEscalation", None),
    ("allowPrivilegeEscalation", "spec.containers.0.securityContext", None),
    ("runAsNonRoot", POD_CONTEXT + "runAsNonRoot", False),
    ("runAsNonRoot", POD_CONTEXT + "runAsNonRoot", None),
    ("runAsNonRoot", CONTEXT + "runAsNonRoot", False),
    ("runAsUser", POD_CONTEXT + "runAsUser", 0),
    ("runAsUser", CONTEXT + "runAsUser", 0),
    ("seccompProfile_restricted", "spec.securityContext.seccompProfile", None),
    ("capabilities_restricted", CONTEXT + "capabilities.drop", ["CHOWN"]),
    ("capabilities_restricted", CONTEXT + "capabilities.drop", ["all"]),
    ("capabilities_restricted", CONTEXT + "capabilities.drop", []),
    ("capabilities_restricted", CONTEXT + "capabilities", None),
    ("capabilities_restricted", CONTEXT + "capabilities.add", ["CHOWN"]),
]
"""A control, and a field and value that violate it, on 1.34."""

SATISFIED: list[tuple[str, str, Any]] = [
    ("windowsHostProcess", CONTEXT + "windowsOptions.hostProcess", False),
    ("hostNamespaces", "spec.hostNetwork", False),
    ("hostNamespaces", "spec.hostPID", None),
    ("privileged", CONTEXT + "privileged", False),
    ("privileged", CONTEXT + "privileged", None),
    ("capabilities_baseline", CONTEXT + "capabilities.add", ["NET_BIND_SERVICE"]),
    ("capabilities_restricted", CONTEXT + "capabilities.add", []),
    ("capabilities_restricted", CONTEXT + "capabilities.drop", ["CHOWN", "ALL"]),
    *(("restrictedVolumes", "spec.volumes", [{"name": "v", kind: {}}]) for kind in VOLUME_TYPES),
    ("restrictedVolumes", "spec.volumes", [{"name": "v"}]),
    ("hostPathVolumes", "spec.volumes", [{"name": "v", "hostPath": None, "emptyDir": {}}]),
    ("hostPorts", CONTAINER + "ports", [{"containerPort": 1, "hostPort": 0}]),
    *(("hostProbesAndHostLifecycle", field, "") for field in HOSTS),
    ("hostProbesAndHostLifecycle", CONTAINER + "livenessProbe.httpGet", {"port": 80}),
    ("appArmorProfile", POD_CONTEXT + "appArmorProfile.type", "RuntimeDefault"),
    ("appArmorProfile", CONTEXT + "appArmorProfile", {"type": "Localhost", "localhostProfile": "p"}),
    ("appArmorProfile", APP_ARMOR, "runtime/default"),
    ("appArmorProfile", APP_ARMOR, "localhost/p"),
    ("appArmorProfile", APP_ARMOR, ""),
    ("appArmorProfile", "metadata.annotations", {"other": "unconfined"}),
    ("seLinuxOptions", POD_CONTEXT + "seLinuxOptions", {"type": "container_t", "level": "s0:c1"}),
    ("seLinuxOptions", POD_CONTEXT + "seLinuxOptions.type", "container_init_t"),
    ("seLinuxOptions", POD_CONTEXT + "seLinuxOptions.type", "container_kvm_t"),
    ("seLinuxOptions", CONTEXT + "seLinuxOptions.type", ""),
    ("seLinuxOptions", CONTEXT + "seLinuxOptions", {"type": "container_engine_t", "user": "", "role": ""}),
    ("procMount", CONTEXT + "procMount", "Default"),
    ("procMount_restricted", CONTEXT + "procMount", "Default"),
    ("seccompProfile_baseline", CONTEXT + "seccompProfile.type", "Localhost"),
    ("seccompProfile_restricted", CONTEXT + "seccompProfile.type", "RuntimeDefault"),
    *(("sysctls", POD_CONTEXT + "sysctls", [{"name": name, "value": "1"}]) for name in SYSCTLS),
    ("allowPrivilegeEscalation", CONTEXT + "allowPrivilegeEscalation", False),
    ("runAsNonRoot", CONTEXT + "runAsNonRoot", True),
    ("runAsUser", CONTEXT + "runAsUser", 1000),
]
"""A control, and a field and value with which the pod still meets `restricted`."""


def with_field(data: dict[str, Any], field: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    """A copy of a pod with one field set, or removed by None; `|` separates a last step that contains dots."""
    pod = copy.deepcopy(data)
    path, _, name = field.partition("|")
    *way, last = [*path.split("."), *([name] if name else [])]
    at: Any = pod
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    if value is None:
        at.pop(last, None)
    else:
        at[last] = value
    return pod


def evaluate(
    pod: dict[str, Any] | str, *minors: str, in_jenkinsfile: bool = False
) -> tuple[dict[str, Standard | None], list[pod_security.PolicyViolation]]:
    """The standards of the only pod in a document by minor version, and its violations."""
    content = pod if isinstance(pod, str) else json.dumps(pod)
    (document,) = manifest.read(Text.canonical(Source("pod.yaml", content)), in_jenkinsfile=in_jenkinsfile)
    (pod_found,) = manifest.pods(document)
    result = pod_security.evaluate(pod_found, minors or MINORS)
    assert result is not None
    return result.standards, list(result.violations)


def control_names() -> set[str]:
    return {control.name for standard in Standard for control in controls(standard)}


def next_lower(standard: Standard) -> Standard:
    return ORDER[ORDER.index(standard) - 1]


def test_strict_pod_meets_restricted() -> None:
    assert evaluate(STRICT) == (dict.fromkeys(MINORS, Standard.RESTRICTED), [])
    assert evaluate({"kind": "Pod", "spec": {"containers": [{"name": "a"}]}})[0]["1.37"] is Standard.BASELINE


def test_violated_control_prevents_its_standard() -> None:
    for control, field, value in VIOLATED:
        with check(f"{control}, {field}"):
            standards, violations = evaluate(with_field(STRICT, field, value), "1.34")
            assert {violation.control.name for violation in violations} >= {control}
            assert all(
                violation.certain and violation.expected.zh and violation.expected.en for violation in violations
            )
            (standard,) = {violation.standard for violation in violations}
            assert standards == {"1.34": next_lower(standard)}


def test_satisfied_control_gives_no_violation() -> None:
    for control, field, value in SATISFIED:
        with check(f"{control}, {field}"):
            assert control in control_names()
            assert evaluate(with_field(STRICT, field, value)) == (dict.fromkeys(MINORS, Standard.RESTRICTED), [])


def test_default_capability_may_be_added() -> None:
    for capability in CAPABILITIES:
        with check(f"{capability}"):
            standards, _ = evaluate(with_field(STRICT, CONTEXT + "capabilities.add", [capability]), "1.37")
            assert standards["1.37"] is (Standard.RESTRICTED if capability == "NET_BIND_SERVICE" else Standard.BASELINE)


def test_every_control_has_a_violation_and_a_passing_case() -> None:
    since_1_35 = {"procMount_restricted"}
    assert (
        {control for control, *_ in VIOLATED} | since_1_35 == control_names() == {control for control, *_ in SATISFIED}
    )


STANDARDS: list[tuple[dict[str, Any], str]] = [
    ({CONTAINER + "livenessProbe.httpGet.host": "a"}, "restricted privileged privileged privileged privileged"),
    (
        {POD_CONTEXT + "sysctls": [{"name": "net.ipv4.tcp_notsent_lowat"}]},
        "privileged privileged privileged privileged restricted",
    ),
    ({CONTEXT + "procMount": "Unmasked"}, "privileged privileged privileged privileged privileged"),
    (
        {CONTEXT + "procMount": "Unmasked", "spec.hostUsers": False},
        "privileged privileged baseline baseline baseline",
    ),
    (
        {POD_CONTEXT + "runAsUser": 0, POD_CONTEXT + "runAsNonRoot": False, "spec.hostUsers": False},
        "baseline baseline restricted restricted restricted",
    ),
    ({POD_CONTEXT + "runAsUser": 0, "spec.hostUsers": True}, "baseline baseline baseline baseline baseline"),
    (
        {"spec.os.name": "windows", CONTEXT + "capabilities": None, CONTEXT + "allowPrivilegeEscalation": None},
        "restricted restricted restricted restricted restricted",
    ),
    (
        {
            "spec.os.name": "windows",
            POD_CONTEXT + "seccompProfile": None,
            CONTEXT + "capabilities.add": ["CHOWN"],
        },
        "restricted restricted restricted restricted restricted",
    ),
    (
        {"spec.os.name": "linux", CONTEXT + "capabilities": None, CONTEXT + "allowPrivilegeEscalation": None},
        "baseline baseline baseline baseline baseline",
    ),
]


def test_standards_differ_between_minor_versions() -> None:
    for fields, expected in STANDARDS:
        with check(f"{fields}, {expected}"):
            pod = STRICT
            for field, value in fields.items():
                pod = with_field(pod, field, value)
            standards, violations = evaluate(pod)
            assert list(standards.values()) == expected.split()
            for violation in violations:
                assert {standards[minor] for minor in violation.minors} == {next_lower(violation.standard)}


UNCERTAIN = [
    (CONTEXT + "privileged", "${P}", None),
    (CONTEXT + "capabilities.add", ["${CAP}"], None),
    (CONTEXT + "capabilities", "${CAPS}", None),
    ("spec.containers.0.securityContext", "${CONTEXT}", None),
    ("spec.containers", ["${CONTAINER}"], None),
    ("spec.containers", "${CONTAINERS}", None),
    ("spec.securityContext", "${CONTEXT}", None),
    ("spec.volumes", ["${VOLUME}"], None),
    ("spec.volumes", [{"name": "v", "${KIND}": {}}], None),
    ("metadata.annotations", "${ANNOTATIONS}", None),
    ("metadata.annotations", {"${KEY}": "unconfined"}, None),
    ("spec.${FIELD}", True, None),
    (CONTEXT + "runAsNonRoot", "$ROOT", Standard.BASELINE),
    (CONTEXT + "capabilities.drop", ["${CAP}"], Standard.BASELINE),
    (POD_CONTEXT + "runAsUser", "{{ .Values.user }}", Standard.BASELINE),
]


def test_placeholder_gives_an_uncertain_violation() -> None:
    for field, value, expected in UNCERTAIN:
        with check(f"{field}, {value}"):
            standards, violations = evaluate(with_field(STRICT, field, value), "1.37")
            assert standards == {"1.37": expected}
            assert violations
            assert not any(violation.certain for violation in violations)
            assert all("$" in (violation.found or "") or "{{" in (violation.found or "") for violation in violations)


def test_placeholder_does_not_hide_a_certain_violation() -> None:
    standards, violations = evaluate(
        with_field(with_field(STRICT, "spec.hostPID", value=True), CONTEXT + "privileged", "${P}"), "1.37"
    )
    assert standards == {"1.37": Standard.PRIVILEGED}
    assert sorted((violation.control.name, violation.certain) for violation in violations) == [
        ("hostNamespaces", True),
        ("privileged", False),
    ]


@pytest.mark.parametrize("exemption", ["spec.hostUsers", "spec.os.name"])
def test_placeholder_in_an_exemption_makes_the_violation_uncertain(exemption: str) -> None:
    pod = with_field(
        with_field(with_field(STRICT, exemption, "${X}"), CONTEXT + "runAsUser", 0), CONTEXT + "capabilities", None
    )
    _, violations = evaluate(pod, "1.37")
    uncertain = {violation.control.name for violation in violations if not violation.certain}
    assert uncertain == ({"runAsUser"} if exemption == "spec.hostUsers" else {"capabilities_restricted"})
    assert all(violation.field == exemption for violation in violations if not violation.certain)


def test_booleans_depend_on_the_yaml_version() -> None:
    content = "kind: Pod\nspec:\n  hostPID: yes\n  containers: [{name: a}]\n"
    assert [violation.found for violation in evaluate(content, "1.37")[1]] == ["yes"]
    assert evaluate(content.replace("yes", "n"), "1.37")[0]["1.37"] is Standard.BASELINE
    quoted = content.replace("yes", "'false'")
    assert evaluate(quoted, "1.37", in_jenkinsfile=True)[0]["1.37"] is Standard.BASELINE


def test_pods_in_templates_and_lists_have_their_own_metadata() -> None:
    annotations = {"container.apparmor.security.beta.kubernetes.io/c": "unconfined"}
    template = {"metadata": {"annotations": annotations}, "spec": STRICT["spec"]}
    job = {"kind": "Job", "metadata": {"name": "j"}, "spec": {"template": template}}
    for content, prefix in ((job, ""), ({"kind": "List", "items": [job]}, "items[0].")):
        (violation,) = evaluate(content, "1.37")[1]
        assert violation.field == f"{prefix}spec.template.metadata.annotations.{next(iter(annotations))}"
    outer = {**job, "metadata": {"annotations": annotations}, "spec": {"template": {"spec": STRICT["spec"]}}}
    assert evaluate(outer, "1.37") == ({"1.37": Standard.RESTRICTED}, [])


@pytest.mark.slow
@given(st.lists(st.sampled_from([case for case in VIOLATED if case[2] is not None]), unique_by=lambda case: case[1]))
def test_violations_are_those_of_the_next_standard(cases: list[tuple[str, str, Any]]) -> None:
    pod = STRICT
    for _, field, value in cases:
        taken = [other for _, other, _ in cases if other != field and field.startswith(other)]
        if not taken:
            pod = with_field(pod, field, value)
    standards, violations = evaluate(pod, "1.34")
    for violation in violations:
        assert standards == {"1.34": next_lower(violation.standard)}
    assert bool(violations) == (standards != {"1.34": Standard.RESTRICTED})


WORDS = sorted(
    {step for standard in Standard for control in controls(standard) for steps in control.containers for step in steps}
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "${X}", "Unconfined", "ALL"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from([*WORDS, "${X}"]), below, max_size=4),
    max_leaves=20,
)


@pytest.mark.slow
@given(
    st.dictionaries(st.sampled_from(["securityContext", "volumes", "os", "hostUsers", "hostPID"]), VALUES),
    st.dictionaries(st.sampled_from(["containers", "initContainers"]), st.lists(VALUES, max_size=3)),
    VALUES,
)
def test_any_pod_is_evaluated(spec: dict[str, Any], containers: dict[str, Any], annotations: Any) -> None:  # noqa: ANN401
    pod = {"kind": "Pod", "metadata": {"annotations": annotations}, "spec": spec | containers}
    standards, violations = evaluate(pod)
    for minor in MINORS:
        here = [violation for violation in violations if minor in violation.minors]
        assert bool(here) == (standards[minor] is not Standard.RESTRICTED)
        assert (standards[minor] is None) == (
            {violation.standard for violation in here} == {Standard.BASELINE}
            and not any(violation.certain for violation in here)
        )


def test_record_lists_the_fixtures_of_every_minor_version() -> None:
    assert re.fullmatch("[0-9a-f]{40}", RECORD["commit"])
    assert {directory.split("/")[1] for directory in RECORD["fixtures"]} == {f"v{minor}" for minor in MINORS}
    for directory, files in RECORD["fixtures"].items():
        assert re.fullmatch(r"(baseline|restricted)/v1\.\d+/(pass|fail)", directory)
        assert files
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in files.values())


def test_fixtures_of_kubernetes_have_their_expected_results() -> None:
    if DIRECTORY is None:
        unavailable(
            "pod-security-admission",
            "Kubernetes' own test data of Pod Security is not kept here; set POD_SECURITY_ADMISSION to a copy of"
            " kubernetes/pod-security-admission.",
        )
    wrong = []
    for directory, files in RECORD["fixtures"].items():
        standard, minor, expected = directory.split("/")
        for name, digest in files.items():
            content = (Path(DIRECTORY) / RECORD["directory"] / directory / name).read_bytes()
            assert sha256(content).hexdigest() == digest, f"{directory}/{name} is not of {RECORD['commit']}"
            standards, violations = evaluate(content.decode(), minor[1:])
            level = standards[minor[1:]]
            assert level is not None
            passes = ORDER.index(level) >= ORDER.index(Standard(standard))
            control = re.sub(r"\d+\.yaml", "", name)
            reported = {violation.control.name.lower() for violation in violations}
            if passes != (expected == "pass") or not (
                passes or reported & {control, RECORD["baseline_first"].get(control)}
            ):
                wrong.append(f"{directory}/{name}: {level}, {sorted(reported)}")
    assert wrong == []
