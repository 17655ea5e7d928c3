"""Pipelines in which every build pushes the same tag.

Only `sh` steps of a Jenkinsfile are checked, and only if no destination of the call contains a variable and the call
pushes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="fixed-tag",
    severity=Severity.INFO,
    since="0.1.0",
    title=Bilingual(zh="每次构建都推送同一个标签", en="Same tag pushed by every build"),
    why=Bilingual(
        zh=(
            "标签固定时，每次构建都会覆盖上一次的镜像：难以回滚，节点也可能继续使用旧镜像（标签不是 `latest` 时，"
            "Kubernetes 默认只在节点上没有镜像时拉取）。"
        ),
        en=(
            "With a fixed tag, each build overwrites the previous image: rolling back is hard, and nodes may "
            "keep the old image (unless the tag is `latest`, Kubernetes by default only pulls images that a "
            "node does not have)."
        ),
    ),
    message=Bilingual(
        zh="每次构建都会覆盖 `{value}`。",
        en="Every build overwrites `{value}`.",
    ),
    help=Bilingual(
        zh="用构建号或提交号作标签，例如 `:$BUILD_NUMBER`；固定的标签可以作为第二个 `--destination`。",
        en=(
            "Use the build number or commit as the tag, such as `:$BUILD_NUMBER`; add the fixed tag as a "
            "second `--destination` if you need it."
        ),
    ),
    source="runs f8-no-tag and p1-two-destinations, both executors; the Kubernetes documentation, imagePullPolicy",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each destination with a fixed tag."""
    for call in executor_calls.build_calls(project):
        if call.step is None or not executor_calls.all_flags_known(call):
            continue
        if executor_calls.is_enabled(call, "--no-push") is not False:
            continue
        destinations = [flag for flag in call.flags if flag.name in {"--destination", "-d"}]
        if all(flag.value and executor_calls.is_constant(flag.value) for flag in destinations):
            for flag in destinations:
                yield RULE.finding(flag.value_text or flag.text, value=flag.value)
