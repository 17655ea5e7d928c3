"""A credential that Groovy puts into the script of an `sh` step.

Jenkins then writes the secret itself into the script: it stands in the process list, a quote or a dollar sign in it
changes the script. Jenkins warns: `A secret was passed to "sh" using Groovy String interpolation, which is insecure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources.groovy import interpolations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="secret-in-gstring",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="双引号字符串里的凭据", en="A credential in a double-quoted string"),
    why=Bilingual(
        zh=(
            "双引号字符串里的 `${PASSWORD}` 由 Groovy 替换，密码原文会写进脚本，节点上的进程列表里也能看到；"
            '密码里的引号和 `$` 还会改变脚本的含义。Jenkins 为此警告 `A secret was passed to "sh" using Groovy '
            "String interpolation, which is insecure`。用单引号，变量就由 shell 从环境里读取。"
        ),
        en=(
            "In a double-quoted string Groovy replaces `${PASSWORD}`: the password itself stands in the script, where "
            "the node's process list shows it, and a quote or a `$` in it changes the script. Jenkins warns `A secret "
            'was passed to "sh" using Groovy String interpolation, which is insecure`. In single quotes the shell '
            "reads the variable from its environment."
        ),
    ),
    message=Bilingual(
        zh="Groovy 会把凭据 `{name}` 的原文写进这个 `sh` 步骤的脚本。",
        en="Groovy writes the credential `{name}` itself into the script of this `sh` step.",
    ),
    help=Bilingual(
        zh="把脚本改成单引号（`'` 或 `'''`），里面写 `\"${name}\"`。",
        en="Put the script in single quotes (`'` or `'''`), with `\"${name}\"` in it.",
    ),
    source="Jenkins Handbook, Using a Jenkinsfile: Interpolation of sensitive environment variables",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the interpolation."""
    for pipeline in project.jenkinsfiles:
        for found in interpolations.find_interpolations(pipeline.code):
            if found.secret:
                yield RULE.finding(found.text, name=found.name)
