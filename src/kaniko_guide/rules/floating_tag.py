"""Images without a tag, or with a floating tag that changes with each release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import named_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_references, images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

_KUSTOMIZATIONS = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})

HELP = Bilingual(
    zh="写明版本，或用 `@sha256:…` 固定摘要。", en="Specify a version, or pin the digest with `@sha256:…`."
)
NO_TAG = Message(
    "no-tag",
    Bilingual(
        zh="镜像 `{image}` 没有标签，等于 `latest`。", en="The image `{image}` has no tag, which means `latest`."
    ),
    HELP,
)
FLOATING = Message(
    "floating",
    Bilingual(
        zh="镜像 `{image}` 的标签 `{tag}` 是浮动标签，每次发布都会指向新的镜像。",
        en="The image `{image}` has the floating tag `{tag}`, which changes with each release.",
    ),
    HELP,
)

RULE = Rule(
    name="floating-tag",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="没有锁定版本的镜像", en="Unpinned image version"),
    why=Bilingual(
        zh=(
            "`latest`、`debug` 这样的标签在新版本发布后会指向新的镜像：今天成功的流水线，明天可能因为一次发布而失"
            "败，只看标签也无法确定当时用的是哪个版本。"
        ),
        en=(
            "Tags such as `latest` or `debug` point to a new image after a release. A pipeline that "
            "passes today may fail tomorrow because of a release, and the tag does not tell which version "
            "was used."
        ),
    ),
    messages=(NO_TAG, FLOATING),
    source="release workflows of both Kaniko repositories (each release updates latest, debug and slim)",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such image."""
    for image in named_images(project):
        parsed = image_references.parse(image.value)
        if parsed is None or parsed.digest is not None:
            continue
        if parsed.tag is None and _is_named_by_kustomize(project, image):
            continue
        if parsed.tag is None:
            yield RULE.finding(image, NO_TAG, image=image)
        elif parsed.tag in images.floating_tags():
            yield RULE.finding(image, FLOATING, image=image, tag=parsed.tag)


def _is_named_by_kustomize(project: Project, image: Text) -> bool:
    """Whether an image of a manifest has no tag, and Kustomize, which may set one, is used in the project."""
    is_in_manifest = any(image.source is document.text.source for document in project.manifests)
    return is_in_manifest and any(path.name in _KUSTOMIZATIONS for path in project.files)
