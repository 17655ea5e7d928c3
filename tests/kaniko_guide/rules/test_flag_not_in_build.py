from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide.findings import Severity
from tests.kaniko_guide.rules.shared import executor_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("image", "flag", "found"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0", "--annotation=a=b", True),
        ("gcr.io/kaniko-project/executor:debug", "--secret=id=a", True),
        ("gcr.io/kaniko-project/executor:latest", "--dryrun", True),
        ("ghcr.io/osscontainertools/kaniko:v1.28.3-debug", "--annotation=a=b", False),
        ("ghcr.io/osscontainertools/kaniko:v1.28.5-debug", "--annotation=a=b", False),
        ("registry.example.com/kaniko:v1.28.5-debug", "--annotation=a=b", False),
        ("gcr.io/kaniko-project/executor:v1.24.0", "--cache=true", False),
        ("gcr.io/kaniko-project/executor:v1.24.0", "--none", False),
        ("${KANIKO_IMAGE}", "--cache=true", False),
    ],
)
def test_the_image_tells_the_build(tmp_path: Path, image: str, flag: str, *, found: bool) -> None:
    findings = findings_in(
        tmp_path, {"pod.yaml": executor_pod(image, f'"--destination=a/b:1", "{flag}"')}, "flag-not-in-build"
    )
    name = flag.partition("=")[0]
    message = f"pod.yaml:9:36 The container's executor, upstream v1.24.0, has no flag `{name}`."
    assert findings == ([message] if found else [])


@pytest.mark.parametrize("image", ["gcr.io/kaniko-project/executor:v1.9.0", "registry.example.com/kaniko:stable"])
def test_flag_of_some_releases_is_a_suggestion_if_the_release_is_unknown(tmp_path: Path, image: str) -> None:
    (tmp_path / "pod.yaml").write_text(executor_pod(image, '"--destination=a/b:1", "--annotation=a=b"'), "utf-8")
    (found,) = [each for each in rules.check(project.read(tmp_path)) if each.rule.name == "flag-not-in-build"]
    assert found.severity is Severity.INFO
    assert found.message.en == (
        "The container's executor release is unknown, and some releases have no flag `--annotation`."
    )


def test_a_script_of_its_own_runs_in_an_unknown_container(tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text("/kaniko/executor --annotation=a=b --cache=true --none\n", "utf-8")
    found = [each for each in rules.check(project.read(tmp_path)) if each.rule.name == "flag-not-in-build"]
    assert [(each.severity, each.column) for each in found] == [(Severity.INFO, 18)]
