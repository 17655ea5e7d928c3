"""`${pwd}`, a variable that no shell sets, where `$PWD` or `$(pwd)` is meant; and `` `pwd` `` as a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import executor_calls
from kaniko_guide.analysis.commands import all_words, expanded_names
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources.groovy.interpolations import find_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Jenkinsfile, Script

EMPTY = Message(
    "empty",
    Bilingual(
        zh="shell 没有变量 `pwd`，`{found}` 展开成空。",
        en="The shell has no variable `pwd`; `{found}` is empty.",
    ),
    Bilingual(
        zh="写成 `$PWD` 或 `$(pwd)`。",
        en="Write `$PWD` or `$(pwd)`.",
    ),
)
RUN = Message(
    "command",
    Bilingual(
        zh="这里把 `pwd` 输出的目录名当成命令执行，会报 `Permission denied` 或 `not found`。",
        en="The directory that `pwd` prints is run as a command, which fails with `Permission denied` or `not found`.",
    ),
    Bilingual(zh="删掉它；要显示目录，写成 `pwd`。", en="Delete it; to print the directory, write `pwd`."),
)
WORD = Message(
    "word",
    Bilingual(
        zh="`pwd` 在这里只是一个词：executor 会找名为 `pwd` 的目录。",
        en="Here `pwd` is only a word: the executor looks for a directory named `pwd`.",
    ),
    Bilingual(zh="写成 `$(pwd)` 或 `$PWD`。", en="Write `$(pwd)` or `$PWD`."),
)

IN_GROOVY = Message(
    "groovy",
    Bilingual(
        zh="`{found}` 在 Groovy 的字符串里是变量，不是步骤 `pwd()`；没有定义就报 `MissingPropertyException`。",
        en=(
            "In a string of Groovy `{found}` is a variable, not the step `pwd()`; if it is not defined, the step fails "
            "with `MissingPropertyException`."
        ),
    ),
    Bilingual(zh="写成 `${{pwd()}}`。", en="Write `${{pwd()}}`."),
)

RULE = Rule(
    name="pwd-as-variable",
    severity=Severity.WARNING,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(
        zh="`pwd` 写错了",
        en="Wrong use of `pwd`",
    ),
    why=Bilingual(
        zh=(
            "shell 设置的变量是大写的 `$PWD`，`${pwd}` 是空的：`--context ${pwd}` 会把下一个参数当成值，"
            "`cp a ${pwd}` 缺少目标。单独一行 `` `pwd` `` 会把目录名当命令执行。"
        ),
        en=(
            "The shell sets `$PWD`, in capitals; `${pwd}` is empty: `--context ${pwd}` takes the next "
            "argument as its value, and `cp a ${pwd}` lacks its target. `` `pwd` `` on its own runs the "
            "directory's name as a command."
        ),
    ),
    messages=(EMPTY, RUN, WORD, IN_GROOVY),
    source="POSIX, 2.5.3 Shell Variables (PWD) and 2.6.3 Command Substitution",
)


_NAMED = lazy.pattern(r"[\"']pwd[\"']|\bpwd[ \t]*=|\bread\b.*\bpwd\b|\bname:[ \t]*pwd\b")
"""What may set the variable elsewhere in the file, such as `passwordVariable: 'pwd'`."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such expansion."""
    for script in project.scripts:
        for command in script.commands:
            first = command.words[0]
            if first.text.value in {"`pwd`", "$(pwd)", '"$(pwd)"', '"`pwd`"'}:
                yield RULE.finding(first.text, RUN)
            for word in all_words(command):
                for text in expanded_names(word.text):
                    if text.value in {"$pwd", "${pwd}"} and not _sets_pwd(script):
                        fix = replacement(text, "pwd", "PWD", text.value.index("pwd"))
                        yield RULE.finding(text, EMPTY, fix=fix, found=text)
    yield from _contexts(project)
    yield from (finding for pipeline in project.jenkinsfiles for finding in _in_groovy(pipeline))


def _in_groovy(pipeline: Jenkinsfile) -> Iterator[Finding]:
    """Yields a finding at each `${pwd}` that Groovy replaces in a script."""
    if _NAMED.search(pipeline.text.value) or _DEFINED.search(pipeline.text.value):
        return
    for entry in find_names(pipeline.code):
        if entry.name == "pwd" and not entry.of_env:
            fix = replacement(entry.text, "pwd", "pwd()", 2) if entry.text.value == "${pwd}" else None
            yield RULE.finding(entry.text, IN_GROOVY, fix=fix, found=entry.text)


_DEFINED = lazy.pattern(r"\bpwd\b[ \t]*(?:=|->|,[^\n]*->)|\([^()\n]*\bpwd\b[^()\n]*\)[ \t]*\{")
"""What may define a variable of Groovy: an assignment, or a parameter of a closure or method."""


def _contexts(project: Project) -> Iterator[Finding]:
    """Yields a finding at `--context pwd`, unless there is such a directory."""
    if any("pwd" in file.parts for file in project.files):
        return
    for call in executor_calls.build_calls(project):
        flag = call.flag("--context", "-c")
        if flag is not None and flag.value_text is not None and flag.value in {"pwd", "./pwd", "dir://pwd"}:
            yield replace(RULE.finding(flag.value_text, WORD), severity=Severity.ERROR)


def _sets_pwd(script: Script) -> bool:
    """Whether the script may have a variable of that name: it sets one, or Groovy replaces it."""
    exact = script.step is None or script.step.exact
    is_assigned = "pwd" in {name.value for name in script.assigned}
    return not exact or is_assigned or _NAMED.search(script.text.source.text) is not None
