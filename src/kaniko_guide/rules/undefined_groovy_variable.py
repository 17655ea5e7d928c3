"""A name in a double-quoted script or in code that nothing in the file defines, or only another block.

Not checked where a library, a properties file, an enclosing step of a plugin or code at run time may define it. The
names of environment variables are not case-sensitive in Groovy. A name in capitals is only a warning: the controller or
an agent may define it for all jobs.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import groovy_scopes
from kaniko_guide.analysis.declarative_sections import sections_named
from kaniko_guide.analysis.edit_distance import MOST_NAMES, correct_typo
from kaniko_guide.analysis.groovy_variables import (
    BUILD_VARIABLES,
    groovy_variables,
    may_define_anything,
    names_for_the_shell,
)
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import pipeline_steps
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules import unquoted_text
from kaniko_guide.sources.groovy.interpolations import find_names, names_in_groovy
from kaniko_guide.sources.groovy.tokens import Group, String, Token
from kaniko_guide.sources.groovy.tree import Call, Closure, Literal, nodes
from kaniko_guide.sources.unread import UNKNOWN_CALL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kaniko_guide.analysis.groovy_scopes import Use
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.tree import Node
    from kaniko_guide.sources.model import Block, Jenkinsfile
    from kaniko_guide.text import Text


UNDEFINED = Message(
    "undefined",
    Bilingual(
        zh="文件里没有定义 `{name}`；如果 Jenkins 或任务也没有定义，这一步会报 `MissingPropertyException`。",
        en=(
            "The file does not define `{name}`; unless Jenkins or the job does, the step fails with "
            "`MissingPropertyException`."
        ),
    ),
    Bilingual(
        zh="在 `environment`、`parameters` 里或用 `def` 定义它；如果是 shell 的变量，写成 `\\{written}`。",
        en=(
            "Define it in `environment` or `parameters`, or with `def`; if it is a variable of the "
            "shell, write `\\{written}`."
        ),
    ),
)
OTHER_BLOCK = Message(
    "other-block",
    Bilingual(
        zh="这里看不到 `{name}`：它在另一个代码块里用 `def` 声明，出了那个块就没有了。",
        en="`{name}` is not visible here: `def` declares it in another block, and it ends with that block.",
    ),
    Bilingual(
        zh="去掉 `def`；或者在 `pipeline` 前面声明，方法里要用的再加 `@groovy.transform.Field`。",
        en=(
            "Remove the `def`, or declare it in front of `pipeline`, with `@groovy.transform.Field` if a method uses "
            "it."
        ),
    ),
)
IN_CODE = Message(
    "in-code",
    Bilingual(
        zh="文件里没有定义变量 `{name}`；如果 Jenkins 或任务也没有定义，会报 `MissingPropertyException`。",
        en=(
            "The file defines no variable `{name}`; unless Jenkins or the job does, this fails with "
            "`MissingPropertyException`."
        ),
    ),
    Bilingual(
        zh="如果是文本，加上引号：`'{name}'`；否则先定义它。",
        en="If it is a text, quote it: `'{name}'`; otherwise define it first.",
    ),
)
BEFORE_AGENT = Message(
    "before-agent",
    Bilingual(
        zh="这里还没有 `{name}`：`agent` 启动以后，`environment` 才设置它。",
        en="`{name}` does not exist here yet: `environment` sets it after the agent has started.",
    ),
    Bilingual(
        zh="在 `pipeline` 前面用 `def` 定义它，或者直接写值。",
        en="Define it with `def` in front of `pipeline`, or write the value itself.",
    ),
)

RULE = Rule(
    name="undefined-groovy-variable",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(
        zh="没有定义的 Groovy 变量",
        en="Undefined Groovy variable",
    ),
    why=Bilingual(
        zh=(
            "双引号字符串里的 `${name}` 由 Groovy 替换。它先找 Groovy 的变量，再找环境变量和构建参数；都"
            "没有，步骤就以 `groovy.lang.MissingPropertyException: No such property` 失败。"
        ),
        en=(
            "Groovy replaces `${name}` in a double-quoted string. It looks for a variable of Groovy, "
            "then for an environment variable or build parameter; without either, the step fails with "
            "`groovy.lang.MissingPropertyException: No such property`."
        ),
    ),
    messages=(UNDEFINED, OTHER_BLOCK, IN_CODE, BEFORE_AGENT),
    source=(
        "jenkinsci/workflow-cps-plugin, CpsScript.java, getProperty; Jenkins Handbook, Using a "
        "Jenkinsfile: Handling environment variables; jenkinsci/pipeline-model-definition-plugin, "
        "ModelInterpreter.groovy, call: `inDeclarativeAgent` around `withEnvBlock`"
    ),
)


SHARED_CODE = frozenset({"vars", "src"})
"""Directories of a shared library, whose code may be called with variables of the caller."""

_STEPS_THAT_SET_VARIABLES = frozenset(
    {"nodejs", "withAnt", "withAWS", "withChecks", "withContext", "withFolderProperties", "withGradle", "withMaven"}
    | {"withSonarQubeEnv", "withVault", "wrap", "xvfb"}
)
"""Steps that set environment variables, which they do not name, for what is in their braces."""

_UNNAMED_BINDINGS = ("$class", "aws(", "gitUsernamePassword")

_OF_JENKINS = pipeline_steps.global_variables() | {"java", "javax", "groovy", "hudson", "org", "com", "net", "io"}
"""Objects that every pipeline has, and the first words of packages."""

_SECTIONS = frozenset({"agent", "environment", "kubernetes", "yaml"})
"""Blocks of a declarative pipeline in which strings are filled in before any step runs."""

_CONSTANTS = frozenset(
    {"ABORTED", "DAYS", "FAILURE", "HOURS", "MILLISECONDS", "MINUTES", "NOT_BUILT", "SECONDS", "SUCCESS", "UNSTABLE"}
)
"""Values without quotes, which the rule invalid-parameter reports."""

_OF_GROOVY = frozenset({"currentBuild", "docker", "env", "it", "params", "pipeline", "scm", "this"})


_LONG_NAMES = frozenset({"currentBuild", "docker", "params"})
"""Objects of which another name that is one edit away is a typo, also where one of its properties is read."""

_KEYWORDS = frozenset(
    {"abstract", "as", "assert", "break", "case", "catch", "class", "const", "continue", "def", "default", "do"}
    | {"else", "enum", "extends", "final", "finally", "for", "goto", "if", "implements", "import", "in", "instanceof"}
    | {"interface", "native", "new", "package", "private", "protected", "public", "return", "static", "switch"}
    | {"synchronized", "throw", "throws", "transient", "try", "void", "volatile", "while"}
)
"""Words that no variable can have as its name: code that uses one so does not compile, or is not understood."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such name."""
    in_scripts = list(_in_scripts(project))
    yield from in_scripts
    yield from _before_the_agent(project)
    reported = {(finding.path, finding.line) for finding in in_scripts}
    yield from (found for found in _in_code(project) if (found.path, found.line) not in reported)


def _in_scripts(project: Project) -> Iterator[Finding]:
    set_by_scripts = {
        (name.source.path, name.value)
        for script in project.scripts
        if script.step is not None
        for name in script.assigned
    }
    of_agents = {str(variable.name) for pod in project.pods for entry in pod.containers for variable in entry.env or ()}
    for pipeline in project.jenkinsfiles:
        path = pipeline.text.source.path
        found = [entry for entry in find_names(pipeline.code) if not entry.of_env and not entry.secret]
        if not found or SHARED_CODE & set(PurePath(path).parts) or may_define_anything(pipeline):
            continue
        known = names_in_groovy(pipeline.code) | names_for_the_shell(pipeline) | _OF_GROOVY | of_agents
        known |= {variable.name for variable in groovy_variables(pipeline)}
        of_environment = {name.upper() for name in names_for_the_shell(pipeline) | of_agents}
        open_steps = tuple(_steps_with_unknown_variables(pipeline))
        for entry in found:
            is_known = entry.name in known or (path, entry.name) in set_by_scripts
            is_known |= (
                entry.name.upper() in of_environment or BUILD_VARIABLES.fullmatch(entry.name.upper()) is not None
            )
            if not is_known and not BUILD_VARIABLES.fullmatch(entry.name) and not _is_in(entry.text, open_steps):
                finding = RULE.finding(entry.text, UNDEFINED, name=entry.name, written=entry.text)
                yield replace(finding, severity=Severity.WARNING) if entry.name.isupper() else finding


def _before_the_agent(project: Project) -> Iterator[Finding]:
    """The variables of the pipeline's `environment` that its `agent` interpolates."""
    for pipeline in project.jenkinsfiles:
        sections = [block for _, block in sections_named(pipeline, "pipeline")][:1]
        if not sections or SHARED_CODE & set(PurePath(pipeline.text.source.path).parts):
            continue
        closures = {
            call.name: entry.value
            for statement in sections[0].body
            for call in statement.values[:1]
            if isinstance(call, Call)
            for entry in call.arguments
            if isinstance(entry.value, Closure)
        }
        agent, environment = closures.get("agent"), closures.get("environment")
        if agent is None or environment is None:
            continue
        if len(environment.body) > MOST_NAMES:
            continue
        written = pipeline.code.text.value[environment.start : environment.end]
        names = {
            entry.name
            for entry in environment.body
            if entry.keyword == "=" and entry.name is not None and not _is_set_elsewhere(pipeline, entry.name, written)
        }
        for node in nodes(agent.body) if names else ():
            yield from _interpolated(pipeline, node, names)


def _interpolated(pipeline: Jenkinsfile, node: Node, names: Collection[str]) -> Iterator[Finding]:
    """Yields a finding at each of these names that a string interpolates, alone or as a property of `env`."""
    string = node.item if isinstance(node, Literal) else None
    for part in string.parts if isinstance(string, String) else ():
        if isinstance(part, Group):
            words = [item.value if isinstance(item, Token) else "" for item in part.items]
            path = words[2:] if words[:2] == ["env", "."] else words
            if len(path) == 1 and path[0] in names:
                yield RULE.finding(pipeline.code.text.cut(part.start, part.end), BEFORE_AGENT, name=path[0])


def _is_set_elsewhere(pipeline: Jenkinsfile, name: str, environment: str) -> bool:
    """Whether the job, Jenkins or the file, apart from `environment`, may set a variable of that name."""
    set_by_code = rf"\benv\.{name}[ \t]*=[^=]|[\"']{name}(?:[\"']|=)|\b\w+[ \t]+{name}[ \t]*=|^{name}[ \t]*="
    return (
        BUILD_VARIABLES.fullmatch(name) is not None
        or re.search(set_by_code, pipeline.text.value, re.MULTILINE) is not None
        or re.search(rf"\b(?:env|params)\.{name}\b", environment) is not None
    )


def _in_code(project: Project) -> Iterator[Finding]:
    """The names that the code uses, also in strings."""
    of_agents = {str(variable.name) for pod in project.pods for entry in pod.containers for variable in entry.env or ()}
    for pipeline in project.jenkinsfiles:
        if (
            pipeline.problems
            or not (pipeline.has_blocks or pipeline.has_steps)
            or SHARED_CODE & set(PurePath(pipeline.text.source.path).parts)
            or may_define_anything(pipeline)
        ):
            continue
        uses = groovy_scopes.unresolved(pipeline.code)
        if any(use.name in _KEYWORDS for use in uses):
            continue
        known = names_for_the_shell(pipeline) | of_agents if uses else frozenset()
        own = (frozenset(block.name for block in pipeline.blocks) | _methods(pipeline)) if uses else frozenset()
        known_in_capitals = {name.upper() for name in known}
        assigned = frozenset(_ASSIGNED.findall(pipeline.code.text.value)) if uses else frozenset()
        binds_unnamed = any(binding in pipeline.text.value for binding in _UNNAMED_BINDINGS)
        for use in uses:
            if use.name.upper() in known_in_capitals or (use.name in assigned and not use.declared):
                continue
            if not _may_be_undefined(pipeline, use, own, binds_unnamed=binds_unnamed):
                continue
            where = pipeline.code.text.cut(use.start, use.end)
            if use.declared:
                yield RULE.finding(where, OTHER_BLOCK, name=use.name)
            else:
                yield replace(RULE.finding(where, IN_CODE, name=use.name), severity=Severity.WARNING)


_ASSIGNED = lazy.pattern(r"(?<![\w.$])(\w+)\s*=(?![=~])")
"""A name that is assigned anywhere."""


def _may_be_undefined(pipeline: Jenkinsfile, use: Use, own: frozenset[str], *, binds_unnamed: bool) -> bool:
    """Whether a name is neither a variable of Jenkins nor a class, and no other rule reports it."""
    name = use.name
    if name in _OF_JENKINS or BUILD_VARIABLES.fullmatch(name.upper()) or not name.isidentifier():
        return False
    if use.declared:
        return True
    is_class = name[:1].isupper() and not name.isupper()
    reported_elsewhere = any(step in {"container", "sh", *unquoted_text.PROGRAMS} for step in use.enclosing[-1:])
    is_object = use.is_receiver and correct_typo(name, _LONG_NAMES) is None
    if is_object or is_class or reported_elsewhere or name in _CONSTANTS or name in pipeline_steps.every_name():
        return False
    known_steps = groovy_scopes.is_known(use.enclosing, own | _SECTIONS)
    sets_variables = binds_unnamed or bool(_STEPS_THAT_SET_VARIABLES & set(use.enclosing))
    text = pipeline.code.text.value
    around = text[use.start - 1 : use.start] + text[use.end : use.end + 2]
    return bool(use.enclosing) and known_steps and not sets_variables and "-" not in around and "/" not in around


def _methods(pipeline: Jenkinsfile) -> frozenset[str]:
    return frozenset(re.findall(r"\bdef\s+(\w+)\s*\(", pipeline.text.value))


def _steps_with_unknown_variables(pipeline: Jenkinsfile) -> Iterator[tuple[int, bool]]:
    """Where each `sh` step begins, and whether an enclosing step may set variables that the file does not name."""
    unknown = {entry.values["call"] for entry in pipeline.unread if entry.reason is UNKNOWN_CALL}
    names = unknown | _STEPS_THAT_SET_VARIABLES
    pending = [(block, False) for block in reversed(pipeline.blocks)]
    while pending:
        block, sets_variables = pending.pop()
        if block.name == "sh":
            yield block.where.origin(0), sets_variables
        inside = sets_variables or block.name in names or _binds_unnamed_variables(block)
        pending += [(child, inside) for child in reversed(block.children or ())]


def _binds_unnamed_variables(block: Block) -> bool:
    """Whether a `withCredentials` has a binding that chooses the names itself, as the ones for AWS and git do."""
    return block.name == "withCredentials" and any(
        binding in argument.value.value for argument in block.arguments for binding in _UNNAMED_BINDINGS
    )


def _is_in(where: Text, steps: Iterable[tuple[int, bool]]) -> bool:
    """Whether the last `sh` step that begins before a position is one with unknown variables."""
    return max((step for step in steps if step[0] < where.origin(0)), default=(0, False))[1]
