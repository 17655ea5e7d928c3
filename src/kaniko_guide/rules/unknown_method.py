"""Methods and properties that the objects of a pipeline lack, and misspelt calls of the file's own methods."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.edit_distance import MOST_NAMES, correct_typo
from kaniko_guide.analysis.groovy_variables import groovy_variables, may_define_anything
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.facts import pipeline_steps
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tree import Call, Name, Property, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.tree import Node, Statement
    from kaniko_guide.sources.model import Jenkinsfile
    from kaniko_guide.text import Text

NO_METHOD = Message(
    "no-method",
    Bilingual(zh="`{owner}` 没有方法 `{name}`。", en="`{owner}` has no method `{name}`."),
    Bilingual(zh="可用的方法：{known}。", en="Use one of {known}."),
)
NO_BODY = Message(
    "no-body",
    Bilingual(zh="`{owner}.{name}` 后面缺少 `{{ … }}`。", en="`{owner}.{name}` lacks its `{{ … }}`."),
    Bilingual(
        zh="把要用它的步骤写进大括号：`{owner}.{name}(…) {{ … }}`。",
        en="Write the steps that need it in braces: `{owner}.{name}(…) {{ … }}`.",
    ),
)
NOT_CALLED = Message(
    "not-called",
    Bilingual(
        zh="`{name}` 是方法；没有括号，Groovy 就去找这个名字的属性，而它不存在。",
        en="`{name}` is a method; without parentheses Groovy looks for a property of that name, which does not exist.",
    ),
    Bilingual(zh="写成 `{name}()`。", en="Write `{name}()`."),
)
NO_PROPERTY = Message(
    "no-property",
    Bilingual(zh="`{owner}` 没有属性 `{name}`。", en="`{owner}` has no property `{name}`."),
    Bilingual(zh="可用的属性：{known}。", en="Use one of {known}."),
)
MISSPELT = Message(
    "misspelt",
    Bilingual(zh="没有方法 `{name}`。", en="There is no method `{name}`."),
    Bilingual(zh="文件里定义的是 `{meant}`。", en="The file defines `{meant}`."),
)
LOADED = Message(
    "loaded",
    Bilingual(zh="`{file}` 里没有定义 `{name}`。", en="`{file}` does not define `{name}`."),
    Bilingual(zh="那里定义了：{known}。", en="It defines {known}."),
)
PARAMETER = Message(
    "parameter",
    Bilingual(
        zh="没有参数 `{name}`，`params.{name}` 是 `null`。",
        en="There is no parameter `{name}`; `params.{name}` is `null`.",
    ),
    Bilingual(zh="文件里定义的是 `{meant}`。", en="The file defines `{meant}`."),
)

RULE = Rule(
    name="unknown-method",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="不存在的方法或属性", en="Unknown method or property"),
    why=Bilingual(
        zh=(
            "Groovy 执行到调用时才查找方法，找不到就报 `No such DSL method` 或 `MissingMethodException`，前面的步骤已经"
            "执行。`docker` 和 `currentBuild` 只有固定的方法和属性；方法名区分大小写。"
        ),
        en=(
            "Groovy looks a method up when it reaches the call, and fails with `No such DSL method` or "
            "`MissingMethodException` after the previous steps have run. `docker` and `currentBuild` have fixed "
            "methods and properties; names are case-sensitive."
        ),
    ),
    messages=(NO_METHOD, NO_BODY, NOT_CALLED, NO_PROPERTY, MISSPELT, LOADED, PARAMETER),
    source=(
        "jenkinsci/docker-workflow-plugin, Docker.groovy; jenkinsci/workflow-support-plugin at 3ea0255 (2026-04-27), "
        "RunWrapper.java"
    ),
)

_DOCKER_WITH_BODY = frozenset({"withRegistry", "withServer", "withTool"})
_DOCKER = _DOCKER_WITH_BODY | {"build", "image"}

_OF_IMAGE = frozenset({"imageName", "inside", "pull", "push", "run", "tag", "withRun"})
"""Methods of what `docker.build` and `docker.image` return."""

_IMAGE = lazy.pattern(r"(?<![\w.$])(\w+)\s*=\s*docker\s*\.\s*(?:build|image)\b")
_DECLARED = lazy.pattern(r"^[ \t]*def[ \t]+(\w+)[ \t]*;?[ \t]*$", re.MULTILINE)

_CURRENT_BUILD = frozenset(
    {"absoluteUrl", "buildCauses", "buildVariables", "changeSets", "currentResult", "description", "displayName"}
    | {"duration", "durationString", "externalizableId", "fullDisplayName", "fullProjectName", "id", "keepLog"}
    | {"nextBuild", "number", "previousBuild", "previousBuildInProgress", "previousBuiltBuild", "previousFailedBuild"}
    | {"previousCompletedBuild", "previousNotFailedBuild", "previousSuccessfulBuild", "projectName", "rawBuild"}
    | {"result", "startTimeInMillis", "timeInMillis", "upstreamBuilds"}
)
_WORTH_READING = lazy.pattern(
    r"\b(?:docker|currentBuild|params)\s*\.|\bload\b|^[^\S\n]*(?:def|void|String|[A-Z]\w*)\s+\w+\s*\(", re.MULTILINE
)
"""Files without this use none of the objects and define no method."""

_OF_EVERY_OBJECT = frozenset({"class", "metaClass", "properties"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the name of the method or property."""
    for pipeline in project.jenkinsfiles:
        if pipeline.problems or not _WORTH_READING.search(pipeline.text.value):
            continue
        yield from _of_loaded_scripts(project, pipeline)
        statements = tree.statements(pipeline.code)
        parameters = _parameters(statements)
        names = _names(pipeline, statements)
        for node in nodes(statements):
            yield from _in_node(pipeline, node, names)
            if isinstance(node, Property) and isinstance(node.receiver, Name) and node.receiver.value == "params":
                meant = None if node.name in parameters else _similar(node.name, parameters)
                if meant is not None:
                    where = pipeline.code.text.cut(node.end - len(node.name), node.end)
                    yield RULE.finding(where, PARAMETER, name=node.name, meant=meant)


def _of_loaded_scripts(project: Project, pipeline: Jenkinsfile) -> Iterator[Finding]:
    """Yields a finding at each method of a loaded script that this script does not even name."""
    text = pipeline.code.text
    for variable, path in _LOAD.findall(text.value) if "load" in text.value else ():
        name = path.rpartition("/")[2]
        files = [file for file in project.jenkinsfiles if file.text.source.path.rpartition("/")[2] == name]
        others = len(re.findall(rf"(?<![\w.]){variable}\s*=(?!=)", text.value))
        if len(files) != 1 or files[0].problems or others != 1:
            continue
        defined = [entry.name for entry in tree.statements(files[0].code) if entry.keyword == "method" and entry.name]
        for found in re.finditer(rf"(?<![\w.$]){variable}\.(\w+)\s*\(", text.value):
            if defined and not re.search(rf"\b{found[1]}\b", files[0].text.value) and found[1] not in _OF_ANY_SCRIPT:
                known = _shown(frozenset(defined))
                yield RULE.finding(text.cut(*found.span(1)), LOADED, file=path, name=found[1], known=known)


_LOAD = lazy.pattern(r"\b(\w+)\s*=\s*load\s*\(?\s*['\"]([\w./-]+)['\"]")
_OF_ANY_SCRIPT = frozenset(
    {"call", "equals", "getClass", "getProperty", "invokeMethod", "run", "setProperty", "toString"}
)


def _parameters(statements: Sequence[Statement]) -> frozenset[str]:
    """The names of the parameters that the file defines: `string(name: 'A', …)` in `parameters`."""
    found: set[str] = set()
    for node in nodes(statements):
        if isinstance(node, Call) and node.receiver is None and node.name == "parameters":
            for inner in nodes(tree.Statement("", None, None, (entry.value,), None, 0, 0) for entry in node.arguments):
                names = (
                    [entry.value for entry in inner.arguments if entry.name == "name"]
                    if isinstance(inner, Call)
                    else []
                )
                found.update(text for name in names if (text := tree.string_content(name)) is not None)
    return frozenset(found)


def _similar(name: str, names: frozenset[str]) -> str | None:
    """A name that differs only by a typo, by capital letters or by underscores."""
    plain = {entry.lower().replace("_", ""): entry for entry in names}
    return plain.get(name.lower().replace("_", "")) or correct_typo(name, names)


def _in_node(pipeline: Jenkinsfile, node: Node, names: _Names) -> Iterator[Finding]:
    text = pipeline.code.text
    owner = node.receiver if isinstance(node, Call | Property) else None
    owner_name = owner.value if isinstance(owner, Name) and owner.value not in names.variables else ""
    if isinstance(node, Call):
        where = text.cut(node.name_start, node.name_start + len(node.name))
        of_image = (isinstance(owner, Name) and owner.value in names.images) or _is_image(owner)
        if of_image and node.name not in _OF_IMAGE | _OF_EVERY_IMAGE:
            yield RULE.finding(where, NO_METHOD, owner="docker.image", name=node.name, known=_shown(_OF_IMAGE))
        elif owner_name == "docker" and node.name not in _DOCKER:
            yield RULE.finding(where, NO_METHOD, owner="docker", name=node.name, known=_shown(_DOCKER))
        elif owner_name == "docker" and node.name in _DOCKER_WITH_BODY:
            if not any(not isinstance(entry.value, tree.Literal) for entry in node.arguments):
                yield RULE.finding(where, NO_BODY, owner="docker", name=node.name)
        elif node.receiver is None and names.methods and node.name not in names.known:
            meant = names.in_lower_case.get(node.name.lower()) or correct_typo(node.name, names.for_typos)
            if meant is not None:
                yield RULE.finding(where, MISSPELT, name=node.name, meant=meant)
    elif isinstance(node, Property) and isinstance(owner, Name):
        yield from _in_property(text, node, owner.value, names)


def _is_image(owner: Node | None) -> bool:
    """Whether an expression is `docker.image(…)` or `docker.build(…)`."""
    is_call = isinstance(owner, Call) and isinstance(owner.receiver, Name) and owner.receiver.value == "docker"
    return is_call and isinstance(owner, Call) and owner.name in {"build", "image"}


_OF_EVERY_IMAGE = frozenset({"getClass", "getId", "getProperty", "id", "toString", "with"})


def _in_property(text: Text, node: Property, owner: str, names: _Names) -> Iterator[Finding]:
    where = text.cut(node.end - len(node.name), node.end)
    is_current = owner == "currentBuild" and owner not in names.variables
    if owner in names.images and node.name in _OF_IMAGE and text.value.endswith(".", 0, node.end - len(node.name)):
        yield RULE.finding(where, NOT_CALLED, name=node.name)
    elif is_current and node.name.isidentifier() and node.name not in _CURRENT_BUILD | _OF_EVERY_OBJECT:
        yield RULE.finding(where, NO_PROPERTY, owner=owner, name=node.name, known=_shown(_CURRENT_BUILD))


def _shown(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


class _Names(Data, frozen=True):
    """The names that a file defines.

    Attributes:
        methods: of its methods; none if other code may define some too.
        in_lower_case: the methods by their names in lower case.
        for_typos: the methods, unless there are more than a person writes.
        variables: of its variables.
        known: what a call without an object may name: methods, variables and steps.
        images: variables that are images of Docker wherever they are assigned.
    """

    methods: frozenset[str]
    in_lower_case: Mapping[str, str]
    for_typos: frozenset[str]
    variables: frozenset[str]
    known: frozenset[str]
    images: frozenset[str]


def _names(pipeline: Jenkinsfile, statements: Sequence[Statement]) -> _Names:
    defined = [] if may_define_anything(pipeline) else [entry for entry in statements if entry.keyword == "method"]
    methods = frozenset(entry.name for entry in defined if entry.name is not None)
    variables = frozenset(variable.name for variable in groovy_variables(pipeline))
    by_name = {method.lower(): method for method in sorted(methods)}
    for_typos = methods if len(methods) <= MOST_NAMES else frozenset()
    known = methods | variables | pipeline_steps.every_name()
    return _Names(methods, by_name, for_typos, variables, known, _images(pipeline))


def _images(pipeline: Jenkinsfile) -> frozenset[str]:
    """The variables that are only declared without a value, or assigned an image of Docker."""
    assigned = Counter(_IMAGE.findall(pipeline.code.text.value))
    if not assigned:
        return frozenset()
    declared = Counter(_DECLARED.findall(pipeline.code.text.value))
    every = Counter(variable.name for variable in groovy_variables(pipeline))
    return frozenset(name for name, count in assigned.items() if count + declared[name] == every[name])
