"""Dockerfile features that the executor does not support: it fails, or builds a wrong image without an error.

The behavior of each release was measured (`facts/dockerfile_features.yml`). The release is that of the image of the
container that runs the executor. If the release is unknown, only features that no release supports are reported.
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
    name="feature-not-in-build",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="executor 不支持的 Dockerfile 特性", en="Unsupported Dockerfile feature"),
    why=Bilingual(
        zh=(
            "executor 会忽略 BuildKit 的一部分写法：`RUN <<'EOF'` 里的命令一条也不运行，fork 的 `COPY --exclude` 什么"
            "也不排除。构建显示成功，推送的镜像却有误。另一些写法会报错退出。两个版本不支持的特性不同。"
        ),
        en=(
            "The executor ignores some of BuildKit's syntax: no command of `RUN <<'EOF'` runs, and `COPY --exclude` "
            "of the fork excludes nothing. The build succeeds, but the image is wrong. With other features it fails. "
            "The two executors lack different features."
        ),
    ),
    messages=tuple(unsupported_features.messages(Feature.fails)),
    source="features/MATRIX.tsv of the recorded runs, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such feature."""
    yield from unsupported_features.findings(project, RULE)
