from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import lazy, project, rules
from kaniko_guide.facts import images
from kaniko_guide.rules import unknown_flag
from tests.support import EXAMPLES, findings_in

if TYPE_CHECKING:
    from pathlib import Path

EXECUTOR = "/kaniko/executor"


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (
            "--destnation=a/b:1",
            ["1:18 The executor has no flag `--destnation` and fails with `unknown flag: --destnation`."],
        ),
        ("--build-arg=A=b --tag a", ["1:34 The executor has no flag `--tag` and fails with `unknown flag: --tag`."]),
        ('"--no_push"', ["1:19 The executor has no flag `--no_push` and fails with `unknown flag: --no_push`."]),
        ("login --user=a", ["1:24 The executor has no flag `--user` and fails with `unknown flag: --user`."]),
        ("-x", ["1:18 The executor has no flag `-x` and fails with `unknown flag: -x`."]),
        ("--destination=a/b:1 -f x --cache=true --no-push", []),
        ("--bucket=a --whitelist-var-run --customPlatform=a --tarPath=b --help", []),
        ("--annotation=a=b --secret=id=a", []),
        ("login --username=a --password-stdin registry", []),
        ("version --anything", []),
        ("$FLAGS --$NAME=a -- --destnation", []),
        (
            "--no-push --context:$X",
            ["1:28 The executor has no flag `--context:` and fails with `unknown flag: --context:`."],
        ),
        ("--no-push --context$X --$Y", []),
    ],
)
def test_flags(tmp_path: Path, flags: str, expected: list[str]) -> None:
    found = findings_in(tmp_path, {"a.sh": f"{EXECUTOR} {flags}\n"}, "unknown-flag")
    assert found == [f"a.sh:{line}" for line in expected]


def test_arguments_of_a_container(tmp_path: Path) -> None:
    pod = """apiVersion: v1
kind: Pod
metadata:
  name: build
spec:
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3
    args:
    - --context=dir:///workspace
    - --destnation=registry.example.com/app:1
"""
    (found,) = findings_in(tmp_path, {"pod.yaml": pod}, "unknown-flag")
    assert found.startswith("pod.yaml:11:7 The executor has no flag `--destnation`")


@pytest.mark.parametrize(
    ("image", "flag", "severity"),
    [
        ("ghcr.io/osscontainertools/kaniko:v1.28.3-debug", "--brand-new", "error"),
        ("ghcr.io/osscontainertools/kaniko:v1.29.0-debug", "--brand-new", "info"),
        ("registry.example.com/kaniko:v2.0.0-debug", "--brand-new", "info"),
        ("ghcr.io/osscontainertools/kaniko:debug", "--brand-new", "info"),
        ("gcr.io/kaniko-project/executor:debug", "--brand-new", "error"),
        ("gcr.io/kaniko-project/executor:v1.9.0-debug", "--brand-new", "error"),
        ("registry.example.com/kaniko:debug", "--brand-new", "error"),
        ("ghcr.io/osscontainertools/kaniko:v1.29.0-debug", "--destnation=a", "error"),
    ],
)
def test_newer_executor_may_have_the_flag(tmp_path: Path, image: str, flag: str, severity: str) -> None:
    text = (EXAMPLES / "container-exits" / "good" / "Jenkinsfile").read_text("utf-8")
    changed = text.replace(images.recommended_executor("debug"), image)
    (tmp_path / "Jenkinsfile").write_text(changed.replace("--context=", f"{flag} --context="), "utf-8")
    found = [each for each in rules.check(project.read(tmp_path)) if each.rule.name == "unknown-flag"]
    assert [each.severity for each in found] == [severity]


def test_few_flags_of_a_call_are_compared_with_the_known_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def close_matches(word: str, *_: object) -> list[str]:
        compared.append(word)
        return []

    monkeypatch.setattr(lazy, "close_matches", close_matches)
    flags = " ".join(f"--unknown{number}" for number in range(500))
    assert len(findings_in(tmp_path, {"a.sh": f"{EXECUTOR} {flags}\n"}, "unknown-flag")) == 500
    assert 0 < len(compared) <= unknown_flag.MOST_COMPARED
