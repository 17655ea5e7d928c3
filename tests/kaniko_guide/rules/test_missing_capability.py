from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import secured_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

USER = "FROM eclipse-temurin:21-jre\nUSER nobody\nRUN id\n"


def findings(directory: Path, own: str, **others: str) -> list[str]:
    return findings_in(directory, {"pod.yaml": secured_pod(own), **others}, "missing-capability")


@pytest.mark.parametrize(
    ("capabilities", "missing"),
    [
        ("drop: [ALL]", "`CHOWN`, `FOWNER`"),
        ("drop: [all], add: [SETUID]", "`CHOWN`, `FOWNER`"),
        ("drop: [ALL], add: [CHOWN, DAC_OVERRIDE]", "`FOWNER`"),
    ],
)
def test_found(tmp_path: Path, capabilities: str, missing: str) -> None:
    assert findings(tmp_path, f"capabilities: {{{capabilities}}}") == [
        f"pod.yaml:9:45 Container `kaniko` runs the executor, but lacks the capabilities {missing}."
    ]


@pytest.mark.parametrize(
    "capabilities",
    [
        "drop: [ALL], add: [CAP_CHOWN, DAC_OVERRIDE, FOWNER]",
        "drop: [ALL], add: [ALL]",
        "drop: [ALL], add: $ADD",
        "drop: [ALL], add: [$ADD]",
        "drop: [NET_RAW]",
        "add: [SYS_ADMIN]",
    ],
)
def test_not_found(tmp_path: Path, capabilities: str) -> None:
    assert findings(tmp_path, f"capabilities: {{{capabilities}}}") == []


def test_a_privileged_container_drops_nothing(tmp_path: Path) -> None:
    assert findings(tmp_path, "privileged: true, capabilities: {drop: [ALL]}") == []


@pytest.mark.parametrize(
    ("dockerfile", "needed"),
    [
        (USER, True),
        (USER.replace("nobody", "1000:0"), True),
        (USER.replace("nobody", "root"), False),
        (USER.replace("nobody", "$USER"), False),
        (USER.replace("RUN id", "ENTRYPOINT id"), False),
        (USER.replace("RUN", "FROM eclipse-temurin:21-jre\nRUN"), False),
    ],
)
def test_run_after_user(tmp_path: Path, dockerfile: str, *, needed: bool) -> None:
    own = "capabilities: {drop: [ALL], add: [CHOWN, DAC_OVERRIDE, FOWNER]}"
    lines = findings(tmp_path, own, Dockerfile=dockerfile)
    assert ["`SETUID`, `SETGID`" in line for line in lines] == [True] * needed
    own = own.replace("FOWNER", "FOWNER, SETUID")
    assert ["capabilities `SETGID`" in line for line in findings(tmp_path, own, Dockerfile=dockerfile)] == [
        True
    ] * needed
    own = own.replace("SETUID", "SETUID, SETGID")
    assert findings(tmp_path, own, Dockerfile=dockerfile) == []


def test_with_several_dockerfiles_it_is_unknown_which_is_built(tmp_path: Path) -> None:
    own = "capabilities: {drop: [ALL], add: [CHOWN, DAC_OVERRIDE, FOWNER]}"
    assert findings(tmp_path, own, **{"Dockerfile": USER, "api/Dockerfile": USER}) == []
    assert len(findings(tmp_path, own.replace("CHOWN, ", ""), **{"Dockerfile": USER, "api/Dockerfile": USER})) == 1


STEP = """podTemplate(yaml: '''
spec:
  POD
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3-debug
    command: [/busybox/cat]
    tty: true
    securityContext: {capabilities: {drop: [ALL], add: [CHOWN, FOWNER]}}
''') { node(POD_LABEL) { container('kaniko') { sh '/kaniko/executor --context=. --no-push' } } }
"""


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("POD", "hostname: a"), True),
        (("POD", "securityContext: {runAsUser: 0}"), False),
        (("- name: kaniko", "- {name: jnlp, image: 'jenkins/inbound-agent:1'}\n  - name: kaniko"), True),
        (("- name: kaniko", "- {name: jnlp, securityContext: {runAsUser: 0}}\n  - name: kaniko"), False),
        (("- name: kaniko", "- {name: jnlp, image: 'corp/agent:1'}\n  - name: kaniko"), False),
        (("CHOWN,", "CHOWN, DAC_OVERRIDE,"), False),
        (("podTemplate(", "podTemplate(inheritFrom: 'base', "), False),
        (("podTemplate(", "podTemplate(runAsUser: '0', "), False),
        (("podTemplate(", "podTemplate(showRawYaml: false, "), True),
    ],
)
def test_a_step_needs_to_write_files_of_the_agent(tmp_path: Path, change: tuple[str, str], *, found: bool) -> None:
    text = STEP.replace(*change).replace("POD\n", "hostname: a\n")
    lines = findings_in(tmp_path, {"Jenkinsfile": text}, "missing-capability")
    assert [line.partition(" ")[2] for line in lines] == [
        "Container `kaniko` runs the executor, but lacks the capabilities `DAC_OVERRIDE`."
    ] * found
