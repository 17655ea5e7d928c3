from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

CLOSED = "is unavailable: since 2020-04 it only accepts requests from Azure China"


@pytest.mark.parametrize(
    ("image", "problem"),
    [
        ("gcr.azk8s.cn/kaniko-project/executor:debug", f"`gcr.azk8s.cn` {CLOSED}."),
        ("dockerhub.azk8s.cn/library/maven:3.9", f"`dockerhub.azk8s.cn` {CLOSED}."),
        (
            "registry.cn-hangzhou.aliyuncs.com/kaniko-project-mirror/executor:debug",
            "`registry.cn-hangzhou.aliyuncs.com/kaniko-project-mirror` is not trustworthy: its operator is unknown.",
        ),
        ("mcr.azk8s.cn/dotnet/sdk:9.0", None),
        ("registry.cn-hangzhou.aliyuncs.com/nms4cloud/kaniko:v1.28.3-debug", None),
        ("ccr.ccs.tencentyun.com/gcr.azk8s.cn/kaniko:v1.28.3-debug", None),
        ("$MIRROR/executor:debug", None),
    ],
)
def test_mirror(tmp_path: Path, image: str, problem: str | None) -> None:
    files = {"pod.yaml": pod(f"  containers:\n  - name: a\n    image: {image}\n"), "Dockerfile": f"FROM {image}\n"}
    expected = [f"{place} The mirror {problem}" for place in ("Dockerfile:1:6", "pod.yaml:7:12") if problem]
    assert findings_in(tmp_path, files, "dead-mirror") == expected
