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
            "executor 能解析 BuildKit 的语法，但会忽略其中一部分：`RUN <<'EOF'` 里的命令一条也不运行，`COPY "
            "--exclude` 什么也不排除。构建显示成功，推送的镜像却有误。两个版本不支持的特性不同。"
        ),
        en=(
            "The executor parses BuildKit's syntax but ignores some of it: no command of `RUN <<'EOF'` runs, "
            "and `COPY --exclude` excludes nothing. The build succeeds, but the image is wrong. The two "
            "executors lack different features."
        ),
    ),
    messages=tuple(unsupported_features.messages(Feature.fails)),
    source="features/MATRIX.tsv of the recorded runs, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such feature."""
    yield from unsupported_features.findings(project, RULE)
