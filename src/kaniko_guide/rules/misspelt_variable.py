"""Variables in the commands of steps and in Dockerfiles whose names are one edit away from one that is set.

Not checked if the file sets the variable, or uses the name in any other way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis import executor_calls
from kaniko_guide.analysis.build_stages import variable_name, variables_read
from kaniko_guide.analysis.commands import expanded_names
from kaniko_guide.analysis.edit_distance import MOST_NAMES, correct_typo, is_same_name
from kaniko_guide.analysis.groovy_variables import may_define_anything, names_for_the_shell
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile, ExecutorCall, Script
    from kaniko_guide.text import Text

HELP = Bilingual(zh="是不是想写 `${meant}`？", en="Did you mean `${meant}`?")
OF_JENKINS = Message(
    "jenkins",
    Bilingual(zh="Jenkins 不会设置变量 `${name}`。", en="Jenkins does not set a variable `${name}`."),
    HELP,
)
OF_FILE = Message(
    "file",
    Bilingual(
        zh="文件里没有设置变量 `${name}`，设置的是 `${meant}`。",
        en="The file does not set a variable `${name}`, but it sets `${meant}`.",
    ),
    HELP,
)

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
    messages=(OF_JENKINS, OF_FILE),
    source="Jenkins, /env-vars.html; runs y1-WORKSPACE-unset and f3-empty-tag, both executors; "
    "cmd/executor/cmd/root.go of both, `resolveEnvironmentBuildArgs`",
)

SET_BY_JENKINS = frozenset(
    {"BRANCH_NAME", "BUILD_ID", "BUILD_NUMBER", "BUILD_TAG", "BUILD_URL", "CHANGE_ID", "GIT_BRANCH", "GIT_COMMIT"}
    | {"JOB_BASE_NAME", "JOB_NAME", "NODE_NAME", "TAG_NAME", "WORKSPACE"}
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the variable."""
    yield from _in_other_commands(project)
    for dockerfile in project.dockerfiles:
        yield from _in_instructions(dockerfile)
    texts = {pipeline.text.source: pipeline.text.value for pipeline in project.jenkinsfiles}
    for call in executor_calls.build_calls(project):
        yield from _passed_on(project, call)
        file = texts.get(call.where.source)
        if file is None or call.step is None or not call.step.exact:
            continue
        for word in call.words:
            for variable in () if word.literal else _variables(word.text):
                name = variable.value.strip("${}")
                found = name.upper() if name.upper() in SET_BY_JENKINS - {name} else correct_typo(name, SET_BY_JENKINS)
                if found is not None and _is_only_used(name, file):
                    yield RULE.finding(variable, OF_JENKINS, name=name, meant=found)


def _passed_on(project: Project, call: ExecutorCall) -> Iterator[Finding]:
    """Yields a finding at each `--build-arg NAME`, which takes its value from a variable, whose name is a typo."""
    pipeline = project.jenkinsfile_of(call.where) if call.step is not None else None
    flags = [flag for flag in call.flags if flag.name == "--build-arg" and _NAME.fullmatch(flag.value or "")]
    if pipeline is None or not flags or pipeline.problems or may_define_anything(pipeline):
        return
    of_agents = {str(variable.name) for entry in call.containers for variable in entry.env or ()}
    known = frozenset(name for name in names_for_the_shell(pipeline) | of_agents if _NAME.fullmatch(name))
    for flag in flags if len(known) <= MOST_NAMES else ():
        name = flag.value or ""
        meant = None if name in known | SET_BY_JENKINS else correct_typo(name, known)
        if meant is not None and pipeline.text.value.count(name) == 1:
            yield RULE.finding(flag.value_text or flag.text, OF_FILE, name=name, meant=meant)


_NAME = lazy.pattern(r"[A-Za-z_]\w*")


def _in_instructions(dockerfile: Dockerfile) -> Iterator[Finding]:
    """Yields a finding at each variable of `COPY` or `FROM` that is a typo of an `ARG` or `ENV` which nothing reads."""
    own = {
        variable_name(word)
        for instruction in dockerfile.instructions
        if instruction.keyword in {"ARG", "ENV"}
        for word in instruction.arguments
    }
    reads = variables_read(dockerfile.text.value) if own and not dockerfile.problems else frozenset()
    unread = frozenset(own - reads)
    for instruction in dockerfile.instructions if reads and 0 < len(unread) <= MOST_NAMES else ():
        for word in instruction.arguments if instruction.keyword in _WITH_VARIABLES else ():
            for variable in _variables(word.text):
                name = variable.value.strip("${}")
                same = [entry for entry in unread if is_same_name(entry, name)]
                meant = same[0] if same else correct_typo(name, unread)
                if name in reads and name not in own and meant is not None:
                    yield RULE.finding(variable, OF_FILE, name=name, meant=meant)


_WITH_VARIABLES = frozenset({"ADD", "COPY", "FROM", "WORKDIR"})


def _in_other_commands(project: Project) -> Iterator[Finding]:
    """Yields a finding at each typo of a variable of Jenkins, or of one that the file sets."""
    calls = {call.where.origin(0) for call in project.executor_calls}
    of_agents = {str(variable.name) for pod in project.pods for entry in pod.containers for variable in entry.env or ()}
    for pipeline in project.jenkinsfiles:
        steps = [step for step in pipeline.steps if step.exact and "$" in step.script.text.value]
        if pipeline.problems or not steps or may_define_anything(pipeline):
            continue
        of_file = frozenset(name for name in names_for_the_shell(pipeline) if _OWN_NAME.fullmatch(name))
        of_file = of_file if len(of_file) <= MOST_NAMES else frozenset()
        for step in steps:
            own = of_agents | {name.value for name in step.script.assigned}
            for variable in _expanded(step.script, calls):
                name = variable.value.strip("${}")
                found = _meant(name, _UNMISTAKABLE)
                meant = _meant(name, of_file) if _OWN_NAME.fullmatch(name) else None
                if name in own or (found is None and meant is None) or not _is_only_used(name, pipeline.text.value):
                    continue
                if found is not None:
                    yield RULE.finding(variable, OF_JENKINS, name=name, meant=found)
                elif meant is not None:
                    yield RULE.finding(variable, OF_FILE, name=name, meant=meant)


def _expanded(script: Script, calls: Collection[int]) -> Iterator[Text]:
    """The variables that the commands of a script expand, apart from calls of the executor."""
    for command in script.commands:
        if command.words[0].text.origin(0) not in calls:
            for word in command.words:
                yield from expanded_names(word.text) if not word.literal else ()


def _meant(name: str, known: frozenset[str]) -> str | None:
    """The name of which another one is a typo; one that differs in its number or only in `_` is none."""
    found = correct_typo(name, known)
    if found is None or is_same_name(name, found) or _DIGITS.sub("", name) == _DIGITS.sub("", found):
        return None
    return found


_OWN_NAME = lazy.pattern(r"(?=.{7,})[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_DIGITS = lazy.pattern(r"\d")
_UNMISTAKABLE = frozenset({"BRANCH_NAME", "BUILD_NUMBER", "GIT_BRANCH", "GIT_COMMIT", "JOB_BASE_NAME", "WORKSPACE"})
"""Variables of Jenkins with long names."""


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
