"""Parameters of common steps and of pod templates that do not exist, or whose values are not accepted.

The parameters are those of the plugins' sources (`facts/step_parameters.yml`). Calls on an object and methods that the
file defines are not checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs
from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import git_addresses
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.edits import raw_replacement
from kaniko_guide.facts import step_parameters
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tree import Call, Closure, ListOrMap, Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.edits import Fix
    from kaniko_guide.facts.step_parameters import CallFact
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.tree import Entry, Node, Statement
    from kaniko_guide.text import Text

UNKNOWN = Message(
    "unknown",
    Bilingual(zh="`{call}` 没有参数 `{name}`。", en="`{call}` has no parameter `{name}`."),
    Bilingual(zh="可用的参数：{known}。", en="Use one of {known}."),
)
MISSPELT = Message(
    "misspelt",
    Bilingual(zh="`{call}` 没有参数 `{name}`。", en="`{call}` has no parameter `{name}`."),
    Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
)
UNQUOTED = Message(
    "unquoted",
    Bilingual(
        zh="`{name}` 的值 `{value}` 没有引号，Groovy 会把它当成变量。",
        en="The value `{value}` of `{name}` is not quoted, so Groovy reads it as a variable.",
    ),
    Bilingual(zh="写成 `{name}: '{value}'`。", en="Write `{name}: '{value}'`."),
)
BAD_VALUE = Message(
    "bad-value",
    Bilingual(zh="`{name}` 不接受 `{value}`。", en="`{name}` does not accept `{value}`."),
    Bilingual(zh="写成其中之一：{known}。", en="Use one of {known}."),
)
MISSING = Message(
    "missing",
    Bilingual(zh="`{call}` 缺少参数 `{name}`。", en="`{call}` lacks the required parameter `{name}`."),
    Bilingual(zh="加上 `{name}: …`。", en="Add `{name}: …`."),
)
NOT_NAMED = Message(
    "not-named",
    Bilingual(
        zh="`{call}` 的参数里有的没有写名称。", en="`{call}` has several arguments, but not all of them are named."
    ),
    Bilingual(
        zh="多于一个参数时，每个都写成 `名称: 值`；可用的参数：{known}。",
        en="With more than one argument, write each as `name: value`; the parameters are {known}.",
    ),
)
NOT_AN_INTEGER = Message(
    "not-an-integer",
    Bilingual(
        zh="`{name}` 要写整数，`{value}` 带了引号，是字符串。",
        en="`{name}` takes an integer; `{value}` is a string, as it is quoted.",
    ),
    Bilingual(zh="去掉引号。", en="Remove the quotes."),
)

PATH = Message(
    "path",
    Bilingual(
        zh="`yaml` 要写 YAML 本身，`{value}` 是一个路径。", en="`yaml` takes the YAML itself; `{value}` is a path."
    ),
    Bilingual(zh="写成 `yamlFile '{value}'`。", en="Write `yamlFile '{value}'`."),
)

ADDRESS = Message(
    "address",
    Bilingual(zh="`{value}` 不是 git 仓库的地址。", en="`{value}` is not the address of a git repository."),
    Bilingual(
        zh="写成 `https://…` 或 `git@…:…`；检出流水线自己的仓库用 `checkout scm`。",
        en="Write `https://…` or `git@…:…`; to check out the pipeline's own repository, write `checkout scm`.",
    ),
)
CRON = Message(
    "cron",
    Bilingual(
        zh="`{line}` 不是有效的时间表：{count} 个字段，应当是 5 个。",
        en="`{line}` is no valid schedule: it has {count} fields instead of 5.",
    ),
    Bilingual(
        zh="写成 `分 时 日 月 星期`，例如 `H 2 * * *`。",
        en="Write `MINUTE HOUR DAY MONTH WEEKDAY`, such as `H 2 * * *`.",
    ),
)
CRON_FIELD = Message(
    "cron-field",
    Bilingual(
        zh="时间表里的 `{field}` 无效：Jenkins 只认数字、`*`、`H`、`,`、`-` 和 `/`，并且不能超出范围。",
        en="`{field}` is not valid in a schedule: Jenkins takes numbers in their range, `*`, `H`, `,`, `-` and `/`.",
    ),
    Bilingual(zh="星期写成 0 到 7，月份写成 1 到 12。", en="Write weekdays as 0 to 7, and months as 1 to 12."),
)
NO_CONTEXT = Message(
    "no-context",
    Bilingual(
        zh="`docker.build` 的第二个参数里缺少最后的上下文目录。",
        en="The second argument of `docker.build` lacks the context at its end.",
    ),
    Bilingual(zh="在末尾加上目录，例如 `{value} .`。", en="Write the directory at the end, such as `{value} .`."),
)
NO_SCHEME = Message(
    "no-scheme",
    Bilingual(
        zh="`{value}` 不是地址，会报 `MalformedURLException: no protocol`。",
        en="`{value}` is no address: it fails with `MalformedURLException: no protocol`.",
    ),
    Bilingual(zh="写成 `https://{value}`。", en="Write `https://{value}`."),
)
BRANCH = Message(
    "branch",
    Bilingual(
        zh="`git` 步骤的 `branch` 只写分支名，`{value}` 找不到。",
        en="The `branch` of the step `git` is only the name of a branch; `{value}` is not found.",
    ),
    Bilingual(
        zh="写成 `{meant}`；`*/` 只用在 `checkout` 的 `branches` 里。",
        en="Write `{meant}`; `*/` belongs in the `branches` of `checkout`.",
    ),
)

RULE = Rule(
    name="invalid-parameter",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="步骤的参数写错", en="Invalid parameter of a step"),
    why=Bilingual(
        zh=(
            "声明式流水线里，步骤有未知的参数或缺少必需的参数时，构建不会开始。脚本式流水线和 "
            "`podTemplate`、`containerTemplate` 里，Jenkins 只在日志里写 `WARNING: Unknown parameter(s) found`，"
            "然后忽略这个参数。"
        ),
        en=(
            "In a declarative pipeline a step with an unknown parameter, or without a required one, prevents the "
            "build from starting. In a scripted pipeline, and in `podTemplate` and `containerTemplate`, Jenkins "
            "only logs `WARNING: Unknown parameter(s) found` and ignores the parameter."
        ),
    ),
    messages=(
        UNKNOWN,
        MISSPELT,
        UNQUOTED,
        BAD_VALUE,
        MISSING,
        NOT_NAMED,
        NOT_AN_INTEGER,
        PATH,
        ADDRESS,
        NO_SCHEME,
        CRON,
        CRON_FIELD,
        NO_CONTEXT,
        BRANCH,
    ),
    source=(
        "jenkinsci/structs-plugin at 1db2a48, DescribableModel.java, instantiate; "
        "jenkinsci/pipeline-model-definition-plugin at 42c9dc3, ModelValidatorImpl.groovy, validateDescribable; "
        "git-urls(7); jenkinsci/docker-commons-plugin, DockerRegistryEndpoint.java, getEffectiveUrl"
    ),
)

_DECLARATIVE_STEPS = frozenset({"steps", "post"})
"""Sections whose steps the validator of declarative pipelines checks."""


class _Place(Data, frozen=True):
    """Where a call is.

    Attributes:
        enclosing: the names of the enclosing calls, the innermost last.
        validated: whether the validator of declarative pipelines checks it.
    """

    enclosing: tuple[str, ...] = ()
    validated: bool = False


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the name or the value of the parameter, or at the name of the call."""
    for pipeline in project.jenkinsfiles:
        for source in pipeline.pods:
            if source.yaml is not None and _PATH_OF_YAML.fullmatch(source.yaml.value):
                yield RULE.finding(source.yaml, PATH, value=source.yaml)
        statements = tree.statements(pipeline.code)
        own = {statement.name for statement in _all_methods(statements)}
        for call, place in _calls(statements):
            yield from _registries(pipeline.code.text, call)
            yield from _builds(pipeline.code.text, call)
            if call.name in {"cron", "pollSCM"} and place.enclosing[-1:] in _WITH_SCHEDULES:
                yield from _schedules(pipeline.code.text, call)
            if call.receiver is None and call.name in _CHECKOUTS and call.name not in own:
                yield from _addresses(pipeline.code.text, call)
            fact = step_parameters.call(call.name, place.enclosing)
            known = fact is not None and (not fact.within or fact.within in place.enclosing)
            is_condition = place.enclosing[-1:] == ("post",)
            if fact is not None and known and call.receiver is None and not is_condition and call.name not in own:
                in_options = place.enclosing[:1] == ("pipeline",) and place.enclosing[-1:] == ("options",)
                validated = place.validated or place.enclosing == ("pipeline", "parameters")
                yield from _check_call(pipeline.code.text, call, fact, validated=validated, in_options=in_options)
                yield from _branches(pipeline.code.text, call)


_PATH_OF_YAML = lazy.pattern(r"[\w${}./~-]+\.ya?ml")


def _branches(text: Text, call: Call) -> Iterator[Finding]:
    """Yields a finding at `branch: '*/main'` of `git`, which puts `*/` in front of it itself."""
    for entry in call.arguments if call.name == "git" else ():
        value = tree.string_content(entry.value) if entry.name == "branch" else None
        if value is not None and value.startswith("*/"):
            where = text.cut(entry.value.start, entry.value.end)
            yield RULE.finding(where, BRANCH, value=value, meant=value.removeprefix("*/"))


def _all_methods(statements: tuple[Statement, ...]) -> Iterator[Statement]:
    for statement in statements:
        if statement.keyword == "method":
            yield statement
        elif statement.body is not None:
            yield from _all_methods(statement.body)


def _calls(statements: tuple[Statement, ...]) -> Iterator[tuple[Call, _Place]]:
    """Every call of a file, in its order."""
    pending: list[tuple[Statement | Node, _Place]] = [(entry, _Place()) for entry in reversed(statements)]
    while pending:
        item, place = pending.pop()
        if isinstance(item, tree.Statement):
            inner: list[Statement | Node] = [*item.values, *(item.body or ())]
        elif isinstance(item, Closure):
            inner = [*item.body]
        else:
            inner = list(tree.child_nodes(item))
        if isinstance(item, Call):
            yield item, place
            validated = (place.validated and item.name != "script") or (
                item.name in _DECLARATIVE_STEPS and "pipeline" in place.enclosing[:1]
            )
            enclosing = (*place.enclosing, item.name)
            pending += [
                (node, structs.replace(place, validated=False))
                if node is item.receiver
                else (node, _Place(enclosing, validated and isinstance(node, Closure)))
                for node in reversed(inner)
            ]
        else:
            keeps = isinstance(item, Closure) or (isinstance(item, tree.Statement) and not item.keyword)
            pending += [(node, structs.replace(place, validated=place.validated and keeps)) for node in reversed(inner)]


def _check_call(text: Text, call: Call, fact: CallFact, *, validated: bool, in_options: bool) -> Iterator[Finding]:
    entries = [entry for entry in call.arguments if not isinstance(entry.value, Closure)]
    if len(entries) == 1 and isinstance(entries[0].value, ListOrMap) and entries[0].name is None:
        parts = entries[0].value.parts
        entries = list(parts) if parts and all(part.name is not None for part in parts) else entries
    where = text.cut(call.name_start, call.name_start + len(call.name))
    shown = ", ".join(f"`{name}`" for name in sorted(fact.parameters))
    unnamed = [entry for entry in entries if entry.name is None]
    if unnamed and len(entries) > 1:
        if fact.parameters:
            yield RULE.finding(where, NOT_NAMED, call=call.name, known=shown)
        return
    if validated or in_options:
        yield from _strings_for_integers(text, entries, fact)
    for entry in entries:
        if entry.name is not None:
            yield from _check_parameter(text, call, entry, fact, validated=validated)
    if not unnamed:
        names = {entry.name for entry in entries}
        for name in _lacking(fact, names, validated=validated):
            yield RULE.finding(where, MISSING, call=call.name, name=name)


def _lacking(fact: CallFact, names: set[str | None], *, validated: bool) -> Iterator[str]:
    """The parameters that are needed and not there."""
    yield from (choices[0] for choices in fact.one_of if names.isdisjoint(choices))
    if validated or fact.within == "withCredentials":
        yield from (name for name in fact.required if name not in names)


_CHECKOUTS = frozenset({"checkout", "git", "scmGit"})


def _addresses(text: Text, call: Call) -> Iterator[Finding]:
    """Yields a finding at an address of `git` or `checkout` that is only a word, or in no form that git knows."""
    if call.name == "git":
        entries = [entry for entry in call.arguments if entry.name in {None, "url"}]
    else:
        inner = [node for entry in call.arguments for node in _lists(entry.value)]
        entries = [part for node in inner for part in node.parts if part.name == "url"]
    for entry in entries:
        value = tree.string_content(entry.value)
        is_word = value is not None and not set(value) & set(":/\\$")
        if value is not None and (is_word or git_addresses.is_malformed(value)):
            yield RULE.finding(text.cut(entry.value.start, entry.value.end), ADDRESS, value=value)


def _lists(node: Node) -> Iterator[ListOrMap]:
    """A list or map and those that it contains."""
    pending: list[Node] = [node]
    while pending:
        found = pending.pop()
        if isinstance(found, ListOrMap):
            yield found
            pending += [part.value for part in found.parts]


def _registries(text: Text, call: Call) -> Iterator[Finding]:
    """Yields a finding at an address without `https://` of `docker.withRegistry` and `registryUrl`."""
    owner = call.receiver.value if isinstance(call.receiver, Name) else ""
    if (owner, call.name) != ("docker", "withRegistry") and not (call.receiver is None and call.name == "registryUrl"):
        return
    for entry in [entry for entry in call.arguments if entry.name in {None, "url"}][:1]:
        value = tree.string_content(entry.value)
        if value and "://" not in value and not value.startswith("$") and _HOST.match(value):
            yield RULE.finding(text.cut(entry.value.start, entry.value.end), NO_SCHEME, value=value)


def _builds(text: Text, call: Call) -> Iterator[Finding]:
    """Yields a finding at the arguments of `docker.build` without a context."""
    is_build = isinstance(call.receiver, Name) and (call.receiver.value, call.name) == ("docker", "build")
    value = tree.string_content(call.arguments[1].value) if is_build and len(call.arguments) > 1 else None
    if value is None or set(value) & set("$\\'\"`"):
        return
    skip, operands = False, 0
    for word in value.split():
        if skip or word in _BUILD_SWITCHES or "=" in word:
            operands += not skip and not word.startswith("-")
            skip = False
        elif word in _BUILD_VALUES:
            skip = True
        elif word.startswith("-"):
            return
        else:
            operands += 1
    if value.strip() and not operands:
        where = text.cut(call.arguments[1].value.start, call.arguments[1].value.end)
        yield RULE.finding(where, NO_CONTEXT, value=value)


_BUILD_VALUES = frozenset(
    {"-f", "--file", "--build-arg", "--target", "--platform", "--network", "--label", "-t", "--tag"}
)
_BUILD_SWITCHES = frozenset({"--no-cache", "--pull", "--rm", "--force-rm", "-q", "--quiet", "--squash"})


def _schedules(text: Text, call: Call) -> Iterator[Finding]:
    """Yields a finding at a schedule that Jenkins cannot parse."""
    value = tree.string_content(call.arguments[0].value) if call.arguments else None
    if value is None or "$" in value:
        return
    where = text.cut(call.arguments[0].value.start, call.arguments[0].value.end)
    for line in (line.strip() for line in value.splitlines()):
        fields = line.split()
        if not fields or line.startswith(("#", "@", "TZ=")):
            continue
        if len(fields) != len(_BOUNDS):
            yield RULE.finding(where, CRON, line=line, count=len(fields))
            continue
        for field, bounds in zip(fields, _BOUNDS, strict=True):
            if not all(_is_schedule(part, *bounds) for part in field.split(",")):
                yield RULE.finding(where, CRON_FIELD, field=field)


_WITH_SCHEDULES = {("triggers",), ("pipelineTriggers",)}
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
"""The least and the greatest minute, hour, day, month and weekday."""

_SCHEDULE = lazy.pattern(r"(?:\*|H(?:\((\d+)-(\d+)\))?|(\d+)(?:-(\d+))?)(?:/\d+)?")


def _is_schedule(part: str, least: int, most: int) -> bool:
    found = _SCHEDULE.fullmatch(part)
    return found is not None and all(least <= int(number) <= most for number in found.groups() if number)


_HOST = lazy.pattern(r"[\w-]+(?:\.[\w-]+)*(?::\d+)?(?:/[\w./-]*)?$")


def _strings_for_integers(text: Text, entries: list[Entry], fact: CallFact) -> Iterator[Finding]:
    """A string where an integer is required, named or as the only argument."""
    for entry in entries:
        name = entry.name if entry.name is not None else next(iter(fact.integers), "")
        if name in fact.integers and tree.string_content(entry.value) is not None:
            where = text.cut(entry.value.start, entry.value.end)
            yield RULE.finding(where, NOT_AN_INTEGER, name=name, value=where)


def _check_parameter(text: Text, call: Call, entry: Entry, fact: CallFact, *, validated: bool) -> Iterator[Finding]:
    name, value = entry.name or "", entry.value
    start = text.value.rfind(name, call.start, value.start)
    if name not in fact.parameters and start >= 0 and name != "$class":
        similar = lazy.close_matches(name, fact.parameters, 1, cutoff=0.75)
        where = text.cut(start, start + len(name))
        known = ", ".join(f"`{parameter}`" for parameter in sorted(fact.parameters)) or "–"
        found = (
            RULE.finding(
                where, MISSPELT, fix=_other_case(where, similar[0]), call=call.name, name=name, meant=similar[0]
            )
            if similar
            else RULE.finding(where, UNKNOWN, call=call.name, name=name, known=known)
        )
        yield found if validated else replace(found, severity=Severity.WARNING)
        return
    words = fact.values.get(name)
    if words is None:
        return
    if isinstance(value, Name) and value.value in words and f"def {value.value}" not in text.value:
        if "TimeUnit" not in text.value:
            where = text.cut(value.start, value.end)
            fix = raw_replacement(where, value.value, f"'{value.value}'")
            yield RULE.finding(where, UNQUOTED, fix=fix, name=name, value=value.value)
        return
    word = tree.string_content(value)
    if word is not None and word not in words:
        known = ", ".join(f"`{accepted}`" for accepted in sorted(words))
        yield RULE.finding(text.cut(value.start, value.end), BAD_VALUE, name=name, value=word, known=known)


def _other_case(where: Text, meant: str) -> Fix | None:
    """The fix of a name in which only capital and small letters are wrong."""
    return raw_replacement(where, where.value, meant) if where.value.lower() == meant.lower() else None
