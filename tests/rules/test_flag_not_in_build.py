from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

POD = """apiVersion: v1
kind: Pod
metadata:
  name: build
spec:
  containers:
  - name: kaniko
    image: {image}
    args: ["--destination=a/b:1", "{flag}"]
"""


@pytest.mark.parametrize(
    ("image", "flag", "found"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0", "--annotation=a=b", True),
        ("gcr.io/kaniko-project/executor:debug", "--secret=id=a", True),
        ("gcr.io/kaniko-project/executor:latest", "--dryrun", True),
        ("ghcr.io/osscontainertools/kaniko:v1.28.3-debug", "--annotation=a=b", False),
        ("gcr.io/kaniko-project/executor:v1.24.0", "--cache=true", False),
        ("gcr.io/kaniko-project/executor:v1.24.0", "--none", False),
        ("gcr.io/kaniko-project/executor:v1.9.0", "--annotation=a=b", False),
        ("registry.example.com/kaniko:stable", "--annotation=a=b", False),
        ("${KANIKO_IMAGE}", "--annotation=a=b", False),
    ],
)
def test_the_image_tells_the_build(tmp_path: Path, image: str, flag: str, *, found: bool) -> None:
    findings = findings_in(tmp_path, {"pod.yaml": POD.format(image=image, flag=flag)}, "flag-not-in-build")
    name = flag.partition("=")[0]
    message = f"pod.yaml:9:36 The container's executor is google-v1.24.0, which has no `{name}`."
    assert findings == ([message] if found else [])


def test_a_script_of_its_own_runs_in_an_unknown_container(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"a.sh": "/kaniko/executor --annotation=a=b\n"}, "flag-not-in-build") == []
