"""The output of `show`: pods and their Pod Security standard, steps, calls of the executor."""

from __future__ import annotations

import json
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide import cli, project
from kaniko_guide.cli import exit_codes
from kaniko_guide.facts import kubernetes
from tests.support import SNIPPETS, expect_output

if TYPE_CHECKING:
    from pathlib import Path

EXECUTOR = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"
PODS = {
    "quick start": ((SNIPPETS / "quick-start" / "Jenkinsfile").read_text("utf-8"), "baseline"),
    "privileged": (
        "kind: Pod\nspec:\n  containers:\n  - {name: a, image: 'b:1', securityContext: {privileged: true}}\n",
        "privileged",
    ),
    "no YAML": ("podTemplate(containers: [containerTemplate(name: 'a', image: 'b:1')]) {}\n", None),
}


def show(capsys: pytest.CaptureFixture[str], path: Path, language: str = "en") -> Any:  # noqa: ANN401
    """The JSON of a file."""
    assert cli.main(["show", str(path), "--format=json", f"--lang={language}"]) == exit_codes.CLEAN
    return json.loads(capsys.readouterr().out)


def text(capsys: pytest.CaptureFixture[str], path: Path, language: str = "en") -> list[str]:
    """The lines of the text format."""
    assert cli.main(["show", str(path), f"--lang={language}"]) == exit_codes.CLEAN
    return capsys.readouterr().out.splitlines()


def write(directory: Path, content: str) -> Path:
    """A file with this content, named as what it is."""
    path = directory / ("pod.yaml" if content.startswith("kind: Pod") else "Jenkinsfile")
    path.write_text(content, "utf-8")
    return path


def test_what_was_read_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    yaml = "\nkind: Pod\nspec:\n  containers:\n  - name: kaniko\n    image: ${IMAGE}\n"
    path = write(
        tmp_path,
        f"podTemplate(yaml: '''{yaml}''') {{\n  node(POD_LABEL) {{\n    container('kaniko') {{\n"
        '      sh """\n\n        /kaniko/executor --context=. \\\n          --no-push\n      """\n    }\n  }\n}\n',
    )
    data = show(capsys, path)
    container: Any = {"name": "kaniko", "image": "${IMAGE}", "command": None, "args": None, "init": False, "mounts": []}
    (pod,) = data["pods"]
    assert pod | {"pod_security": {}} == {"line": 2, "yaml": yaml, "containers": [container], "pod_security": {}}
    assert data["executor"] == [{"argv": ["/kaniko/executor", "--context=.", "--no-push"], "line": 12}]
    (step,) = data["steps"]
    assert (step["kind"], step["container"], step["line"]) == ("sh", "kaniko", 12)
    assert step["script"].split() == ["/kaniko/executor", "--context=.", "--no-push"]
    lines = text(capsys, path)
    assert lines[:3] == ["2: pod", "    kaniko: ${IMAGE}", "    Pod Security: baseline"]
    assert lines[-6:] == [
        "12: sh (kaniko)",
        "    /kaniko/executor --context=.           --no-push",
        "12: executor",
        "    /kaniko/executor",
        "    --context=.",
        "    --no-push",
    ]


@pytest.mark.parametrize("name", PODS)
def test_the_standard_of_a_pod_is_shown(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, standard = PODS[name]
    path = write(tmp_path, content)
    for language, unknown in (
        ("zh", "无法判断，这个 Pod 不是用 YAML 定义的"),
        ("en", "unknown, the pod is not defined in YAML"),
    ):
        (pod,) = show(capsys, path, language)["pods"]
        security = pod["pod_security"]
        assert (None if security is None else security["meets"]) == standard
        (line,) = [line for line in text(capsys, path, language) if line.startswith("    Pod Security")]
        assert line.endswith(standard or unknown)


def test_what_the_executor_requires_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    (pod,) = show(capsys, SNIPPETS / "quick-start" / "Jenkinsfile")["pods"]
    violations = pod["pod_security"]["violations"]
    assert {violation["standard"] for violation in violations} == {"restricted"}
    with_executor = [violation for violation in violations if violation["executor"]]
    assert {(violation["field"].split("[")[1][0], violation["control"]) for violation in with_executor} == {
        ("1", "runAsNonRoot"),
        ("1", "capabilities_restricted"),
    }
    assert {violation["executor"] for violation in violations if violation["control"] == "runAsNonRoot"} == {
        None,
        "cannot be met: Kaniko must run as root",
    }
    assert pod["pod_security"]["plugin_adds"] is True


def test_a_violation_names_its_line_and_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = (
        "kind: Pod\nspec:\n  hostUsers: ${USERS}\n  containers:\n  - name: kaniko\n"
        f"    image: {EXECUTOR}\n    securityContext:\n      procMount: Unmasked\n"
        "    readinessProbe:\n      tcpSocket: {host: 10.0.0.1, port: 80}\n    ports:\n    - hostPort: 80\n"
    )
    path = write(tmp_path, content)
    (pod,) = show(capsys, path)["pods"]
    assert pod["pod_security"] == {
        "meets": "privileged",
        "versions": dict.fromkeys(kubernetes.minor_versions(), "privileged"),
        "plugin_adds": False,
        "violations": [
            {
                "standard": "baseline",
                "control": control,
                "line": line,
                "column": column,
                "field": f"spec.containers[0].{field}",
                "found": found,
                "versions": list(versions),
                "expected": expected,
                "executor": None,
            }
            for control, line, column, field, found, versions, expected in (
                (
                    "procMount",
                    8,
                    18,
                    "securityContext.procMount",
                    "Unmasked",
                    ("1.33", "1.34"),
                    "`Default`, or nothing",
                ),
                (
                    *("hostProbesAndHostLifecycle", 10, 25, "readinessProbe.tcpSocket.host", "10.0.0.1"),
                    *(("1.34", "1.35", "1.36", "1.37"), "nothing"),
                ),
                ("hostPorts", 12, 17, "ports[0].hostPort", "80", kubernetes.minor_versions(), "`0`, or nothing"),
            )
        ],
        "unknown": [
            {
                "standard": "baseline",
                "controls": ["procMount"],
                "line": 3,
                "column": 14,
                "field": "spec.hostUsers",
                "found": "${USERS}",
                "versions": ["1.35", "1.36", "1.37"],
            }
        ],
    }
    old, new = "（Kubernetes 1.33、1.34）", "（Kubernetes 1.34、1.35、1.36、1.37）"
    assert text(capsys, path, "zh")[2:9] == [
        "    Pod Security：privileged",
        "        不符合 baseline：",
        f"{' ' * 12}8: spec.containers[0].securityContext.procMount：值是 `Unmasked`；要求：`Default`，或者不写{old}",
        f"{' ' * 12}10: spec.containers[0].readinessProbe.tcpSocket.host：值是 `10.0.0.1`；要求：不写{new}",
        f"{' ' * 12}12: spec.containers[0].ports[0].hostPort：值是 `80`；要求：`0`，或者不写",
        "        可能不符合 baseline：",
        f"{' ' * 12}3: spec.hostUsers：`${{USERS}}` 运行时才能确定（Kubernetes 1.35、1.36、1.37）",
    ]


def test_versions_that_differ_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = (
        "kind: Pod\nspec:\n  hostUsers: false\n  securityContext: {seccompProfile: {type: RuntimeDefault}}\n"
        "  containers:\n  - {name: a, image: 'b:1', securityContext: "
        "{allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}\n"
    )
    path = write(tmp_path, content)
    old = " (Kubernetes 1.33, 1.34)"
    assert text(capsys, path)[2:] == [
        "    Pod Security: baseline (Kubernetes 1.33, 1.34), restricted (Kubernetes 1.35, 1.36, 1.37)",
        "        does not meet restricted:",
        f"{' ' * 12}6: spec.containers[0].securityContext.runAsNonRoot: not set, expected `true`{old}",
    ]
    (pod,) = show(capsys, path)["pods"]
    assert pod["pod_security"]["meets"] == "baseline"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_shows_what_the_command_prints(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(SNIPPETS / "quick-start")
    (script,) = [each for each in project.read(SNIPPETS / "check").scripts if each.text.source.path == "show.sh"]
    ((program, *arguments),) = [[word.value for word in command.words] for command in script.commands]
    assert program == "kaniko-guide"
    assert cli.main([*arguments, f"--lang={language}"]) == exit_codes.CLEAN
    lines = capsys.readouterr().out.splitlines()
    pod = [lines[0], *takewhile(lambda line: line.startswith(" "), lines[1:])]
    expect_output(SNIPPETS / "check" / f"show.{language}.txt", "\n".join(pod) + "\n")
