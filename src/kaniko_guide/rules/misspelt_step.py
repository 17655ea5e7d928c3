"""Step names that are one edit away from a known one: `contaner('kaniko')`, `withCredentails`.

Steps of shared libraries can have any name. Steps that the file defines itself are not checked, nor are capitalized
names, which are classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.edit_distance import correct_typo
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import declarative
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="misspelt-step",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="步骤名拼写错误", en="Misspelt step name"),
    why=Bilingual(
        zh=(
            "Jenkins 执行到这一步才查找它，找不到就报 `No such DSL method`，而前面的步骤已经执行。如果拼错的"
            "是 `pipeline`，里面的内容都不会执行。"
        ),
        en=(
            "Jenkins looks a step up when it reaches it, and fails with `No such DSL method` if there is "
            "none. By then the previous steps have run; if `pipeline` itself is misspelt, nothing inside it "
            "runs."
        ),
    ),
    message=Bilingual(zh="没有名为 `{found}` 的步骤。", en="Unknown step `{found}`."),
    help=Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
    source="jenkinsci/workflow-cps-plugin, DSL.java, invokeMethod",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the step's name."""
    steps = declarative.steps()
    for pipeline in project.jenkinsfiles:
        for block in all_blocks(pipeline.blocks):
            if block.name[:1].isupper() or not (block.arguments or block.children is not None):
                continue
            found = correct_typo(block.name, steps)
            if found is not None and f"def {block.name}(" not in pipeline.text.value:
                yield RULE.finding(block.where, found=block.name, meant=found)
