"""Variables on the executor's command line whose names are one edit away from one that Jenkins sets.

Not checked if the file sets the variable, or uses the name in any other way.
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
    title=Bilingual(zh="变量名拼写错误", en="Misspelt variable name"),
    why=Bilingual(
        zh=(
            "shell 把没有值的变量当成空字符串，不报错。`$WORKSPCE` 使 `--context` 为空，`$BUILD_NUMER` 使标签"
            "为空，而 executor 的报错不会提到变量。变量名区分大小写。"
        ),
        en=(
            "The shell expands an unset variable to an empty string without an error. `$WORKSPCE` makes "
            "`--context` empty and `$BUILD_NUMER` the tag, and the executor's error does not mention a "
            "variable. Names are case-sensitive."
        ),
    ),
    message=Bilingual(zh="Jenkins 不会设置变量 `${name}`。", en="Jenkins does not set a variable `${name}`."),
    help=Bilingual(zh="是不是想写 `${meant}`？", en="Did you mean `${meant}`?"),
    source="Jenkins, /env-vars.html; runs y1-WORKSPACE-unset and f3-empty-tag, both executors",
)

SET_BY_JENKINS = frozenset(
    {"BRANCH_NAME", "BUILD_ID", "BUILD_NUMBER", "BUILD_TAG", "BUILD_URL", "CHANGE_ID", "GIT_BRANCH", "GIT_COMMIT"}
    | {"JOB_BASE_NAME", "JOB_NAME", "NODE_NAME", "TAG_NAME", "WORKSPACE"}
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the variable."""
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
    """Whether the file only mentions a variable to expand it."""
    return file.count(name) == file.count(f"${name}") + file.count(f"${{{name}")
