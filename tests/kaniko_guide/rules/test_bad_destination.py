from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import EXECUTORS, GOOGLE, executor_pod, failed_command, successful_command
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("https://ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0", "because of the `https://` prefix"),
        ("docker://a.example.com/b:1", "because of the `docker://` prefix"),
        ("a.example.com/b/MyApp:1.0", "must be lower case"),
        ("a.example.com/b/MyApp:$TAG", "must be lower case"),
        ("a.example.com/b:feature/x", "a character that is not allowed"),
        ("a.example.com/b:", "the tag after the colon is missing"),
        ("", "it is empty"),
        ("a.example.com/b:1,a.example.com/b:2", "a comma"),
        ("/project/app:1", "a character that is not allowed"),
        ("a.example.com/b c:1", "a character that is not allowed"),
        ("${REGISTRY}//app:1", "a character that is not allowed"),
    ],
)
def test_refused(tmp_path: Path, value: str, reason: str) -> None:
    (found,) = findings_in(tmp_path, {"a.sh": f'/kaniko/executor "--destination={value}"\n'}, "bad-destination")
    assert reason in found
    assert found.startswith("a.sh:1:")


@pytest.mark.parametrize(
    "value",
    [
        "ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0",
        "registry.plain.test:5000/a/b_c/d-e:v1.0-alpha_2",
        "myapp",
        "localhost:5000/a",
        "$IMAGE",
        "${IMAGE}:${TAG}",
        "$REGISTRY/$PROJECT/app-$BRANCH:$(git rev-parse --short HEAD)",
        "host:$PORT/app:`date +%s`",
        "a.example.com/${GROUP:-library}/app:${TAG:-1}",
        "{{ registry }}/app:1",
        "a.example.com/b/${env.JOB_NAME}:1",
        "REGISTRY/IMAGE:TAG",
        "REGISTRY_HOST/PROJECT/IMAGE_NAME",
    ],
)
def test_accepted(tmp_path: Path, value: str) -> None:
    script = f'/kaniko/executor --destination "{value}" -d={value.replace(" ", "")}\n'
    assert findings_in(tmp_path, {"a.sh": script}, "bad-destination") == []


def test_position_is_that_of_the_value(tmp_path: Path) -> None:
    script = "/kaniko/executor \\\n  -d a.example.com/B:1 \\\n  --destination=a.example.com/C:1\n"
    found = findings_in(tmp_path, {"a.sh": script}, "bad-destination")
    assert [line.split(" ")[0] for line in found] == ["a.sh:2:6", "a.sh:3:17"]


@pytest.mark.parametrize("executor", EXECUTORS)
@pytest.mark.parametrize(
    "case",
    [
        "f1-malformed-destination",
        "f2-uppercase-destination",
        "f5-bad-tag-char",
        "f6-empty-destination",
        "p2-destination-comma",
    ],
)
def test_what_the_executor_refused_is_refused(tmp_path: Path, case: str, executor: str) -> None:
    assert len(findings_in(tmp_path, {"a.sh": failed_command(executor, case)}, "bad-destination")) == 1


@pytest.mark.parametrize("case", ["01-seed-build", "m2-cache-second", "d-copy-matches-nothing"])
def test_what_the_executor_pushed_is_accepted(tmp_path: Path, case: str) -> None:
    assert findings_in(tmp_path, {"a.sh": successful_command(GOOGLE, case)}, "bad-destination") == []


def test_an_expansion_that_no_shell_has(tmp_path: Path) -> None:
    pipeline = "node { sh '/kaniko/executor --destination=a.com/b/c:${env.TAG}' }\n"
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "bad-destination") == []


@pytest.mark.parametrize(
    ("script", "found"),
    [("sed -i 's#__IMAGE__#a/b:1#' job.yaml", 0), ("envsubst '__IMAGE__' < job.yaml", 0), ("echo __IMAGE__", 1)],
)
def test_placeholder_that_a_script_replaces(tmp_path: Path, script: str, found: int) -> None:
    files = {"job.yaml": executor_pod("gcr.io/kaniko-project/executor:v1.24.0", "--destination=__IMAGE__")}
    files["a.sh"] = f"{script}\n"
    assert len(findings_in(tmp_path, files, "bad-destination")) == found


@pytest.mark.parametrize(
    ("environment", "destination", "found"),
    [
        ("REPO = 'a.com/App'", "$REPO:1", "image names must be lower case"),
        ("REPO = 'a.com/app'\nTAG = \"web:${env.BUILD_NUMBER}\"", "$REPO:$TAG", "contains a character"),
        ("REPO = 'a.com/app'", "$REPO:$TAG", ""),
        ("REPO = 'a.com/App'", "$OTHER:1", ""),
    ],
)
def test_constants_of_the_environment(tmp_path: Path, environment: str, destination: str, found: str) -> None:
    text = (
        f"pipeline {{\nagent any\nenvironment {{\n{environment}\n}}\n"
        f"stages {{ stage('a') {{ steps {{ sh '/kaniko/executor --destination={destination}' }} }} }}\n}}\n"
    )
    lines = findings_in(tmp_path, {"Jenkinsfile": text}, "bad-destination")
    assert [found in line for line in lines] == ([True] if found else [])


def test_variable_that_a_script_names_too(tmp_path: Path) -> None:
    command = "/kaniko/executor --destination=http://10.1.2.3:5000/app:${BUILD_NUMBER}"
    text = f"node {{\nsh '{command}'\nsh 'sed -i s/TAG/${{BUILD_NUMBER}}/ web.yaml'\n}}\n"
    (line,) = findings_in(tmp_path, {"Jenkinsfile": text}, "bad-destination")
    assert "because of the `http://` prefix" in line
