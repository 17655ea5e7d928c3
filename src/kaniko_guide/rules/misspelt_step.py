"""A step whose name is one slip away from a known one's: `contaner('kaniko')`, `withCredentails`.

Steps of shared libraries can have any name; one that the file itself defines is not judged, and a name that begins
with a capital is a class.
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
    title=Bilingual(zh="步骤名拼错", en="A misspelt step"),
    why=Bilingual(
        zh=(
            "Jenkins 运行到这一步才查找它，找不到就报 `No such DSL method`。前面的步骤已经运行过了；"
            "拼错的是 `pipeline` 时，它里面的一切都不会运行。"
        ),
        en=(
            "Jenkins looks for a step when it gets there, and says `No such DSL method` if there is none. By then the "
            "steps before have run; if it is `pipeline` that is misspelt, nothing inside it ever will."
        ),
    ),
    message=Bilingual(zh="没有 `{found}` 这个步骤。", en="There is no step `{found}`."),
    help=Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
    source="jenkinsci/workflow-cps-plugin, DSL.java, invokeMethod",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the step's name."""
    steps = declarative.steps()
    for pipeline in project.jenkinsfiles:
        for block in all_blocks(pipeline.blocks):
            if block.name[:1].isupper() or not (block.arguments or block.children is not None):
                continue
            found = correct_typo(block.name, steps)
            if found is not None and f"def {block.name}(" not in pipeline.text.value:
                yield RULE.finding(block.where, found=block.name, meant=found)
