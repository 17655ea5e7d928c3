"""Dockerfile features that the executor ignores or implements differently.

Same as `feature-not-in-build`, for features whose absence does not break the image.
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
    title=Bilingual(
        zh="被忽略或行为不同的 Dockerfile 特性", en="Dockerfile feature that is ignored or behaves differently"
    ),
    why=Bilingual(
        zh=(
            "这些写法本应保护构建或加快构建，executor 却忽略它们，或者做法不同。镜像不一定有误，但和预期不同："
            "两个版本都不检查 `ADD --checksum` 的校验和，v1.24.0 的 `RUN --mount=type=cache` 会把缓存留在层里，`USER` "
            "之后 `COPY` 的文件，所有者和 Docker 的不同。"
        ),
        en=(
            "These features are meant to make the build safer or faster, but the executor ignores them or "
            "implements them differently: neither release verifies `ADD --checksum`, v1.24.0 leaves the cache of `RUN "
            "--mount=type=cache` in the layer, and files from a `COPY` after `USER` have a different owner "
            "than with Docker."
        ),
    ),
    messages=tuple(unsupported_features.messages(Feature.degrades)),
    source="features/MATRIX.tsv of the recorded runs, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such feature."""
    yield from unsupported_features.findings(project, RULE)
