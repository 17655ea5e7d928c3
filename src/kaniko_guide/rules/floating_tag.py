"""An image without a tag, or with one that is moved with each release."""

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

HELP = Bilingual(zh="写明版本，或用 `@sha256:…` 固定摘要。", en="Name a version, or pin the digest with `@sha256:…`.")
NO_TAG = Message(
    "no-tag",
    Bilingual(
        zh="镜像 `{image}` 没有写标签，等于 `latest`。", en="The image `{image}` has no tag, which means `latest`."
    ),
    HELP,
)
FLOATING = Message(
    "floating",
    Bilingual(
        zh="镜像 `{image}` 的标签 `{tag}` 会随发布变动。",
        en="The image `{image}` has the tag `{tag}`, which moves with each release.",
    ),
    HELP,
)

RULE = Rule(
    name="floating-tag",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="没有固定版本的镜像", en="An image without a fixed version"),
    why=Bilingual(
        zh=(
            "`latest`、`debug` 这样的标签每次发布都会指向新的镜像：今天能过的流水线，明天可能因为别人的发布而失败，"
            "出了问题也说不清当时用的是哪个版本。"
        ),
        en=(
            "Tags like `latest` or `debug` point to another image after each release: a pipeline that passes today may "
            "fail tomorrow through somebody else's release, and nobody can say which version ran."
        ),
    ),
    messages=(NO_TAG, FLOATING),
    source="release workflows of both Kaniko repositories (latest, debug, slim are moved at each release)",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such image."""
    for image in named_images(project):
        parsed = images.parse(image.value)
        if parsed is None or parsed.digest is not None:
            continue
        if parsed.tag is None:
            yield RULE.finding(image, NO_TAG, image=image)
        elif parsed.tag in images.floating_tags():
            yield RULE.finding(image, FLOATING, image=image, tag=parsed.tag)
