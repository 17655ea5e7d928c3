"""Images that were deleted from their registry, or never existed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import named_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(zh="改用 `{instead}`。", en="Use `{instead}`.")
DELETED = Message(
    "deleted",
    Bilingual(
        zh="Docker Hub 上没有镜像 `{image}`：只含主版本号的 openjdk 标签已于 2025-11 删除。",
        en="Docker Hub has no image `{image}`: openjdk tags with only a major version were deleted in 2025-11.",
    ),
    HELP,
)
NEVER = Message(
    "never",
    Bilingual(
        zh="Docker Hub 上没有镜像 `{image}`：openjdk 变体止于 Maven 3.8 和 JDK 18。",
        en="Docker Hub has no image `{image}`: the openjdk variants ended with Maven 3.8 and JDK 18.",
    ),
    HELP,
)

RULE = Rule(
    name="removed-image",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="已删除或不存在的镜像", en="Deleted or nonexistent image"),
    why=Bilingual(
        zh=(
            "Docker Hub 在 2025-11 删除了 `openjdk` 只含主版本号的标签（`21`、`17-jdk-slim`、`8-jdk-alpine` …），"
            "只保留完整的旧版本号和早期预览版；官方 `maven` 镜像从 2023-02 起不再提供新的 Linux `openjdk` 变"
            "体。拉取不存在的标签会报 `not found` 或 `manifest unknown`。"
        ),
        en=(
            "In 2025-11 Docker Hub deleted the `openjdk` tags that consist of a major version (`21`, "
            "`17-jdk-slim`, `8-jdk-alpine` …); full version numbers and early-access tags remain. The "
            "official `maven` image has had no new `openjdk` variants for Linux since 2023-02. Pulling a tag "
            "that does not exist fails with `not found` or `manifest unknown`."
        ),
    ),
    messages=(DELETED, NEVER),
    source=(
        "docker-library/openjdk#550 and #551; "
        "docker-library/official-images, history of library/maven and library/openjdk"
    ),
)


BY_REASON = {message.name: message for message in RULE.messages}


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such image."""
    for image in named_images(project):
        removed = images.removed_image(image.value)
        if removed is not None:
            instead = "` / `".join(removed.instead)
            yield RULE.finding(image, BY_REASON[removed.reason], image=image, instead=instead)
