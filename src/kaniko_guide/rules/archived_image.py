"""An executor image whose publisher stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import named_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="archived-image",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="已归档的 Kaniko 镜像", en="The archived Kaniko image"),
    why=Bilingual(
        zh=(
            "Google 的 Kaniko 已于 2025-06-03 归档，v1.24.0 是最后一个版本，之后发现的安全问题和缺陷都不再修复。"
            "维护中的 fork `osscontainertools/kaniko` 保留了全部参数，多半只要换镜像名；"
            "少数 Dockerfile 写法的结果不同。"
        ),
        en=(
            "Google archived Kaniko on 2025-06-03. v1.24.0 is the last release: neither security faults nor defects "
            "found since are mended. The maintained fork `osscontainertools/kaniko` kept every flag, so mostly a new "
            "image name is enough; a few Dockerfile instructions act differently."
        ),
    ),
    message=Bilingual(
        zh="`{repository}` 已于 {day} 归档，不再有修复。",
        en="`{repository}` was archived on {day} and gets no more fixes.",
    ),
    help=Bilingual(zh="改用 `{instead}`。", en="Use `{instead}`."),
    source="GoogleContainerTools/kaniko: archived 2025-06-03; osscontainertools/kaniko: releases",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such image."""
    for image in named_images(project):
        found = images.executor_image(image.value)
        if found is not None and found.archived is not None:
            word = found.kind.word if found.kind is not None else "debug"
            yield RULE.finding(
                image, repository=found.repository, day=found.archived, instead=images.recommended_executor(word)
            )
