"""Full-width punctuation, curly quotes or long dashes where a command, a Dockerfile or the executor needs ASCII.

They come from Chinese input methods and from editors with smart quotes and dashes; ShellCheck only detects a few.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import executors
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

RULE = Rule(
    name="full-width-punctuation",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="命令里有全角标点", en="Full-width punctuation in a command"),
    why=Bilingual(
        zh=(
            "全角标点、弯引号和长破折号看起来和 ASCII 标点相似，对程序来说却是普通文字：`——destination` 不是"
            "参数，`“…”` 不是引号，`：1.0` 不是标签。"
        ),
        en=(
            "Full-width punctuation, curly quotes and long dashes look like ASCII punctuation but are "
            "ordinary characters to a program: `——destination` is not a flag, `“…”` are not quotes, and `："
            "1.0` is not a tag."
        ),
    ),
    message=Bilingual(
        zh="`{found}` 不是 ASCII 标点 `{ascii}`。",
        en="`{found}` is not the ASCII character `{ascii}`.",
    ),
    help=Bilingual(zh="切换到英文输入法，改成 `{ascii}`。", en="Replace it with `{ascii}`."),
    source="POSIX shell and BuildKit's grammar only use ASCII punctuation",
)

_ASCII = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum()} | {
    "。": ".",
    "、": ",",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "【": "[",
    "】": "]",
    "\u3000": " ",
}
_DASHES = "—–―－"
_PROSE_PROGRAMS = frozenset({"echo", "printf", "git", "true", ":"})
"""Programs whose arguments are prose."""

_FREE_TEXT = frozenset({"--build-arg", "--label"})
"""Flags of the executor whose values are prose."""

_INSTRUCTIONS = frozenset(
    [
        "ADD",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ]
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the first such character of each word."""
    command_words = (command.words for command in all_commands(project) if program_name(command) not in _PROSE_PROGRAMS)
    instructions = (instruction for dockerfile in project.dockerfiles for instruction in dockerfile.instructions)
    instruction_words = (
        (*instruction.flags, *instruction.arguments)
        for instruction in instructions
        if instruction.keyword in _INSTRUCTIONS and not instruction.json
    )
    for words in (*command_words, *instruction_words):
        for word in words:
            yield from _first_in(word.text, quoted=False)
    for call in project.executor_calls:
        flags = (flag for flag in call.flags if flag.name not in _FREE_TEXT)
        texts = (text for flag in flags for text in (flag.text, flag.value_text) if text is not None)
        for text in (*texts, *(word.text for word in call.positionals)):
            yield from _first_in(text, quoted=True)


def _first_in(text: Text, *, quoted: bool) -> Iterator[Finding]:
    """Yields a finding at the first such character; characters inside ASCII quotes count only if `quoted`."""
    quote = ""
    quotes_end = len(text) - len(text.value.lstrip("'\"-"))
    for at, character in enumerate(text.value):
        if quote:
            quote = "" if character == quote else quote
            if not quoted:
                continue
        elif character in "'\"":
            quote = character
        if character in _DASHES and at <= quotes_end:
            end = at + 1
            while text.value[end : end + 1] in {*_DASHES, "-"}:
                end += 1
            name = f"--{text.value[end:].partition('=')[0]}"
            fix = replacement(text, text.value[at:end], "--", at) if name in _known_flags() else None
            yield RULE.finding(text.cut(at, end), fix=fix, found=text.value[at:end], ascii="--")
            return
        if character in _ASCII and character not in _DASHES:
            ascii_character = _ASCII[character]
            fix = replacement(text, character, ascii_character, at) if _is_certain(text.value, at) else None
            yield RULE.finding(text.cut(at, at + 1), fix=fix, found=character, ascii=ascii_character)
            return


@cache
def _known_flags() -> frozenset[str]:
    return frozenset(name for release in executors.releases() for name in executors.flags(release))


def _is_certain(word: str, at: int) -> bool:
    """Whether a full-width `＝` or `：` is in a place where a flag has only the ASCII character."""
    flag, equals, _ = word[:at].partition("=")
    if word[at] == "＝":
        return not equals and flag in _known_flags()
    return word[at] == "：" and flag in {"--destination", "--cache-repo"} and bool(word[at + 1 :].strip("\"' "))
