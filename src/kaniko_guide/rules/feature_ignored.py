"""A Dockerfile feature that the executor ignores or does otherwise: the build is less safe, or files may be wrong.

As `feature-not-in-build`, for features that can be missing without spoiling the image.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import unsupported_features
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts.dockerfile_features import Feature
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="feature-ignored",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="被忽略或结果不同的 Dockerfile 写法", en="A Dockerfile feature that is ignored or differs"),
    why=Bilingual(
        zh=(
            "这些写法看起来保护了构建或让它更快，executor 却不理会。镜像不一定错，但和你以为的不同："
            "`ADD --checksum` 的值错了也照样通过，"
            "v1.24.0 里 `RUN --mount=type=cache` 的缓存会留在那一层里，"
            "`USER` 之后 `COPY` 的文件，所有者和 Docker 的不同。"
        ),
        en=(
            "These look as if they made the build safer or faster, but the executor passes over them: an "
            "`ADD --checksum` with a wrong sum goes through, in v1.24.0 the cache of a `RUN --mount=type=cache` "
            "stays in the layer, and a `COPY` after `USER` has another owner than with Docker."
        ),
    ),
    messages=tuple(unsupported_features.messages(Feature.lacks)),
    source="features/MATRIX.tsv of the recorded runs, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such feature."""
    yield from unsupported_features.findings(project, RULE)
