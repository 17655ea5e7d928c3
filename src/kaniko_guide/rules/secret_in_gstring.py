"""Credentials that Groovy interpolates into the script of an `sh` step.

Jenkins writes the value into the script: it is visible in the process list, and a quote or dollar sign in it changes
the script. Jenkins warns: `A secret was passed to "sh" using Groovy String interpolation, which is insecure`.
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
    title=Bilingual(zh="双引号字符串里的凭据", en="Credential in a double-quoted string"),
    why=Bilingual(
        zh=(
            "双引号字符串里的 `${PASSWORD}` 由 Groovy 替换，脚本里就有了密码明文，节点上的进程列表里也能看到；"
            '密码里的引号和 `$` 还会改变脚本的含义。Jenkins 会警告 `A secret was passed to "sh" using Groovy '
            "String interpolation, which is insecure`。用单引号时，变量由 shell 从环境读取。"
        ),
        en=(
            "In a double-quoted string Groovy replaces `${PASSWORD}`: the script contains the password, it "
            "is visible in the node's process list, and a quote or `$` in it changes the script. Jenkins "
            'warns `A secret was passed to "sh" using Groovy String interpolation, which is insecure`. In '
            "single quotes the shell reads the variable from its environment."
        ),
    ),
    message=Bilingual(
        zh="Groovy 会把凭据 `{name}` 的明文写进这个 `sh` 步骤的脚本。",
        en="Groovy writes the value of the credential `{name}` into the script of this `sh` step.",
    ),
    help=Bilingual(
        zh="把脚本改用单引号（`'` 或 `'''`），里面写 `\"${name}\"`。",
        en="Put the script in single quotes (`'` or `'''`), and write `\"${name}\"` in it.",
    ),
    source="Jenkins Handbook, Using a Jenkinsfile: Interpolation of sensitive environment variables",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such interpolation."""
    for pipeline in project.jenkinsfiles:
        for found in interpolations.find_interpolations(pipeline.code):
            if found.secret:
                yield RULE.finding(found.text, name=found.name)
