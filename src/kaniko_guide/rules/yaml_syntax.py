"""YAML syntax errors, in a file or in a string of a Jenkinsfile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(
    zh="检查这一行和上一行的缩进（只用空格）、引号和冒号。",
    en="Check the indentation (spaces only), quotes and colons of this line and the previous one.",
)
PROBLEMS = {
    "refused": yaml_tree.PARSER_ERROR,
    "bad-character": yaml_tree.BAD_CHARACTER,
    "conflict": yaml_tree.CONFLICT,
    "slashes": yaml_tree.SLASHES,
    "too-deep": yaml_tree.TOO_DEEP,
    "too-large": yaml_tree.TOO_LARGE,
}
"""What the reader reports, by the message's name."""

MESSAGES = {
    problem: Message(
        name, Bilingual(zh=f"YAML 无法解析：{problem.zh}。", en=f"This YAML cannot be parsed: {problem.en}."), HELP
    )
    for name, problem in PROBLEMS.items()
}

RULE = Rule(
    name="yaml-syntax",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="YAML 语法错误", en="YAML syntax error"),
    why=Bilingual(
        zh=(
            "YAML 用缩进表示层次，缩进里不能有制表符。Jenkinsfile 字符串里的 Pod YAML 也一样：Groovy 不检查它，"
            "到 Kubernetes 插件读取它时才报错（`Failed to parse yaml`），Pod 不会创建。"
        ),
        en=(
            "YAML uses indentation for nesting, and tabs are not allowed in it. Pod YAML in a string of a "
            "Jenkinsfile is no exception: Groovy does not check it, the error (`Failed to parse yaml`) only "
            "occurs when the Kubernetes plugin reads it, and no pod is created."
        ),
    ),
    messages=(*MESSAGES.values(),),
    source="kubectl and the plugin (Jackson) reject it; the position is PyYAML's",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each syntax error."""
    for manifest in project.manifests:
        for problem in manifest.problems:
            yield RULE.finding(problem.where, MESSAGES[problem.template], fix=None, **problem.values)
