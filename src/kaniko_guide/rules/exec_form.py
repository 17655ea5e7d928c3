"""A command in brackets that is no list: the exec form with wrong quotes or commas, or a whole command in one string.

BuildKit's parser, which the executor carries, takes brackets that are not JSON for a shell's command; a list is run as
it stands, its first string being the program's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Instruction
    from kaniko_guide.text import Text

HELP = Bilingual(
    zh='写成 `["程序", "参数"]`：双引号，逗号隔开，每个词一项。',
    en='Write `["program", "argument"]`: double quotes, commas between, one entry a word.',
)
NOT_JSON = Message(
    "not-json",
    Bilingual(zh="`{found}` 不是 JSON，会当成 shell 命令。", en="`{found}` is not JSON and goes to the shell."),
    HELP,
)
ONE_STRING = Message(
    "one-string",
    Bilingual(
        zh="`{found}` 是一个字符串，会当成一个程序的名字。",
        en="`{found}` is one string and is taken for a program's name.",
    ),
    HELP,
)

RULE = Rule(
    name="exec-form",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="方括号里的命令写错", en="A command in brackets that is no list"),
    why=Bilingual(
        zh=(
            'Dockerfile 的 `["…", "…"]` 必须是 JSON：双引号，逗号隔开，最后没有逗号。否则整行被当成 shell 命令，'
            "镜像照样推送，容器启动时才报 `[java,: not found`。列表的第一项是程序名，"
            '所以 `["java -jar app.jar"]` 会去找名叫 `java -jar app.jar` 的程序；Pod 的 `command` 也是这样。'
        ),
        en=(
            '`["…", "…"]` in a Dockerfile must be JSON: double quotes, commas between, none at the end. Otherwise '
            "it is a shell's command: the image is pushed, and its container fails with `[java,: not found`. The first "
            'entry of a list is the program, so `["java -jar app.jar"]` looks for a program of that whole name; so '
            "does a pod's `command`."
        ),
    ),
    messages=(NOT_JSON, ONE_STRING),
    source="moby/buildkit v0.32.2, frontend/dockerfile/parser, parseMaybeJSON; OCI runtime specification, process.args",
)


LISTS = frozenset({"CMD", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"})
BROKEN = ("['", '["')


def check(project: Project) -> Iterator[Finding]:
    """Findings at the brackets, or at the string that holds a whole command."""
    for dockerfile in project.dockerfiles:
        for instruction in dockerfile.instructions:
            if instruction.keyword in LISTS and not instruction.json and not instruction.flags:
                yield from _brackets(instruction)
            if instruction.keyword == "ENTRYPOINT" and instruction.json and len(instruction.arguments) == 1:
                yield from _one_string(instruction.arguments[0].text, instruction.arguments[0].value)
    for pod in project.pods:
        for container in pod.containers:
            for word in (container.command or ())[:1]:
                if len(container.command or ()) == 1:
                    yield from _one_string(word, word.value)


def _brackets(instruction: Instruction) -> Iterator[Finding]:
    start = len(instruction.where.value)
    start += len(instruction.text.value[start:]) - len(instruction.text.value[start:].lstrip())
    written = instruction.text.value[start:].rstrip()
    if written.startswith(BROKEN):
        found = instruction.text.cut(start, start + len(written.partition("\n")[0]))
        yield RULE.finding(found, NOT_JSON, found=found)


def _one_string(where: Text, value: str) -> Iterator[Finding]:
    program, blank, rest = value.strip().partition(" ")
    if blank and "$" not in program and ("/" not in program or rest.startswith("-")):
        yield RULE.finding(where, ONE_STRING, found=value)
