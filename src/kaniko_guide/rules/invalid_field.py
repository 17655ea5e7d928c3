"""Values of a pod that the API server refuses although their type is right: a limit, a format, a contradiction.

Names of containers and volumes, mounts, quantities, duplicate names and unsupported words have rules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pod_validation import field_errors, where
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

EXPECTED = Bilingual(zh="应为：{expected}。", en="Expected: {expected}.")
NOT_VALID = Bilingual(zh="`{path}` 的值 `{found}` 无效。", en="`{path}` is `{found}`, which is not valid.")
MESSAGES = (
    Message("required", Bilingual(zh="`{path}` 没有值。", en="`{path}` has no value."), EXPECTED),
    Message("invalid", NOT_VALID, EXPECTED),
    Message("forbidden", Bilingual(zh="`{path}` 不能写在这里。", en="`{path}` is not allowed here."), EXPECTED),
    Message(
        "duplicate", Bilingual(zh="`{path}` 的值 `{found}` 重复。", en="`{path}` is `{found}` a second time."), EXPECTED
    ),
    Message(
        "not-found",
        Bilingual(zh="`{path}` 引用了未定义的 `{found}`。", en="`{path}` names `{found}`, which is not defined."),
        EXPECTED,
    ),
)
BY_REASON = {message.name: message for message in MESSAGES}

RULE = Rule(
    name="invalid-field",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="API Server 拒绝的字段值", en="Value that the API server refuses"),
    why=Bilingual(
        zh=(
            "类型正确的值也可能被 API Server 拒绝：`activeDeadlineSeconds: 0` 不是“不限时”，端口超出范围，探针没有"
            "写方法，卷写了两个来源，`allowPrivilegeEscalation: false` 和 `privileged: true` 矛盾。schema 检查发现"
            "不了，Pod 不会创建。"
        ),
        en=(
            "The API server refuses values of the right type too: `activeDeadlineSeconds: 0`, which does not mean "
            "without limit, a port out of range, a probe without a method, a volume with two sources, "
            "`allowPrivilegeEscalation: false` with `privileged: true`. A schema cannot detect this, and the pod is "
            "not created."
        ),
    ),
    messages=MESSAGES,
    source="Kubernetes 1.37.2, pkg/apis/core/validation; API server, run: records/cluster-runs/verdicts.yml",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each refused value, or at the object that lacks one."""
    for manifest in project.manifests:
        for error in field_errors(manifest):
            if error.reason == "unsupported":
                continue
            path = yaml_tree.format_path(error.path)
            yield RULE.finding(
                where(manifest, error), BY_REASON[error.reason], path=path, found=error.found, expected=error.expected
            )
