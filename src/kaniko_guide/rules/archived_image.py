"""Images of the archived upstream executor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import missing_program, named_images
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
    title=Bilingual(zh="已归档的 Kaniko 镜像", en="Archived Kaniko image"),
    why=Bilingual(
        zh=(
            "Google 的 Kaniko 已于 2025-06-03 归档，v1.24.0 是最后一个版本，此后的安全问题和缺陷都不再修复。"
            "维护中的 fork `osscontainertools/kaniko` 保留了全部参数，先更换镜像名就行；有些 Dockerfile 指令的行为"
            "不同。"
        ),
        en=(
            "Google archived Kaniko on 2025-06-03. v1.24.0 is the last release; later security issues and "
            "bugs are not fixed. The maintained fork `osscontainertools/kaniko` keeps every flag, so begin with "
            "the image name; some Dockerfile instructions behave differently."
        ),
    ),
    message=Bilingual(
        zh="`{repository}` 已于 {day} 归档，不再修复问题。",
        en="`{repository}` was archived on {day} and no longer receives fixes.",
    ),
    help=Bilingual(zh="改用 `{instead}`。", en="Use `{instead}`."),
    source="GoogleContainerTools/kaniko: archived 2025-06-03; osscontainertools/kaniko: releases",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each image of an archived repository."""
    containers = {id(container.image): container for pod in project.pods for container in pod.containers}
    for image in named_images(project):
        found = images.executor_image(image.value)
        if found is None or found.archived is None:
            continue
        variant = found.variant
        container = containers.get(id(image))
        if variant is None or (container is not None and missing_program(project, container, variant) is not None):
            variant = images.variant("debug")
        instead = images.recommended_executor(variant.name)
        yield RULE.finding(image, repository=found.repository, day=found.archived, instead=instead)
