"""Exec-form commands that are not a JSON list, or that consist of a single string with a whole command.

BuildKit's parser, which the executor contains, treats brackets that are not JSON as a shell command. In a list, the
first string is the program's name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.build_stages import stages
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import raw_replacement
from kaniko_guide.facts import official_images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile, Instruction
    from kaniko_guide.text import Text

HELP = Bilingual(
    zh='写成 `["程序", "参数"]`：用双引号和逗号，每个词一项。',
    en='Write `["program", "argument"]`: double quotes, commas, one item per word.',
)
NOT_JSON = Message(
    "not-json",
    Bilingual(
        zh="`{found}` 不是 JSON，会被当成 shell 命令。", en="`{found}` is not JSON and is run as a shell command."
    ),
    HELP,
)
SINGLE_STRING = Message(
    "single-string",
    Bilingual(
        zh="`{found}` 是一个字符串，会被当成一个程序名。",
        en="`{found}` is a single string and is treated as the program's name.",
    ),
    HELP,
)

RULE = Rule(
    name="exec-form",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="无效的 exec 形式", en="Invalid exec form"),
    why=Bilingual(
        zh=(
            'Dockerfile 的 `["…", "…"]` 必须是 JSON：双引号，逗号分隔，末尾没有逗号。否则整行被当成 shell 命'
            "令：`ENTRYPOINT` 或 `CMD` 写错时镜像仍会推送，容器启动时才报 `[java,: not found`。列表的第一项是程序名"
            '，所以 `["java -jar '
            'app.jar"]` 会去找名为 `java -jar app.jar` 的程序；Pod 的 `command` 也一样。'
        ),
        en=(
            '`["…", "…"]` in a Dockerfile must be JSON: double quotes, commas in between, no comma at the '
            "end. Otherwise it is a shell command: with a wrong `ENTRYPOINT` or `CMD` the image is pushed, and the "
            "container fails with `[java,: not found`. The first item is the program's name, so `[\"java -jar "
            'app.jar"]` looks for '
            "a program with that whole name. The same is true of a pod's `command`."
        ),
    ),
    messages=(NOT_JSON, SINGLE_STRING),
    source="moby/buildkit v0.32.2, frontend/dockerfile/parser, parseMaybeJSON; OCI runtime specification, process.args",
)


_ITEM = lazy.pattern(r"\"([^\"\\$'\n,]+)\"|'([^\"\\$'\n,]+)'")
_LIST = lazy.pattern(rf"\[[ \t]*(?:{_ITEM.pattern})(?:[ \t]*,[ \t]*(?:{_ITEM.pattern}))*[ \t]*,?[ \t]*\]")
"""A list of words without variables, in any quotes."""

EXEC_FORM_INSTRUCTIONS = frozenset({"CMD", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"})
BROKEN_LIST_STARTS = ("['", '["')


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the brackets, or at the string with a whole command."""
    for dockerfile in project.dockerfiles:
        for instruction in dockerfile.instructions:
            if instruction.keyword in EXEC_FORM_INSTRUCTIONS and not instruction.json and not instruction.flags:
                yield from _not_json(instruction)
            if instruction.keyword in {"ENTRYPOINT", "RUN"} and instruction.json and len(instruction.arguments) == 1:
                yield from _single_string(instruction.arguments[0].text, instruction.arguments[0].value)
        yield from _start_command(dockerfile)
    for pod in project.pods:
        for container in pod.containers:
            for word in (container.command or ())[:1]:
                if len(container.command or ()) == 1:
                    yield from _single_string(word, word.value)
                elif _SHELL_WITH_OPTION.fullmatch(word.value):
                    yield RULE.finding(word, SINGLE_STRING, found=word)


_SHELL_WITH_OPTION = lazy.pattern(r"(?:/(?:usr/)?bin/|/busybox/)?(?:ash|bash|dash|sh) +-[a-z]*c")
"""A shell and its option in one string, with the script in the next one."""


def _start_command(dockerfile: Dockerfile) -> Iterator[Finding]:
    """Checks a `CMD` that is a whole command in one string, in a stage whose image is official and sets no shell."""
    bases = [found for found in dockerfile.instructions if found.keyword == "FROM"]
    for stage, base in zip(stages(dockerfile), bases, strict=True):
        image = base.arguments[0].value if base.arguments else ""
        is_known = stage.base is None and image.lower() != "scratch" and official_images.has(image)
        if not is_known or any(found.keyword == "ENTRYPOINT" for found in stage.instructions):
            continue
        for found in stage.instructions:
            if found.keyword == "CMD" and found.json and len(found.arguments) == 1:
                yield from _single_string(found.arguments[0].text, found.arguments[0].value)


def _not_json(instruction: Instruction) -> Iterator[Finding]:
    start = len(instruction.where.value)
    start += len(instruction.text.value[start:]) - len(instruction.text.value[start:].lstrip())
    written = instruction.text.value[start:].rstrip()
    if written.startswith(BROKEN_LIST_STARTS):
        found = instruction.text.cut(start, start + len(written.partition("\n")[0]))
        fix = _as_json(found, written)
        yield RULE.finding(found, NOT_JSON, fix=fix, found=found)


def _as_json(where: Text, written: str) -> Fix | None:
    """The fix of a list on one line that only lacks double quotes, or has a comma at its end."""
    if not _LIST.fullmatch(written):
        return None
    quoted = _ITEM.sub(lambda item: f'"{item[1] or item[2]}"', written)
    return raw_replacement(where, written, re.sub(r"[ \t]*,(?=[ \t]*\]$)", "", quoted))


def _single_string(where: Text, value: str) -> Iterator[Finding]:
    program, space, rest = value.strip().partition(" ")
    if space and "$" not in program and ("/" not in program or rest.startswith("-")):
        yield RULE.finding(where, SINGLE_STRING, found=value)
