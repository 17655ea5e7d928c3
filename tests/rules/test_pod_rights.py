"""The rules about a pod's rights: not-root, missing-capability, read-only-root, needless-privilege."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rules.pods import jenkinsfile, pod
from support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FORK = "ghcr.io/osscontainertools/kaniko"
USER = "FROM eclipse-temurin:21-jre\nUSER nobody\nRUN id\n"


def written(own: str, of_pod: str = "", image: str = f"{FORK}:v1.28.3-debug") -> str:
    """A pod of one container, with the fields of both `securityContext`s."""
    return pod(
        f"  securityContext: {{{of_pod}}}\n"
        f"  containers:\n  - name: kaniko\n    image: {image}\n    securityContext: {{{own}}}\n"
    )


def found(folder: Path, rule: str, text: str, **others: str) -> list[str]:
    return findings_in(folder, {"pod.yaml": text, **others}, rule)


@pytest.mark.parametrize(
    ("own", "of_pod", "expected"),
    [
        ("runAsUser: 1000", "", ("9:34", "runAsUser: 1000")),
        ("", "runAsUser: 1000", ("5:32", "runAsUser: 1000")),
        ("runAsNonRoot: true", "", ("9:37", "runAsNonRoot: true")),
        ("runAsNonRoot: true, runAsUser: 0", "", ("9:37", "runAsNonRoot: true")),
        ("runAsUser: 1000, runAsNonRoot: true", "", ("9:34", "runAsUser: 1000")),
        ("", "runAsNonRoot: true", ("5:35", "runAsNonRoot: true")),
        ("runAsUser: null", "runAsUser: 7", ("5:32", "runAsUser: 7")),
        ("runAsUser: 0, runAsNonRoot: false", "runAsUser: 1000, runAsNonRoot: true", None),
        ("runAsUser: 0", "", None),
        ("runAsUser: ${UID}", "runAsUser: 1000", None),
        ("runAsUser: '1000'", "", None),
        ("fsGroup: 1000", "fsGroup: 1000", None),
    ],
)
def test_not_root(tmp_path: Path, own: str, of_pod: str, expected: tuple[str, str] | None) -> None:
    lines = [] if expected is None else [f"pod.yaml:{expected[0]}"]
    lines = [
        f"{line} Container `kaniko` runs the executor, but `{expected[1]}` keeps it from being root."
        for line in lines
        if expected is not None
    ]
    assert found(tmp_path, "not-root", written(own, of_pod)) == lines


@pytest.mark.parametrize("image", ["maven:3.9-eclipse-temurin-21", f"{FORK}:v1.28.3-warmer"])
def test_other_containers_may_be_anyone(tmp_path: Path, image: str) -> None:
    assert found(tmp_path, "not-root", written("runAsUser: 1000", image=image)) == []


def test_container_that_calls_the_executor(tmp_path: Path) -> None:
    spec = (
        "  containers:\n  - name: kaniko\n    image: registry.internal/builder:7\n    securityContext: {runAsUser: 1}\n"
    )
    (line,) = findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(spec)}, "not-root")
    assert line.startswith("Jenkinsfile:9:34 ")


@pytest.mark.parametrize(
    ("capabilities", "missing"),
    [
        ("drop: [ALL]", "`CHOWN`, `FOWNER`"),
        ("drop: [all], add: [SETUID]", "`CHOWN`, `FOWNER`"),
        ("drop: [ALL], add: [CHOWN, DAC_OVERRIDE]", "`FOWNER`"),
        ("drop: [ALL], add: [CAP_CHOWN, DAC_OVERRIDE, FOWNER]", None),
        ("drop: [ALL], add: [ALL]", None),
        ("drop: [ALL], add: $ADD", None),
        ("drop: [ALL], add: [$ADD]", None),
        ("drop: [NET_RAW]", None),
        ("add: [SYS_ADMIN]", None),
    ],
)
def test_missing_capability(tmp_path: Path, capabilities: str, missing: str | None) -> None:
    lines = found(tmp_path, "missing-capability", written(f"capabilities: {{{capabilities}}}"))
    expected = f"Container `kaniko` runs the executor, but lacks {missing}, which it needs."
    assert [line.partition(" ")[2] for line in lines] == ([expected] if missing else [])


def test_a_privileged_container_drops_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, "missing-capability", written("privileged: true, capabilities: {drop: [ALL]}")) == []


@pytest.mark.parametrize(
    ("dockerfile", "found_in"),
    [
        (USER, True),
        (USER.replace("nobody", "1000:0"), True),
        (USER.replace("nobody", "root"), False),
        (USER.replace("nobody", "$USER"), False),
        (USER.replace("RUN id", "ENTRYPOINT id"), False),
        (USER.replace("RUN", "FROM eclipse-temurin:21-jre\nRUN"), False),
    ],
)
def test_run_after_user(tmp_path: Path, dockerfile: str, *, found_in: bool) -> None:
    own = "capabilities: {drop: [ALL], add: [CHOWN, DAC_OVERRIDE, FOWNER]}"
    lines = found(tmp_path, "missing-capability", written(own), Dockerfile=dockerfile)
    assert ["`SETUID`, `SETGID`" in line for line in lines] == [True] * found_in
    own = own.replace("FOWNER", "FOWNER, SETUID, SETGID")
    assert found(tmp_path, "missing-capability", written(own), Dockerfile=dockerfile) == []


@pytest.mark.parametrize(
    ("rule", "field"), [("read-only-root", "readOnlyRootFilesystem"), ("needless-privilege", "privileged")]
)
def test_field_of_the_container(tmp_path: Path, rule: str, field: str) -> None:
    (line,) = found(tmp_path, rule, written(f"{field}: true"))
    assert line.startswith(f"pod.yaml:9:{25 + len(field)} Container `kaniko` runs the executor")
    assert found(tmp_path, rule, written(f"{field}: false")) == []
    assert found(tmp_path, rule, written(f"{field}: $VALUE")) == []
    assert found(tmp_path, rule, written(f"{field}: true", image="maven:3.9-eclipse-temurin-21")) == []
