"""Dockerfiles that the executor's parser rejects: unknown instructions or flags, no `FROM`, missing arguments.

The quoted errors are those of recorded runs (h1 to h3) and of BuildKit's parser, which the executor contains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.edit_distance import only_neighbor
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import raw_replacement
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import dockerfile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Instruction
    from kaniko_guide.text import Text

HELP = Bilingual(
    zh="按 Dockerfile 参考里这条指令的格式改写这一行。",
    en="Write the line in the form that the Dockerfile reference gives for the instruction.",
)
UNKNOWN_FLAG = Message(
    "unknown-flag",
    Bilingual(
        zh="`{keyword}` 没有参数 `--{flag}`，executor 会报 `unknown flag`。",
        en="`{keyword}` has no flag `--{flag}`; the executor fails with `unknown flag`.",
    ),
    Bilingual(zh="删掉 `--{flag}`，或者改正它的拼写。", en="Remove `--{flag}`, or correct its spelling."),
)
CONTINUED = Message(
    "continued",
    Bilingual(
        zh="上一行末尾的反斜杠使 `{found}` 成了上一条指令的一部分。",
        en="The backslash at the end of the previous line makes `{found}` part of the previous instruction.",
    ),
    Bilingual(
        zh="删掉上一行末尾的反斜杠；如果它还有下一段，就把那一段接在反斜杠后面。",
        en="Remove the backslash at the end of the previous line, or put the rest of that instruction after it.",
    ),
)
NO_VALUE = Message(
    "no-value",
    Bilingual(
        zh="`ENV` 没有值，executor 会报 `ENV must have two arguments`。",
        en="`ENV` has no value; the executor fails with `ENV must have two arguments`.",
    ),
    Bilingual(zh="写成 `ENV 名称=值`。", en="Write `ENV NAME=value`."),
)
NO_EQUALS = Message(
    "no-equals",
    Bilingual(
        zh='`{found}` 里没有等号，executor 会报 `can\'t find = in "{found}"`。',
        en='`{found}` has no equals sign; the executor fails with `can\'t find = in "{found}"`.',
    ),
    Bilingual(
        zh="每一项都写成 `名称=值`；值里有空格时加双引号。",
        en="Write each entry as `NAME=value`, and put a value with spaces into double quotes.",
    ),
)
NOT_AS = Message(
    "not-as",
    Bilingual(
        zh="这里只能写 `AS`，不能写 `{found}`；executor 会报 `FROM requires either one or three arguments`。",
        en=("Expected `AS`, found `{found}`; the executor fails with `FROM requires either one or three arguments`."),
    ),
    Bilingual(zh="写成 `FROM 镜像 AS 名称`。", en="Write `FROM image AS name`."),
)
MESSAGES = {
    dockerfile.PARSE_ERROR: Message("line", dockerfile.PARSE_ERROR, HELP),
    dockerfile.FILE_ERROR: Message("file", dockerfile.FILE_ERROR, HELP),
}
"""Those for what the reader reports."""

RULE = Rule(
    name="dockerfile-syntax",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="Dockerfile 语法错误", en="Dockerfile syntax error"),
    why=Bilingual(
        zh=(
            "executor 先解析整个 Dockerfile，再拉取镜像。指令拼错、没有 `FROM` 或参数不够时，它在拉取任何镜像"
            "之前就以退出码 1 退出。"
        ),
        en=(
            "The executor parses the whole Dockerfile before it pulls an image. With a misspelled instruction, "
            "a missing `FROM` or too few arguments it exits with 1 before the first pull."
        ),
    ),
    messages=(*MESSAGES.values(), UNKNOWN_FLAG, CONTINUED, NO_VALUE, NO_EQUALS, NOT_AS),
    source="runs h1-dockerfile-unknown-instruction, h2-dockerfile-no-from, h3-dockerfile-empty, both executors; "
    "moby/buildkit v0.32.2, frontend/dockerfile/instructions and parser",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each position where parsing fails."""
    for read in project.dockerfiles:
        for problem in read.problems:
            fix = _known_instruction(problem.where, str(problem.values["text"]))
            yield RULE.finding(problem.where, MESSAGES[problem.template], fix=fix, **problem.values)
        for instruction in read.instructions:
            yield from _flags(instruction)
            yield from _continued_line(instruction)
            if instruction.keyword == "ENV":
                yield from _variables(instruction)
            if instruction.keyword == "FROM" and len(instruction.arguments) == len(("image", "AS", "stage")):
                word = instruction.arguments[1]
                if word.value.lower() != "as":
                    yield RULE.finding(word.text, NOT_AS, found=word.value)


def _known_instruction(where: Text, error: str) -> Fix | None:
    """The fix of an instruction that is one edit away from a single known one."""
    written = where.value
    name = only_neighbor(written.upper(), dockerfile.KNOWN_INSTRUCTIONS)
    if not error.startswith("unknown instruction") or name is None:
        return None
    return raw_replacement(where, written, name.lower() if written.islower() else name)


def _flags(instruction: Instruction) -> Iterator[Finding]:
    for flag in instruction.flags:
        name = flag.value.partition("=")[0]
        if name not in FLAGS.get(instruction.keyword, frozenset()):
            yield RULE.finding(flag.text, UNKNOWN_FLAG, flag=name.removeprefix("--"), keyword=instruction.keyword)


def _continued_line(instruction: Instruction) -> Iterator[Finding]:
    """Finds an instruction on a line that a backslash joins to the previous one."""
    if instruction.heredocs:
        return
    at = len(instruction.where)
    for word in instruction.text.value[at:].split():
        at = instruction.text.value.index(word, at)
        found = instruction.text.cut(at, at + len(word))
        if word in INSTRUCTIONS and found.position().column == 1:
            yield RULE.finding(found, CONTINUED, found=word)
            return
        at += len(word)


def _variables(instruction: Instruction) -> Iterator[Finding]:
    """Checks `ENV NAME value` and `ENV NAME=value …`."""
    words = instruction.arguments
    if len(words) == 1 and "=" not in words[0].value and "$" not in words[0].value:
        yield RULE.finding(words[0].text, NO_VALUE)
    elif words and "=" in words[0].value:
        for word in words[1:]:
            if "=" not in word.value and "$" not in word.value:
                yield RULE.finding(word.text, NO_EQUALS, found=word.value)
                return


FLAGS = {
    "ADD": frozenset({"--checksum", "--chmod", "--chown", "--exclude", "--keep-git-dir", "--link", "--unpack"}),
    "COPY": frozenset({"--chmod", "--chown", "--exclude", "--from", "--link", "--parents"}),
    "FROM": frozenset({"--platform"}),
    "HEALTHCHECK": frozenset({"--interval", "--retries", "--start-interval", "--start-period", "--timeout"}),
    "RUN": frozenset({"--device", "--mount", "--network", "--security"}),
}
"""The flags of each instruction that has any, in the newest BuildKit that an executor carries."""

INSTRUCTIONS = frozenset(
    {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN", "USER"}
    | {"VOLUME", "WORKDIR"}
)
