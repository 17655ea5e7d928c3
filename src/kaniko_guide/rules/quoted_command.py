"""A command that is entirely in quotes, so that the shell takes the whole line for the name of a program.

A name that contains a `/`, such as `"/opt/my app/run"`, is not judged unless an option follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.build_stages import shell_form
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Script, Word

RULE = Rule(
    name="quoted-command",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="整条命令都在引号里", en="Command in quotes"),
    why=Bilingual(
        zh=(
            "引号里的空格不分隔单词，所以整条命令成了一个程序名，shell 报 `not found`，退出码为 127。"
            "多出来的引号常常是 `sh('…')` 改写时留下的，或者是 `RUN`、`CMD` 后面习惯性加上的。"
        ),
        en=(
            "Spaces in quotes separate no words: the whole command is the name of one program, and the shell fails "
            "with `not found` and exit code 127. The quotes often remain when `sh('…')` is rewritten, or are added to "
            "`RUN` and `CMD` by habit."
        ),
    ),
    message=Bilingual(
        zh="shell 会去找名为 `{found}` 的程序。", en="The shell looks for a program with the name `{found}`."
    ),
    help=Bilingual(zh="去掉外面的引号。", en="Remove the outer quotes."),
    source="POSIX, Shell Command Language, 2.2 Quoting and 2.9.1.4 Command Search and Execution",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the quoted words."""
    for script in project.scripts:
        yield from _in_script(script)
    for dockerfile in project.dockerfiles:
        for instruction in dockerfile.instructions:
            command = shell_form(instruction)
            if command is not None:
                yield from _in_script(command)


def _in_script(script: Script) -> Iterator[Finding]:
    for command in script.commands if not script.problems else ():
        if _is_a_command(command.words[0]):
            yield RULE.finding(command.words[0].text, found=command.words[0].value.strip())


def _is_a_command(word: Word) -> bool:
    """Whether a word is in quotes and begins with the name of a program."""
    written = word.text.value
    program, space, rest = word.value.strip().partition(" ")
    is_quoted = written[0] in "'\"" and written[-1] == written[0] and written[0] not in written[1:-1]
    is_a_name = program.replace("-", "").replace("_", "").isalnum()
    return is_quoted and bool(space) and "\n" not in word.value and (is_a_name or rest.startswith("-"))
