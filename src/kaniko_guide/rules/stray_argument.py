"""A word on the executor's command line that is neither a flag nor a flag's value (run aa1).

A switch never takes the next word, so `--cache true` has such a word; so has every word behind a bare `--`. Words that
are variables are not judged, nor is a command line with a flag that no build has (there the parser takes the next word
for its value).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall, Word

STRAY = Bilingual(
    zh='executor 不认识 `{word}`，会报 `unknown command "{word}" for "executor"`。',
    en='The executor does not know `{word}`: `unknown command "{word}" for "executor"`.',
)
SWITCH = Message(
    "value-of-switch",
    STRAY,
    Bilingual(zh="开关的值要用等号：`{switch}={word}`。", en="A switch takes its value with `=`: `{switch}={word}`."),
)
OTHER = Message(
    "other",
    STRAY,
    Bilingual(zh="删掉这个词，或者补上它前面的参数名。", en="Delete the word, or write the flag it belongs to."),
)
AFTER_DASHES = Message(
    "after-dashes",
    STRAY,
    Bilingual(
        zh="去掉前面单独的 `--`：它后面的词都不再是参数。",
        en="Delete the bare `--` before it: no word behind it is a flag.",
    ),
)

RULE = Rule(
    name="stray-argument",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="命令行里多出来的词", en="A stray word on the executor's command line"),
    why=Bilingual(
        zh=(
            "executor 只接受参数（`--…`）。多出一个词，它就当成子命令，报 `unknown command` 并退出，什么都不构建。"
            "常见原因：开关后面用空格写值（`--cache true`），或者漏写了参数名。"
        ),
        en=(
            "The executor takes flags only. It reads any other word as a subcommand, stops with `unknown command` "
            "and builds nothing. Mostly a switch was given its value with a blank (`--cache true`), or a flag's name "
            "was forgotten."
        ),
    ),
    messages=(SWITCH, OTHER, AFTER_DASHES),
    source="run aa1-positional-arg, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the first such word of each call, the one that the executor names."""
    known = {name for build in executors.releases() for name in executors.flags(build)}
    for call in executor_calls.build_calls(project):
        behind = _behind_dashes(call)
        if behind is not None:
            yield RULE.finding(behind.text, AFTER_DASHES, word=behind.value)
            continue
        if (
            not call.positionals
            or not executor_calls.all_flags_known(call)
            or any(flag.name not in known for flag in call.flags)
        ):
            continue
        word = call.positionals[0]
        if word.literal or not set(word.value) & set("*?["):
            switch = _switch(call, word)
            yield RULE.finding(word.text, SWITCH if switch else OTHER, word=word.value, switch=switch)


def _behind_dashes(call: ExecutorCall) -> Word | None:
    """The first word behind `--` where nothing before may be a variable, or be taken for a flag's value."""
    at = next((at for at, word in enumerate(call.words) if word.value == "--"), None)
    if (
        at is None
        or any(flag.value == "--" for flag in call.flags)
        or not executor_calls.is_constant(call.words[at - 1].value[:1])
    ):
        return None
    return next((word for word in call.words[at + 1 :] if executor_calls.is_constant(word.value[:1])), None)


def _switch(call: ExecutorCall, word: Word) -> str | None:
    """The switch before a word that may be its value."""
    start = word.text.origin(0)
    before = [flag for flag in call.flags if flag.text.source == word.text.source and flag.text.origin(0) < start]
    if word.value in {"true", "false"} and before and before[-1].value is None:
        return before[-1].name
    return None
