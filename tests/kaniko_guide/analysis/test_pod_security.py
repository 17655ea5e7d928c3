"""Which Pod Security standard a pod meets: every demand broken and kept, and Kubernetes' own fixtures.

The fixtures belong to Kubernetes and are not kept here (`data/pod-security-fixtures.yml`). With a copy of their
repository in the folder that `POD_SECURITY_ADMISSION` names they are judged again; without it that test is skipped,
under `CI=true` too, as no tool is missing.
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
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide.analysis import pod_security
from kaniko_guide.facts import kubernetes
from kaniko_guide.facts.pod_security import Standard, controls
from kaniko_guide.sources import manifest
from kaniko_guide.text import Source, Text
from lab.tools import unavailable
from tests.support import DATA

RECORD: dict[str, Any] = yaml.safe_load((DATA / "pod-security-fixtures.yml").read_text("utf-8"))
FOLDER = os.environ.get("POD_SECURITY_ADMISSION")
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

BROKEN: list[tuple[str, str, Any]] = [
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
"""A demand, and the field and value that break it, in 1.34."""

KEPT: list[tuple[str, str, Any]] = [
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
"""A demand, and a field and value with which the pod still meets `restricted`."""


def changed(data: dict[str, Any], field: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    """A pod with one field set, or taken away by None; `|` stands before a last step that has dots in it."""
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


def verdict(
    pod: dict[str, Any] | str, *minors: str, in_jenkinsfile: bool = False
) -> tuple[dict[str, Standard | None], list[pod_security.Violation]]:
    """What the only pod of a document meets, and what stops it."""
    content = pod if isinstance(pod, str) else json.dumps(pod)
    (document,) = manifest.read(Text.canonical(Source("pod.yaml", content)), in_jenkinsfile=in_jenkinsfile)
    (only,) = manifest.pods(document)
    judged = pod_security.evaluate(only, minors or MINORS)
    assert judged is not None
    return judged.standards, list(judged.violations)


def every() -> set[str]:
    return {control.name for standard in Standard for control in controls(standard)}


def below(standard: Standard) -> Standard:
    return ORDER[ORDER.index(standard) - 1]


def test_strict_pod_meets_restricted() -> None:
    assert verdict(STRICT) == (dict.fromkeys(MINORS, Standard.RESTRICTED), [])
    assert verdict({"kind": "Pod", "spec": {"containers": [{"name": "a"}]}})[0]["1.37"] is Standard.BASELINE


@pytest.mark.parametrize(("control", "field", "value"), BROKEN)
def test_violated_control_prevents_its_standard(control: str, field: str, value: Any) -> None:  # noqa: ANN401
    meets, stops = verdict(changed(STRICT, field, value), "1.34")
    assert {stop.control.name for stop in stops} >= {control}
    assert all(stop.certain and stop.expected.zh and stop.expected.en for stop in stops)
    (standard,) = {stop.standard for stop in stops}
    assert meets == {"1.34": below(standard)}


@pytest.mark.parametrize(("control", "field", "value"), KEPT)
def test_satisfied_control_gives_no_violation(control: str, field: str, value: Any) -> None:  # noqa: ANN401
    assert control in every()
    assert verdict(changed(STRICT, field, value)) == (dict.fromkeys(MINORS, Standard.RESTRICTED), [])


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_default_capability_may_be_added(capability: str) -> None:
    meets, _ = verdict(changed(STRICT, CONTEXT + "capabilities.add", [capability]), "1.37")
    assert meets["1.37"] is (Standard.RESTRICTED if capability == "NET_BIND_SERVICE" else Standard.BASELINE)


def test_every_control_has_a_violation_and_a_passing_case() -> None:
    since_1_35 = {"procMount_restricted"}
    assert {control for control, *_ in BROKEN} | since_1_35 == every() == {control for control, *_ in KEPT}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
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
    ],
)
def test_standards_differ_between_minor_versions(fields: dict[str, Any], expected: str) -> None:
    pod = STRICT
    for field, value in fields.items():
        pod = changed(pod, field, value)
    meets, stops = verdict(pod)
    assert list(meets.values()) == expected.split()
    for stop in stops:
        assert {meets[minor] for minor in stop.minors} == {below(stop.standard)}


UNSURE = [
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


@pytest.mark.parametrize(("field", "value", "expected"), UNSURE)
def test_placeholder_gives_an_uncertain_violation(field: str, value: Any, expected: Standard | None) -> None:  # noqa: ANN401
    meets, stops = verdict(changed(STRICT, field, value), "1.37")
    assert meets == {"1.37": expected}
    assert stops
    assert not any(stop.certain for stop in stops)
    assert all("$" in (stop.found or "") or "{{" in (stop.found or "") for stop in stops)


def test_placeholder_does_not_hide_a_certain_violation() -> None:
    meets, stops = verdict(changed(changed(STRICT, "spec.hostPID", value=True), CONTEXT + "privileged", "${P}"), "1.37")
    assert meets == {"1.37": Standard.PRIVILEGED}
    assert sorted((stop.control.name, stop.certain) for stop in stops) == [
        ("hostNamespaces", True),
        ("privileged", False),
    ]


@pytest.mark.parametrize("lifts", ["spec.hostUsers", "spec.os.name"])
def test_placeholder_in_an_exemption_makes_the_violation_uncertain(lifts: str) -> None:
    pod = changed(changed(changed(STRICT, lifts, "${X}"), CONTEXT + "runAsUser", 0), CONTEXT + "capabilities", None)
    _, stops = verdict(pod, "1.37")
    unsure = {stop.control.name for stop in stops if not stop.certain}
    assert unsure == ({"runAsUser"} if lifts == "spec.hostUsers" else {"capabilities_restricted"})
    assert all(stop.field == lifts for stop in stops if not stop.certain)


def test_booleans_depend_on_the_yaml_version() -> None:
    content = "kind: Pod\nspec:\n  hostPID: yes\n  containers: [{name: a}]\n"
    assert [stop.found for stop in verdict(content, "1.37")[1]] == ["yes"]
    assert verdict(content.replace("yes", "n"), "1.37")[0]["1.37"] is Standard.BASELINE
    quoted = content.replace("yes", "'false'")
    assert verdict(quoted, "1.37", in_jenkinsfile=True)[0]["1.37"] is Standard.BASELINE


def test_pods_in_templates_and_lists_have_their_own_metadata() -> None:
    annotations = {"container.apparmor.security.beta.kubernetes.io/c": "unconfined"}
    template = {"metadata": {"annotations": annotations}, "spec": STRICT["spec"]}
    job = {"kind": "Job", "metadata": {"name": "j"}, "spec": {"template": template}}
    for content, prefix in ((job, ""), ({"kind": "List", "items": [job]}, "items[0].")):
        (stop,) = verdict(content, "1.37")[1]
        assert stop.field == f"{prefix}spec.template.metadata.annotations.{next(iter(annotations))}"
    outer = {**job, "metadata": {"annotations": annotations}, "spec": {"template": {"spec": STRICT["spec"]}}}
    assert verdict(outer, "1.37") == ({"1.37": Standard.RESTRICTED}, [])


@given(st.lists(st.sampled_from([each for each in BROKEN if each[2] is not None]), unique_by=lambda each: each[1]))
def test_violations_are_those_of_the_next_standard(broken: list[tuple[str, str, Any]]) -> None:
    pod = STRICT
    for _, field, value in broken:
        taken = [other for _, other, _ in broken if other != field and field.startswith(other)]
        if not taken:
            pod = changed(pod, field, value)
    meets, stops = verdict(pod, "1.34")
    for stop in stops:
        assert meets == {"1.34": below(stop.standard)}
    assert bool(stops) == (meets != {"1.34": Standard.RESTRICTED})


WORDS = sorted(
    {step for standard in Standard for each in controls(standard) for way in each.containers for step in way}
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "${X}", "Unconfined", "ALL"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from([*WORDS, "${X}"]), below, max_size=4),
    max_leaves=20,
)


@given(
    st.dictionaries(st.sampled_from(["securityContext", "volumes", "os", "hostUsers", "hostPID"]), VALUES),
    st.dictionaries(st.sampled_from(["containers", "initContainers"]), st.lists(VALUES, max_size=3)),
    VALUES,
)
def test_any_pod_is_evaluated(spec: dict[str, Any], containers: dict[str, Any], annotations: Any) -> None:  # noqa: ANN401
    pod = {"kind": "Pod", "metadata": {"annotations": annotations}, "spec": spec | containers}
    meets, stops = verdict(pod)
    for minor in MINORS:
        here = [stop for stop in stops if minor in stop.minors]
        assert bool(here) == (meets[minor] is not Standard.RESTRICTED)
        assert (meets[minor] is None) == (
            {stop.standard for stop in here} == {Standard.BASELINE} and not any(stop.certain for stop in here)
        )


def test_record_lists_the_fixtures_of_every_minor_version() -> None:
    assert re.fullmatch("[0-9a-f]{40}", RECORD["commit"])
    assert {folder.split("/")[1] for folder in RECORD["fixtures"]} == {f"v{minor}" for minor in MINORS}
    for folder, files in RECORD["fixtures"].items():
        assert re.fullmatch(r"(baseline|restricted)/v1\.\d+/(pass|fail)", folder)
        assert files
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in files.values())


def test_fixtures_of_kubernetes_have_their_expected_results() -> None:
    if FOLDER is None:
        unavailable(
            "pod-security-admission",
            "Kubernetes' own test data of Pod Security is not kept here; set POD_SECURITY_ADMISSION to a copy of"
            " kubernetes/pod-security-admission.",
        )
    wrong = []
    for folder, files in RECORD["fixtures"].items():
        standard, minor, wanted = folder.split("/")
        for name, digest in files.items():
            content = (Path(FOLDER) / RECORD["folder"] / folder / name).read_bytes()
            assert sha256(content).hexdigest() == digest, f"{folder}/{name} is not of {RECORD['commit']}"
            meets, stops = verdict(content.decode(), minor[1:])
            level = meets[minor[1:]]
            assert level is not None
            passes = ORDER.index(level) >= ORDER.index(Standard(standard))
            control = re.sub(r"\d+\.yaml", "", name)
            told = {stop.control.name.lower() for stop in stops}
            if passes != (wanted == "pass") or not (passes or told & {control, RECORD["baseline_first"].get(control)}):
                wrong.append(f"{folder}/{name}: {level}, {sorted(told)}")
    assert wrong == []
