"""A volume that says nothing but its name; Kubernetes then makes it an empty folder."""

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
    title=Bilingual(zh="卷没有写来源", en="A volume without a source"),
    why=Bilingual(
        zh=(
            "只有 `name` 的卷不会报错，Kubernetes 把它当成 `emptyDir`：挂载后是一个空目录。"
            "少写几行 `secret`，凭据就没有了，推送时才报 `UNAUTHORIZED`。"
        ),
        en=(
            "A volume that has nothing but a `name` is no error: Kubernetes makes it an `emptyDir`, and what is "
            "mounted is an empty folder. If its `secret` lines got lost, so did the credential, and only the push "
            "says so, with `UNAUTHORIZED`."
        ),
    ),
    message=Bilingual(
        zh="卷 `{name}` 没有写来源，挂载后是空目录。", en="Volume `{name}` has no source, so it is an empty folder."
    ),
    help=Bilingual(
        zh="写上 `secret`、`configMap` 等来源；真的要空目录，就写 `emptyDir: {{}}`。",
        en="Give it its `secret`, `configMap` …; if an empty folder is meant, write `emptyDir: {{}}`.",
    ),
    source="Kubernetes, pkg/apis/core/v1/defaults.go, SetDefaults_Volume",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the volume's name."""
    for pod in project.pods:
        if pod.manifest is None or not is_fully_known(project, pod):
            continue
        for volume in pod.volumes:
            if volume.kind is None and volume.name is not None:
                yield RULE.finding(volume.name, name=volume.name)
