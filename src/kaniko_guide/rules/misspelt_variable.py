"""A variable on the executor's command line that is one slip away from one that Jenkins sets.

It is not judged where the file gives it a value, or names it in any other way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.analysis.edit_distance import correct_typo
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

RULE = Rule(
    name="misspelt-variable",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="变量名拼错", en="A misspelt variable"),
    why=Bilingual(
        zh=(
            "shell 把没有值的变量当成空字符串，不报错。`$WORKSPCE` 让 `--context` 为空，`$BUILD_NUMER` 让标签为空，"
            "executor 的报错却不提变量。变量名区分大小写。"
        ),
        en=(
            "To the shell a variable without a value is an empty string and no error. `$WORKSPCE` leaves `--context` "
            "empty, `$BUILD_NUMER` the tag, and the executor's message speaks of no variable. Case matters."
        ),
    ),
    message=Bilingual(zh="Jenkins 没有设置 `${name}` 这个变量。", en="Jenkins sets no variable `${name}`."),
    help=Bilingual(zh="是不是想写 `${meant}`？", en="Did you mean `${meant}`?"),
    source="Jenkins, /env-vars.html; runs y1-WORKSPACE-unset and f3-empty-tag, both executors",
)

SET_BY_JENKINS = frozenset(
    {"BRANCH_NAME", "BUILD_ID", "BUILD_NUMBER", "BUILD_TAG", "BUILD_URL", "CHANGE_ID", "GIT_BRANCH", "GIT_COMMIT"}
    | {"JOB_BASE_NAME", "JOB_NAME", "NODE_NAME", "TAG_NAME", "WORKSPACE"}
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the variable."""
    texts = {pipeline.text.source: pipeline.text.value for pipeline in project.jenkinsfiles}
    for call in executor_calls.build_calls(project):
        file = texts.get(call.where.source)
        if file is None or call.step is None or not call.step.exact:
            continue
        for word in call.words:
            for variable in () if word.literal else _variables(word.text):
                name = variable.value.strip("${}")
                found = name.upper() if name.upper() in SET_BY_JENKINS - {name} else correct_typo(name, SET_BY_JENKINS)
                if found is not None and _is_only_used(name, file):
                    yield RULE.finding(variable, name=name, meant=found)


def _variables(text: Text) -> Iterator[Text]:
    """Each `$NAME` and `${NAME}`."""
    at = text.value.find("$")
    while at >= 0:
        start = at + 1 + text.value.startswith("{", at + 1)
        end = start
        while end < len(text) and (text.value[end].isalnum() or text.value[end] == "_"):
            end += 1
        if end > start:
            yield text.cut(at, end)
        at = text.value.find("$", at + 1)


def _is_only_used(name: str, file: str) -> bool:
    """Whether the file never names a variable but to get its value."""
    return file.count(name) == file.count(f"${name}") + file.count(f"${{{name}")
