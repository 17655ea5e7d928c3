"""Scripts of `sed` whose first `s` command is not complete, or is followed by what is no option of it.

An expansion, also of Groovy, is taken for text without the delimiter; a script with one is only checked for its end.
Scripts with a character class that contains the delimiter are left out.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.build_stages import run_commands
from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Word

UNTERMINATED = Message(
    "unterminated",
    Bilingual(
        zh="`s` 命令缺少结尾的 `{delimiter}`，sed 报 ``unterminated `s' command``。",
        en="The `s` command lacks its last `{delimiter}`; sed fails with ``unterminated `s' command``.",
    ),
    Bilingual(zh="在末尾补上 `{delimiter}`。", en="Add `{delimiter}` at the end."),
)
DELIMITER = Message(
    "delimiter",
    Bilingual(
        zh="`{delimiter}` 也出现在替换的文字里，`{rest}` 被当成选项，sed 报 ``unknown option to `s'``。",
        en=(
            "The text contains the delimiter `{delimiter}` too, so `{rest}` is taken for options; sed fails with "
            "``unknown option to `s'``."
        ),
    ),
    Bilingual(
        zh="换一个文字里没有的分隔符，例如 `s|…|…|`。", en="Use a delimiter that the text does not contain: `s|…|…|`."
    ),
)

RULE = Rule(
    name="invalid-sed-script",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="无效的 `sed` 脚本", en="Invalid script of `sed`"),
    why=Bilingual(
        zh=(
            "`s` 后面的第一个字符是分隔符，要出现三次。镜像名里有 `/`，用 `/` 作分隔符，命令就在镜像名中间结束，"
            "剩下的部分不是 sed 的选项。sed 不改文件就退出，步骤失败。"
        ),
        en=(
            "The first character after `s` is the delimiter, and it must occur three times. An image's name contains "
            "`/`: with `/` as the delimiter the command ends in the middle of the name, and the rest is no option of "
            "sed. It exits without changing the file, and the step fails."
        ),
    ),
    messages=(UNTERMINATED, DELIMITER),
    source="POSIX, sed, `s`; GNU sed 4.9 and busybox 1.35, which were run with both",
)

_START = lazy.pattern(r"s([^\w\s\\;\[\]])")
_AFTER = lazy.pattern(r"[ \t]*(?:[gpiIeMm0-9 \t]*(?:w.*)?)(?:$|[;}#\n])")
_EXPANSION = lazy.pattern(r"\$\{[^}]*\}|\$\([^)]*\)|\$\w+|`[^`]*`")
_PARTS = 2
"""The pattern and the replacement, each of which a delimiter ends."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the script."""
    for command in all_commands(project):
        yield from _check_command(command)
    for dockerfile in project.dockerfiles:
        for instruction in dockerfile.instructions:
            for command in run_commands(instruction):
                yield from _check_command(command)


def _check_command(command: Command) -> Iterator[Finding]:
    for word in _scripts(command) if program_name(command) == "sed" else ():
        is_literal = word.literal and "${" not in word.value
        value = word.value if is_literal else _EXPANSION.sub("x", word.value)
        start = _START.match(value)
        ends = None if start is None else _ends(value, start[1])
        if start is None or ends is None:
            continue
        delimiter = start[1]
        if len(ends) < _PARTS:
            finding = RULE.finding(word.text, UNTERMINATED, delimiter=delimiter)
            yield finding if is_literal else replace(finding, severity=Severity.WARNING)
        elif is_literal and not _AFTER.match(value, ends[1] + 1):
            yield RULE.finding(word.text, DELIMITER, delimiter=delimiter, rest=value[ends[1] + 1 :])


def _scripts(command: Command) -> Iterator[Word]:
    """The words that are scripts: each after `-e`, or the first one that is no option."""
    words = command.words[1:]
    after = [following for word, following in pairwise(words) if word.value in {"-e", "--expression"}]
    if after:
        yield from after
    elif not any(word.value.startswith(("-f", "--file", "--expression=")) for word in words):
        yield from [word for word in words if not word.value.startswith("-") or word.value == "-"][:1]


def _ends(script: str, delimiter: str) -> list[int] | None:
    """Where the pattern and the replacement end; None if a character class contains the delimiter."""
    found: list[int] = []
    at = len("s/")
    while at < len(script) and len(found) < _PARTS:
        if script[at] == "\\":
            at += 1
        elif script[at] == "[" and delimiter in script[at:].partition("]")[0] and not found:
            return None
        elif script[at] == delimiter:
            found.append(at)
        at += 1
    return found
