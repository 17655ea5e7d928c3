"""Shell syntax errors: a missing quote, bracket, `fi` or `done`.

The grammar is tree-sitter's for bash. Only certain errors are reported (`sources/shell.py`); if part of the step's
string is only known at run time, only a quote that is not closed, as a warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.build_stages import shell_form
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import executor, shell, shell_grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Script
    from kaniko_guide.text import Text

HELP = Bilingual(zh="补上缺少的部分。", en="Add what is missing.")
HELP_STRAY = Bilingual(
    zh="补上缺少的那个，或者删掉多余的。", en="Add the one that is missing, or remove the stray one."
)
HELP_HEREDOC = Bilingual(
    zh="把结束行写在行首，后面也不要有空格；写成 `<<-` 时前面只可以有制表符。",
    en="Write the end at the start of its line, with nothing after it; with `<<-` only tabs may be in front of it.",
)
HELP_MERGE = Bilingual(zh="解决冲突，删掉标记。", en="Resolve the conflict and remove the markers.")
MESSAGES = {
    shell.MISSING_TOKEN: Message("missing", shell.MISSING_TOKEN, HELP),
    shell.UNCLOSED_QUOTE: Message("open-quote", shell.UNCLOSED_QUOTE, HELP),
    shell.OPEN_QUOTE: Message("open-at-run-time", shell.OPEN_QUOTE, HELP_STRAY),
    shell.OPEN_BACKTICK: Message("open-backtick", shell.OPEN_BACKTICK, HELP_STRAY),
    shell_grammar.NO_COMMAND_AFTER: Message("no-command", shell_grammar.NO_COMMAND_AFTER, HELP),
    shell_grammar.NO_COMMAND_BEFORE: Message("no-command-before", shell_grammar.NO_COMMAND_BEFORE, HELP_STRAY),
    shell_grammar.STRAY: Message("stray", shell_grammar.STRAY, HELP_STRAY),
    shell_grammar.UNEXPECTED: Message("unexpected", shell_grammar.UNEXPECTED, HELP_STRAY),
    shell_grammar.EXPECTED: Message("expected", shell_grammar.EXPECTED, HELP),
    shell_grammar.NO_SEPARATOR: Message("no-separator", shell_grammar.NO_SEPARATOR, HELP),
    shell_grammar.NOT_CLOSED: Message("not-closed", shell_grammar.NOT_CLOSED, HELP),
    shell_grammar.NO_TARGET: Message("no-target", shell_grammar.NO_TARGET, HELP),
    shell_grammar.OPEN_HEREDOC: Message("open-heredoc", shell_grammar.OPEN_HEREDOC, HELP_HEREDOC),
    shell_grammar.MERGE_MARKER: Message("merge-marker", shell_grammar.MERGE_MARKER, HELP_MERGE),
}
SPACES = Message(
    "spaces",
    Bilingual(
        zh="`{name} = …` 不是赋值：shell 会运行名为 `{name}` 的程序。",
        en="`{name} = …` is no assignment: the shell runs a program named `{name}`.",
    ),
    Bilingual(zh="`=` 两边不能有空格：`{name}=…`。", en="Write it without spaces around `=`: `{name}=…`."),
)
EXPORT = Message(
    "export",
    Bilingual(
        zh="`{program} {name} = …` 不是赋值：`=` 不能当变量名。",
        en="`{program} {name} = …` is no assignment: `=` can't be the name of a variable.",
    ),
    Bilingual(zh="`=` 两边不能有空格：`{program} {name}=…`。", en="Write it without spaces: `{program} {name}=…`."),
)
READS = Message(
    "reads",
    Bilingual(
        zh="shell 会从名为 `{target}` 的文件读取，因为 `<` 没有引号。",
        en="The shell reads from a file named `{target}`, as the `<` is not quoted.",
    ),
    Bilingual(zh="给这段文字加上引号。", en="Put the text in quotes."),
)
NO_SPACE = Message(
    "no-space",
    Bilingual(
        zh="`{text}` 里缺少空格：`[` 是程序，`]` 是它的最后一个参数。",
        en="A space is missing in `{text}`: `[` is a program, and `]` its last argument.",
    ),
    Bilingual(
        zh="`[` 后面和 `]` 前面都要有空格：`[ -f a ]`。", en="Write a space after `[` and before `]`: `[ -f a ]`."
    ),
)

RULE = Rule(
    name="shell-syntax",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="shell 语法错误", en="Shell syntax error"),
    why=Bilingual(
        zh="缺少引号、`fi` 或 `done` 时，shell 报 `syntax error`，退出码为 2，而前面的命令可能已经执行。",
        en=(
            "If a quote, an `fi` or a `done` is missing, the shell fails with `syntax error` and exit code "
            "2, possibly after it has run the commands above."
        ),
    ),
    messages=(*MESSAGES.values(), SPACES, EXPORT, READS, NO_SPACE),
    source="bash -n, with which the tests compare it",
)


_WINDOWS = lazy.pattern(r"powershell|pwsh|windows|nanoserver|servercore|^#\s*escape=", re.IGNORECASE | re.MULTILINE)
"""What shows that a Dockerfile may be for Windows."""

_SHORTEST = 2
_COMPARING = frozenset({"expr", "test"})
"""Programs of which `=` may be the first argument."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the first syntax error of each script."""
    for script in (*project.scripts, *_scripts_of_containers(project), *_scripts_of_dockerfiles(project)):
        for problem in script.problems[:1]:
            finding = RULE.finding(problem.where, MESSAGES[problem.template], fix=None, **problem.values)
            yield replace(finding, severity=Severity.WARNING) if problem.template is shell.OPEN_QUOTE else finding
    for script in project.scripts:
        for command in script.commands:
            name = command.words[0]
            is_assignment = len(command.words) > _SHORTEST and command.words[1].text.value == "="
            if is_assignment and name.literal and name.value.isidentifier() and name.text.value not in _COMPARING:
                yield RULE.finding(name.text, SPACES, name=name.value)
            yield from _in_command(command)
            bracket = _bracket_without_space(command)
            if bracket is not None:
                yield RULE.finding(bracket, NO_SPACE, text=bracket)


def _in_command(command: Command) -> Iterator[Finding]:
    """Yields a finding at `export A = b`, and at `echo a <= b`."""
    words = command.words
    if words[0].value in _DECLARING and len(words) > _SHORTEST and words[2].text.value == "=" and words[1].literal:
        yield RULE.finding(words[1].text, EXPORT, program=words[0].value, name=words[1].value)
    for entry in command.redirections:
        if entry.operator == "<" and entry.target.text.value.startswith("="):
            yield RULE.finding(entry.target.text, READS, target=entry.target.value)


_DECLARING = frozenset({"declare", "export", "local", "readonly"})


def _bracket_without_space(command: Command) -> Text | None:
    """The `[-f` of `[-f a ]`, or the `a]` of `[ -f a]`."""
    first, last = command.words[0].text, command.words[-1].text
    if first.value.startswith(("[-", "[!", "[$", '["')) and last.value.endswith("]"):
        return first
    if last.value == "]" and first.value.startswith("[") and not first.value.startswith("[[") and len(first) > 1:
        return first
    is_pattern = "[" in last.value or "$(" in command.text.value or "`" in command.text.value
    if first.value == "[" and len(command.words) > 1 and last.value.endswith("]") and len(last) > 1 and not is_pattern:
        return last
    return None


def _scripts_of_containers(project: Project) -> Iterator[Script]:
    """The scripts that containers run by `sh -c`; in a Jenkinsfile a value of the run may be part of one."""
    for pod in project.pods:
        if pod.in_jenkinsfile and pod.manifest is not None and "$" in pod.manifest.text.value:
            continue
        for container in pod.containers:
            script = executor.script_of_container(container)
            if script is not None and "$(" not in script.text.value and "{{" not in script.text.value:
                yield script


def _scripts_of_dockerfiles(project: Project) -> Iterator[Script]:
    """The scripts of `RUN`, `CMD` and `ENTRYPOINT`, where no `SHELL` chooses another program."""
    for dockerfile in project.dockerfiles:
        has_own_shell = _WINDOWS.search(dockerfile.text.value) is not None or any(
            instruction.keyword == "SHELL" for instruction in dockerfile.instructions
        )
        for instruction in () if has_own_shell or dockerfile.problems else dockerfile.instructions:
            is_script = instruction.keyword == "RUN" and len(instruction.arguments) == 1
            if not instruction.heredocs:
                script = shell_form(instruction)
            else:
                script = shell.read(instruction.heredocs[0]) if is_script and not instruction.flags else None
            if script is not None:
                yield script
