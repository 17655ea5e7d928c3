"""Text and shell commands in the code of a Jenkinsfile that lack their quotes, or whose string ends too early.

Groovy compiles them as names, subtractions and calls of methods that do not exist. Names that the file defines are not
reported, and none where a library or code at run time may define them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.groovy_variables import (
    BUILD_VARIABLES,
    groovy_variables,
    may_define_anything,
    names_for_the_shell,
)
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.facts import pipeline_steps
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources.groovy.tokens import Group, String, Token, TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.tokens import Item
    from kaniko_guide.sources.model import Jenkinsfile
    from kaniko_guide.text import Text

STRING_ENDS = Message(
    "string-ends",
    Bilingual(
        zh="字符串在 `{found}` 前面就结束了，后面的内容成了 Groovy 代码。",
        en="The string ends before `{found}`, so Groovy reads the rest as code.",
    ),
    Bilingual(
        zh="里面用另一种引号，例如 `sh \"echo '$NAME'\"`，或者外面用三个引号。",
        en="Use the other kind of quotes inside, as in `sh \"echo '$NAME'\"`, or three quotes outside.",
    ),
)
DOLLAR = Message(
    "dollar",
    Bilingual(
        zh="`{found}` 不在字符串里；Groovy 把 `$` 当成名字的一部分，找不到它。",
        en="`{found}` is not in a string; Groovy reads `$` as part of a name, which does not exist.",
    ),
    Bilingual(zh="写成 `{name}`，或者放进双引号里。", en="Write `{name}`, or put it in double quotes."),
)
COMMAND = Message(
    "command",
    Bilingual(
        zh="`{found}` 是 shell 命令，写在了 Groovy 代码里。",
        en="`{found}` is a shell command, but this is Groovy code.",
    ),
    Bilingual(zh="写成 `sh '{found} …'`。", en="Write `sh '{found} …'`."),
)
SCRIPT = Message(
    "script",
    Bilingual(
        zh="`{found}` 没有加引号，Groovy 去读变量 `{name}` 的属性，而文件里没有定义这个变量。",
        en="`{found}` has no quotes: Groovy reads a property of `{name}`, a variable that the file does not define.",
    ),
    Bilingual(
        zh="写成 `sh 'sh {found}'`；脚本有执行权限时也可以写 `sh './{found}'`。",
        en="Write `sh 'sh {found}'`, or `sh './{found}'` if the script is executable.",
    ),
)
HYPHEN = Message(
    "hyphen",
    Bilingual(
        zh="`{found}` 没有加引号，Groovy 会拿它做运算，而这些变量都没有定义。",
        en="`{found}` has no quotes, so Groovy calculates with variables that are not defined.",
    ),
    Bilingual(zh="写成 `'{found}'`。", en="Write `'{found}'`."),
)
NAME = Message(
    "name",
    Bilingual(
        zh="`{found}` 没有加引号，而文件里没有定义这个变量。",
        en="`{found}` has no quotes, and the file defines no such variable.",
    ),
    Bilingual(zh="写成 `'{found}'`。", en="Write `'{found}'`."),
)
SENTENCE = Message(
    "sentence",
    Bilingual(
        zh="`{found}` 是一句话，不是代码：Groovy 把每个词都当成名字。",
        en="`{found}` is a sentence, not code: Groovy takes each word for a name.",
    ),
    Bilingual(zh="写成注释 `// …`，或者写成 `echo '…'`。", en="Write a comment, `// …`, or `echo '…'`."),
)
CALL = Message(
    "call",
    Bilingual(
        zh="`{found}` 是减法，不是名称：Groovy 的名称里不能有 `-`。",
        en="`{found}` is a subtraction, not a name: names of Groovy have no `-`.",
    ),
    Bilingual(
        zh="写成步骤或绑定的名称，例如 `usernamePassword`。",
        en="Write the name of the step or binding, such as `usernamePassword`.",
    ),
)

RULE = Rule(
    name="unquoted-text",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="文本或命令没有加引号", en="Text or command without quotes"),
    why=Bilingual(
        zh=(
            "没有引号的文本是 Groovy 代码：`docker build` 是调用，`a-b` 是减法。编译多半能通过，执行到这里才报 "
            "`No such DSL method` 或 `MissingPropertyException`，前面的步骤已经执行。"
        ),
        en=(
            "Text without quotes is Groovy code: `docker build` is a call and `a-b` a subtraction. It usually "
            "compiles, and only fails with `No such DSL method` or `MissingPropertyException` after the previous "
            "steps have run."
        ),
    ),
    messages=(STRING_ENDS, DOLLAR, COMMAND, SCRIPT, HYPHEN, NAME, SENTENCE, CALL),
    source="Groovy 2.4, command expressions; jenkinsci/workflow-cps-plugin, DSL.java and CpsScript.java",
)

PROGRAMS = frozenset(
    {
        "apk",
        "apt",
        "aws",
        "az",
        "bash",
        "cat",
        "cd",
        "chmod",
        "chown",
        "cp",
        "curl",
        "docker",
        "export",
        "find",
        "gcloud",
    }
    | {"git", "go", "grep", "helm", "kubectl", "ls", "make", "mkdir", "mv", "mvn", "npm", "npx", "oc", "pip", "pip3"}
    | {"podman", "python", "python3", "rm", "sed", "source", "sudo", "tar", "trivy", "wget", "yarn"}
)
"""Programs whose name at the start of a statement is a command of the shell; none is a step with a variable."""

_GIT_COMMANDS = frozenset(
    {"add", "checkout", "clone", "commit", "config", "diff", "fetch", "init", "log", "merge", "pull", "push", "reset"}
    | {"status", "tag"}
)
"""What follows `git` in a command; `git url` may be the step with a variable."""

_TEXT_ARGUMENTS = frozenset({"credentialsId", "image", "label", "stage", "withSonarQubeEnv", "yamlFile", "$class"})
"""Steps and arguments that take a text, which is rarely in a variable."""

_QUOTES = frozenset({"'", '"', "'''", '"""'})

_GROOVY_WORDS = frozenset({"false", "it", "null", "super", "this", "true"})


class _Names(Data, frozen=True):
    """The names of a file: how often each is in the code, and which the file defines or Jenkins knows."""

    counts: Counter[str]
    known: frozenset[str]

    def are_undefined(self, names: Sequence[str]) -> bool:
        """Whether all these names occur only here, as often as they are given."""
        return all(
            self.counts[name] == names.count(name) and name not in self.known and not BUILD_VARIABLES.fullmatch(name)
            for name in names
        )


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the text."""
    for pipeline in project.jenkinsfiles:
        if pipeline.problems:
            continue
        names = _names_of(pipeline)
        open_ended = may_define_anything(pipeline)
        yield from _scripts_without_quotes(pipeline)
        if not open_ended:
            yield from _file_names_of_scripts(pipeline, names)
        for group, before in _groups(pipeline.code.root):
            yield from _in_group(pipeline, group, before, names, open_ended=open_ended)


def _scripts_without_quotes(pipeline: Jenkinsfile) -> Iterator[Finding]:
    """Yields a finding at `sh git init` and `sh echo "a"`, which Groovy reads as a chain of calls."""
    for block in all_blocks(pipeline.blocks):
        argument = block.arguments[0] if block.name == "sh" and len(block.arguments) == 1 else None
        if argument is None or argument.is_string or argument.name is not None:
            continue
        if _WORDS.fullmatch(argument.value.value) and not _OPERATORS & set(argument.value.value.split()):
            first = argument.value.cut(0, len(argument.value.value.split()[0]))
            yield RULE.finding(first, COMMAND, found=first)


_WORDS = lazy.pattern(r"[a-z][\w-]*(?:[ \t]+(?:[\w./:${}-]+|\"[^\"\n]*\"|'[^'\n]*'))+")
_OPERATORS = frozenset({"as", "in", "instanceof", "-", "/"})


def _file_names_of_scripts(pipeline: Jenkinsfile, names: _Names) -> Iterator[Finding]:
    """Yields a finding at `sh login.sh` and `sh(scripts/login.sh)`, if the file does not define the first name."""
    for block in all_blocks(pipeline.blocks):
        argument = block.arguments[0] if block.name == "sh" and block.arguments else None
        is_code = argument is not None and not argument.is_string and argument.name in {None, "script"}
        found = _FILE_OF_A_SCRIPT.match(argument.value.value) if argument is not None and is_code else None
        if argument is None or found is None or found["name"] in pipeline_steps.global_variables() | _GROOVY_WORDS:
            continue
        if names.are_undefined([found["name"]]):
            where = argument.value.cut(*found.span())
            yield RULE.finding(where, SCRIPT, found=where, name=found["name"])


_FILE_OF_A_SCRIPT = lazy.pattern(r"(?P<name>[a-z_]\w*)(?:[/.-]\w+)*\.(?:bash|py|sh)(?![\w.(])")


def _names_of(pipeline: Jenkinsfile) -> _Names:
    counts = Counter(
        item.value
        for group, _ in _groups(pipeline.code.root)
        for item in group.items
        if isinstance(item, Token) and item.kind is TokenKind.NAME
    )
    known = names_for_the_shell(pipeline) | {variable.name for variable in groovy_variables(pipeline)}
    return _Names(counts, known)


def _groups(root: Group) -> Iterator[tuple[Group, Item | None]]:
    """Every group outside strings, and what is in front of it."""
    pending: list[tuple[Group, Item | None]] = [(root, None)]
    while pending:
        group, before = pending.pop()
        yield group, before
        for index, item in enumerate(group.items):
            if isinstance(item, Group):
                pending.append((item, group.items[index - 1] if index else None))


def _in_group(
    pipeline: Jenkinsfile, group: Group, before: Item | None, names: _Names, *, open_ended: bool
) -> Iterator[Finding]:
    text, items = pipeline.code.text, group.items
    in_environment = _value(before) == "environment"
    joiners = frozenset({"-", "/"} if _value(before) == "node" else {"-"})
    for index, item in enumerate(items):
        previous = items[index - 1] if index else None
        following = items[index + 1] if index + 1 < len(items) else None
        if isinstance(item, String) and item.quote in _QUOTES and following is not None and group.opener in {"", "{"}:
            is_text = following.start == item.end or _is_chain(items, index)
            if is_text and _starts_text(following):
                yield RULE.finding(
                    text.cut(following.start, following.end), STRING_ENDS, found=_word_at(text, following)
                )
            continue
        yield from _path_of_script(text, items, index)
        if not isinstance(item, Token) or item.kind is not TokenKind.NAME or _value(previous) in {".", "?.", "@"}:
            continue
        after_string = isinstance(previous, String) and previous.end == item.start
        if item.value.startswith("$") and item.value != "$class" and not after_string and not in_environment:
            yield from _dollar(text, item, following, names)
        elif group.opener in {"", "{"} and (previous is None or _value(previous) in {"\n", ";", "->"}):
            yield from _command(text, items, index, names)
            if not open_ended and (pipeline.has_steps or pipeline.has_blocks):
                yield from _sentence(text, items, index, names)
        if open_ended or group.opener == "${":
            continue
        yield from _file_name(text, items, index, names)
        yield from _hyphens(text, group, index, names, joiners)
        if item.value in _TEXT_ARGUMENTS:
            yield from _name(text, items, index, names)


def _path_of_script(text: Text, items: Sequence[Item], index: int) -> Iterator[Finding]:
    """`sh ./gradlew build`, of which Groovy reads the slash as the start of a string."""
    if _value(items[index]) != "sh" or len(items) < index + 3:
        return
    dots, path = items[index + 1 : index + 3]
    is_path = isinstance(path, String) and path.quote == "/" and path.start == dots.end
    if is_path and _value(dots) in {".", ".."} and dots.start > items[index].end:
        where = text.cut(dots.start, dots.end + len(text.value[dots.end :].split(maxsplit=1)[0]))
        yield RULE.finding(where, COMMAND, found=where)


def _is_chain(items: Sequence[Item], index: int) -> bool:
    """Whether a string is the only argument of a step, and a name follows it on its line: `sh 'a' B`."""
    start = _value(items[index - 2]) if index > 1 else ""
    is_step = index > 0 and _value(items[index - 1]) in _WITH_ONE_TEXT and start in {"", "\n", ";"}
    return is_step and _value(items[index + 1]) not in {"as", "in", "instanceof"}


_WITH_ONE_TEXT = frozenset({"bat", "echo", "error", "powershell", "sh", "unstable"})
"""Steps whose value is nothing, so that no call or property can follow them."""


def _value(item: Item | None) -> str:
    return item.value if isinstance(item, Token) else ""


def _starts_text(item: Item) -> bool:
    return isinstance(item, String) or (isinstance(item, Token) and item.kind in {TokenKind.NAME, TokenKind.NUMBER})


def _word_at(text: Text, item: Item) -> str:
    """The code from an item to the next space."""
    return text.value[item.start :].split(maxsplit=1)[0]


def _dollar(text: Text, item: Token, following: Item | None, names: _Names) -> Iterator[Finding]:
    """`${NAME}` or `$NAME` in the code."""
    if item.value == "$" and isinstance(following, Group) and following.opener == "{" and following.start == item.end:
        where = text.cut(item.start, following.end)
        yield RULE.finding(where, DOLLAR, found=where, name=text.value[following.start + 1 : following.end - 1].strip())
    elif len(item.value) > 1 and item.value not in names.known and _value(following) not in {":", "="}:
        where = text.cut(item.start, item.end)
        yield RULE.finding(where, DOLLAR, found=where, name=item.value[1:])


def _command(text: Text, items: Sequence[Item], index: int, names: _Names) -> Iterator[Finding]:
    """A shell command as a statement: `docker build`, `ls -l`."""
    item, rest = items[index], items[index + 1 : index + 4]
    program = _value(item)
    if program not in PROGRAMS or program in names.known or not rest or f" {program}(" in text.value:
        return
    first, second = rest[0], rest[1] if len(rest) > 1 else None
    if isinstance(first, Token) and first.kind is TokenKind.NAME:
        is_url = second is not None and text.value.startswith("//", second.end)
        is_named = _value(second) == ":" and not is_url
        is_command = (program != "git" or first.value in _GIT_COMMANDS) and (
            program == "export" or first.value not in names.known
        )
        found = is_command and not is_named and first.start > item.end
    else:
        option = _value(first) in {"-", "--", "+"} and second is not None and first.end == second.start
        found = option and first.start > item.end
    if found:
        end = second.end if second is not None and _value(first) in {"-", "--", "+"} else first.end
        where = text.cut(item.start, end)
        yield RULE.finding(where, COMMAND, found=where)


def _sentence(text: Text, items: Sequence[Item], index: int, names: _Names) -> Iterator[Finding]:
    """Four or more words in a row, of which the file defines none: `This builds the image`."""
    end = index
    while end < len(items) and _is_word(items[end]) and (end == index or items[end].start > items[end - 1].end):
        end += 1
    words = [_value(item) for item in items[index:end]]
    is_end = end == len(items) or _value(items[end]) in {"\n", ".", "!", ",", ";"}
    if len(words) >= _SENTENCE and is_end and _NO_WORDS.isdisjoint(words):
        unknown = [word for word in words if word not in pipeline_steps.every_name()]
        if all(names.counts[word] >= 1 and word not in names.known for word in unknown) and unknown[1:]:
            where = text.cut(items[index].start, items[end - 1].end)
            yield RULE.finding(where, SENTENCE, found=where)


_SENTENCE = 4
"""The number of words from which names in a row are a sentence; a declaration with its type has fewer."""

_NO_WORDS = frozenset(
    {"abstract", "as", "assert", "boolean", "byte", "case", "char", "class", "def", "double", "else", "extends"}
    | {"final", "float", "implements", "import", "in", "instanceof", "int", "interface", "long", "native", "new"}
    | {"package", "private", "protected", "public", "return", "short", "static", "synchronized", "throw", "throws"}
    | {"transient", "void", "volatile"}
)
"""Words of Groovy that stand between names."""


def _is_word(item: Item) -> bool:
    return isinstance(item, Token) and item.kind is TokenKind.NAME and not item.value.startswith("$")


def _file_name(text: Text, items: Sequence[Item], index: int, names: _Names) -> Iterator[Finding]:
    """`artifacts: build.log`: the property of a variable that is not defined."""
    rest = items[index + 1 : index + 6]
    values = [_value(item) for item in rest]
    if values[:1] != [":"] or values[2:3] != ["."] or not _is_word(rest[1]):
        return
    ends = not values[4:] or values[4] in {",", "\n", ";"}
    if ends and values[3:4] and values[3] in _EXTENSIONS and names.are_undefined([values[1]]):
        where = text.cut(rest[1].start, rest[3].end)
        yield RULE.finding(where, NAME, found=where)


_EXTENSIONS = frozenset({"csv", "html", "jar", "json", "log", "md", "tar", "txt", "war", "xml", "yaml", "yml", "zip"})


def _hyphens(text: Text, group: Group, index: int, names: _Names, joiners: frozenset[str]) -> Iterator[Finding]:
    """`[my-key]`, `credentialsId: my-key`, `node(my/label)`."""
    items = group.items
    before = items[index - 1] if index else None
    if not (_value(before) in {":", ","} or (before is None and group.opener in {"(", "["})):
        return
    end = index
    while (
        end + 2 < len(items)
        and _value(items[end + 1]) in joiners
        and _joins(items[end], items[end + 1], items[end + 2])
    ):
        end += 2
    following = items[end + 1] if end + 1 < len(items) else None
    ends = following is None or _value(following) in {",", "\n", ";"}
    words = [_value(item) for item in items[index : end + 1 : 2] if _value(item)[:1].isalpha()]
    is_call = isinstance(following, Group) and following.opener == "(" and following.start == items[end].end
    if len(words) > 1 and (ends or is_call) and names.are_undefined(words):
        where = text.cut(items[index].start, items[end].end)
        yield RULE.finding(where, CALL if is_call else HYPHEN, found=where)


def _joins(left: Item, hyphen: Item, right: Item) -> bool:
    is_word = isinstance(right, Token) and right.kind in {TokenKind.NAME, TokenKind.NUMBER}
    return left.end == hyphen.start and hyphen.end == right.start and is_word


def _name(text: Text, items: Sequence[Item], index: int, names: _Names) -> Iterator[Finding]:
    """`stage(Build)`, `label kaniko`, `credentialsId: dockerhub`."""
    argument: Sequence[Item] = items[index + 1 : index + 3]
    if argument and isinstance(argument[0], Group) and argument[0].opener == "(":
        argument = [item for item in argument[0].items if _value(item) != "\n"]
        if len(argument) != 1:
            return
    elif argument and _value(argument[0]) == ":":
        argument = items[index + 2 : index + 4]
    if not argument or not isinstance(argument[0], Token) or argument[0].kind is not TokenKind.NAME:
        return
    found, ends = argument[0], len(argument) == 1 or _value(argument[1]) in {",", "\n", ";"}
    is_text = any(character.islower() for character in found.value) and found.value not in _GROOVY_WORDS
    if ends and is_text and names.are_undefined([found.value]):
        yield RULE.finding(text.cut(found.start, found.end), NAME, found=found.value)
