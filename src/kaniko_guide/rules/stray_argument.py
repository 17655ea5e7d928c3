"""Words on the executor's command line that are neither a flag nor a flag's value (run aa1).

A boolean flag never uses the next word as its value, so `--cache true` has such a word, and so has every word after
`--`. Variables are not checked, nor are command lines with a flag that no release has, as the parser reads the next
word as its value. Executors before 1.0 are left out: the first ones have no subcommands and ignore such words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import between
from kaniko_guide.facts import executors
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall, Flag, Word

UNEXPECTED = Bilingual(
    zh='executor 不接受参数 `{word}`，会报 `unknown command "{word}" for "executor"`。',
    en='Unexpected argument `{word}`; the executor fails with `unknown command "{word}" for "executor"`.',
)
VALUE_OF_BOOLEAN = Message(
    "value-of-boolean",
    UNEXPECTED,
    Bilingual(
        zh="布尔参数的值要用等号：`{boolean}={word}`。",
        en="Write the value of a boolean flag with `=`: `{boolean}={word}`.",
    ),
)
OTHER = Message(
    "other",
    UNEXPECTED,
    Bilingual(zh="删掉这个词，或补上它前面的参数名。", en="Delete it, or add the flag it belongs to."),
)
AFTER_DASHES = Message(
    "after-dashes",
    UNEXPECTED,
    Bilingual(
        zh="删掉前面单独的 `--`：它后面的词不会解析成参数。",
        en="Delete the `--` before it: words after `--` are not parsed as flags.",
    ),
)

RULE = Rule(
    name="stray-argument",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="executor 命令行里多余的参数", en="Unexpected argument of the executor"),
    why=Bilingual(
        zh=(
            "构建时 executor 只接受参数（`--…`）。多余的词会被当成子命令，executor 报 `unknown command` 并退出，不构"
            "建任何内容。例如用空格给布尔参数写值（`--cache true`），或者漏写了参数名。"
        ),
        en=(
            "For a build the executor accepts flags only. It reads any other word as a subcommand, exits with `unknown "
            "command` and builds nothing. For example a boolean flag is followed by a space and a value "
            "(`--cache true`), or a flag's name is missing."
        ),
    ),
    messages=(VALUE_OF_BOOLEAN, OTHER, AFTER_DASHES),
    source="run aa1-positional-arg, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the first such word of each call, which is the one in the executor's error."""
    known = {name for build in executors.releases() for name in executors.flags(build)}
    for call in executor_calls.build_calls(project):
        if executor_calls.may_precede_1_0(project, call):
            continue
        after_dashes = _word_after_dashes(call)
        if after_dashes is not None:
            yield RULE.finding(after_dashes.text, AFTER_DASHES, word=after_dashes.value)
            continue
        if (
            not call.positionals
            or not executor_calls.all_flags_known(call)
            or any(flag.name not in known for flag in call.flags)
        ):
            continue
        word = call.positionals[0]
        if word.literal or not set(word.value) & set("*?["):
            flag = _boolean_flag(call, word)
            if flag is None:
                yield RULE.finding(word.text, OTHER, word=word.value)
            else:
                # the words of a container's `args` can't be joined like those of a shell
                fix = between(flag.text, word.text, " \t", "=") if call.script is not None else None
                yield RULE.finding(word.text, VALUE_OF_BOOLEAN, fix=fix, word=word.value, boolean=flag.name)


def _word_after_dashes(call: ExecutorCall) -> Word | None:
    """The first word after `--`, or None if an earlier word may be a variable or use `--` as its value."""
    at = next((at for at, word in enumerate(call.words) if word.value == "--"), None)
    if (
        at is None
        or any(flag.value == "--" for flag in call.flags)
        or not executor_calls.is_constant(call.words[at - 1].value[:1])
    ):
        return None
    return next((word for word in call.words[at + 1 :] if executor_calls.is_constant(word.value[:1])), None)


def _boolean_flag(call: ExecutorCall, word: Word) -> Flag | None:
    """The boolean flag before a word that may be its value."""
    start = word.text.origin(0)
    before = [flag for flag in call.flags if flag.text.source == word.text.source and flag.text.origin(0) < start]
    if word.value in {"true", "false"} and before and before[-1].value is None:
        return before[-1]
    return None
