"""Volumes with a name only, for which Kubernetes creates an empty directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import is_fully_known
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="volume-without-source",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="卷没有来源", en="Volume without a source"),
    why=Bilingual(
        zh=(
            "只有 `name` 的卷不会报错，Kubernetes 按 `emptyDir` 处理，挂载后是空目录。如果漏写了 `secret`，就"
            "没有凭据，推送时才被拒绝，例如 `UNAUTHORIZED`。"
        ),
        en=(
            "A volume with only a `name` is not an error: Kubernetes treats it as an `emptyDir`, and the "
            "mounted directory is empty. If `secret` is missing, there are no credentials, and only the push "
            "is denied, for example with `UNAUTHORIZED`."
        ),
    ),
    message=Bilingual(
        zh="卷 `{name}` 没有来源，挂载后是空目录。",
        en="The volume `{name}` has no source, so it is an empty directory.",
    ),
    help=Bilingual(
        zh="加上 `secret`、`configMap` 等来源；如果需要空目录，写 `emptyDir: {{}}`。",
        en=("Add a source such as `secret` or `configMap`; if you need an empty directory, write `emptyDir: {{}}`."),
    ),
    source="Kubernetes, pkg/apis/core/v1/defaults.go, SetDefaults_Volume",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the volume's name."""
    for pod in project.pods:
        if pod.manifest is None or not is_fully_known(project, pod):
            continue
        for volume in pod.volumes:
            if volume.kind is None and volume.name is not None:
                yield RULE.finding(volume.name, name=volume.name)
