"""A Dockerfile feature with which the executor fails, or builds a wrong image without failing.

What each build does was measured (`facts/dockerfile_features.yml`). The build is told by the image of the container
that runs the executor; where it can't be told, only what every build gets wrong is a finding.
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
    title=Bilingual(zh="executor 不支持的 Dockerfile 写法", en="A Dockerfile feature the executor does not have"),
    why=Bilingual(
        zh=(
            "executor 认得 BuildKit 的语法，但有些写法它只是读过去：`RUN <<'EOF'` 里的命令一条也没运行，"
            "`COPY --exclude` 什么也没排除。构建是绿的，推送的镜像却是错的。两个版本缺的不一样。"
        ),
        en=(
            "The executor reads BuildKit's syntax, but passes over some of it: no command of a `RUN <<'EOF'` runs, "
            "and `COPY --exclude` excludes nothing. The build is green and the image that is pushed is wrong. The "
            "two executors do not lack the same."
        ),
    ),
    messages=tuple(unsupported_features.messages(Feature.fails)),
    source="features/MATRIX.tsv of the recorded runs, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such feature."""
    yield from unsupported_features.findings(project, RULE)
