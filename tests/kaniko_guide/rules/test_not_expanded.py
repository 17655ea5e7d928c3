from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, executor_pod, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "not-expanded")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"$WORKSPACE"', "'$WORKSPACE'", "32:37 The executor gets the literal text `$WORKSPACE`"),
        ('"$WORKSPACE"', '"WORKSPACE"', "32:37 The executor gets the literal text `WORKSPACE`"),
    ],
)
def test_found(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings(tmp_path, old, new)
    assert line.startswith(f"Jenkinsfile:{expected}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('--context="$WORKSPACE"', "--context $WORKSPACE"),
        ('"$WORKSPACE"', "\"$WORKSPACE\" --build-arg='PRICE=$5'"),
    ],
)
def test_not_found(tmp_path: Path, old: str, new: str) -> None:
    assert findings(tmp_path, old, new) == []


def test_in_a_pod(tmp_path: Path) -> None:
    text = executor_pod("ghcr.io/osscontainertools/kaniko:v1.28.3", "'--context={}', --no-push")
    for number, (value, count) in enumerate({"$PWD": 1, "$(pwd)/a": 1, "/a": 0, "$(HOME)": 0, "$PWDS": 0}.items()):
        files = {"pod.yaml": text.replace("{}", value)}
        assert len(findings_in(tmp_path / str(number), files, "not-expanded")) == count, value
    files = {"pod.yaml": text.replace("{}", "$PWD"), "a.sh": "envsubst < pod.yaml | kubectl apply -f -\n"}
    assert findings_in(tmp_path / "template", files, "not-expanded") == []


def test_in_the_file_of_an_agent(tmp_path: Path) -> None:
    pod = executor_pod("ghcr.io/osscontainertools/kaniko:v1.28.3", "'--destination=example.com/a:${TAG}'")
    agent = "pipeline {\nagent { kubernetes { yamlFile 'pod.yaml' } }\nstages { stage('a') { steps { STEPS } } }\n}\n"
    for number, (steps, count) in enumerate(
        {
            "echo 'a'": 1,
            "sh 'sed -i s/a/b/ pod.yaml'": 0,
            "writeFile file: 'pod.yaml', text: readFile('pod.yaml')": 0,
        }.items()
    ):
        files = {"Jenkinsfile": agent.replace("STEPS", steps), "pod.yaml": pod}
        assert len(findings_in(tmp_path / str(number), files, "not-expanded")) == count, steps
    assert findings_in(tmp_path / "alone", {"pod.yaml": pod}, "not-expanded") == []
