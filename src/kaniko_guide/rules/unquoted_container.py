"""`container(kaniko)`: a container's name without quotes, which Groovy reads as a variable.

Not checked if the file may define a variable of that name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import raw_replacement
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="unquoted-container",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="容器名没有加引号", en="Unquoted container name"),
    why=Bilingual(
        zh=(
            "没有引号的 `kaniko` 在 Groovy 里是变量，执行到这一步时，构建以 `No such property: kaniko` 失败。"
            "弯引号 `‘kaniko’` 不是引号：Groovy 报 `Invalid variable name`，构建不会开始。"
        ),
        en=(
            "Without quotes, `kaniko` is a variable in Groovy, and the build fails at that step with `No "
            "such property: kaniko`. Curly quotes are not quotes: Groovy fails with `Invalid variable name`, "
            "and the build does not start."
        ),
    ),
    message=Bilingual(zh="Groovy 会把 `{found}` 当成变量。", en="Groovy reads `{found}` as a variable."),
    help=Bilingual(zh="写成 `'{name}'`。", en="Write `'{name}'`."),
    source="both run with Groovy 2.4.21, the version in Jenkins",
)

CURLY = "‘’“”"


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the name."""
    names = {str(container.name) for pod in project.pods for container in pod.containers if container.name is not None}
    for pipeline in project.jenkinsfiles:
        text = pipeline.text.value
        for block in all_blocks(pipeline.blocks):
            if block.name not in {"container", "defaultContainer"} or not block.arguments:
                continue
            argument = block.arguments[0]
            name = argument.value.value.strip(CURLY)
            if argument.is_string or name not in names:
                continue
            if not any(form in text for form in (f"def {name}", f"{name} =", f"{name}=", f"{name} ->")):
                fix = raw_replacement(argument.value, argument.value.value, f"'{name}'")
                yield RULE.finding(argument.value, fix=fix, found=argument.value, name=name)
