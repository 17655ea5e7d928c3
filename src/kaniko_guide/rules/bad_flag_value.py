"""Executor flags without a value, or with a value that is invalid for the flag's type.

Types are taken from `--help`; the valid values of each type from the executor's source and from Go's `strconv` and
`time` (`facts/executors.yml`). The executor parses the command line before it builds anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.facts.executors import FlagFact
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Flag

REFUSED = Bilingual(zh="`{flag}` 不接受值 `{value}`。", en="`{flag}` does not accept the value `{value}`.")
GIVE = Bilingual(zh="写成 `{flag}=值`。", en="Write `{flag}=value`.")
NO_VALUE = Message("no-value", Bilingual(zh="`{flag}` 没有值。", en="`{flag}` has no value."), GIVE)
NEXT_FLAG = Message(
    "next-flag",
    Bilingual(
        zh="`{flag}` 没有值，后面的 `{value}` 会被当成它的值。",
        en="`{flag}` has no value, so `{value}` is read as its value.",
    ),
    GIVE,
)
EQUALS = Message(
    "space-before-equals",
    Bilingual(
        zh="`=` 前面有空格，`{flag}` 的值成了 `{value}`。",
        en="`{flag}` gets the value `{value}` because of the space before `=`.",
    ),
    Bilingual(zh="去掉 `=` 两边的空格。", en="Remove the spaces around `=`."),
)
ONE_OF = Message("choice", REFUSED, Bilingual(zh="可用的值：{choice}。", en="Use one of {choice}."))
SWITCH = Message(
    "boolean",
    REFUSED,
    Bilingual(
        zh="写成 `true` 或 `false`，或者只写参数名。", en="Write `true` or `false`, or the flag without a value."
    ),
)
NUMBER = Message("integer", REFUSED, Bilingual(zh="写成整数。", en="Write an integer."))
DURATION = Message(
    "duration",
    REFUSED,
    Bilingual(
        zh="加上单位，例如 `48h`；没有“天”这个单位。",
        en="Write a duration with a unit, such as `48h`; there is no unit for days.",
    ),
)
PAIR = Message("pair", REFUSED, Bilingual(zh="写成 `键=值`。", en="Write `key=value`."))

RULE = Rule(
    name="bad-flag-value",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="参数的值无效", en="Invalid flag value"),
    why=Bilingual(
        zh=(
            "executor 在构建之前先解析整个命令行。`--cache-ttl=2` 缺少单位，`--cache=yes` 不是 `true` 或 "
            "`false`，`--snapshot-mode=fast` 不是已有的模式：遇到这些值，它会以退出码 1 退出，不构建任何内容。"
        ),
        en=(
            "The executor parses its whole command line before the build. `--cache-ttl=2` has no unit, "
            "`--cache=yes` is neither `true` nor `false`, and `--snapshot-mode=fast` is not an existing "
            "mode: the executor exits with 1 and builds nothing."
        ),
    ),
    messages=(NO_VALUE, NEXT_FLAG, EQUALS, ONE_OF, SWITCH, NUMBER, DURATION, PAIR),
    source="runs 00-help and x9-bad-snapshot-mode, both executors; pkg/config/options.go, args.go and "
    "pkg/logging/logging.go of both; Go's strconv and time; pflag, flag.go",
)


INTEGER = re.compile(r"[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|[\d_]+|0[oO][0-7_]+)")
TIME = re.compile(r"[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)")
ANY_CASE = "--verbosity"
"""The flag whose words may be written in any case."""

PATTERNS = {"int": (INTEGER, NUMBER), "duration": (TIME, DURATION)}


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid value, or at the flag without one."""
    for call in executor_calls.build_calls(project):
        for flag in call.flags:
            message, choice = _fault(flag) or (None, "")
            if message is not None:
                where = flag.value_text or flag.text
                yield RULE.finding(where, message, flag=flag.name, value=flag.value, choice=choice)


def _fault(flag: Flag) -> tuple[Message, str] | None:
    """What is wrong with a value, and the words it may be."""
    facts = [fact for build in executors.releases() if (fact := executors.flags(build).get(flag.name)) is not None]
    types = {fact.type for fact in facts}
    value = flag.value
    if not facts or (value is None and None in types):
        return None
    if value is None:
        return NO_VALUE, ""
    if flag.text.value == flag.name:
        if value.startswith("--") and value.partition("=")[0] in _all_flags():
            return NEXT_FLAG, ""
        if value.startswith("="):
            return EQUALS, ""
    if not executor_calls.is_constant(value):
        return None
    refused = [_refused(fact, value) for fact in facts]
    return None if None in refused else refused[0]


def _refused(fact: FlagFact, value: str) -> tuple[Message, str] | None:
    """The message for a value that is not admitted, and the words it may be; None for one that is."""
    choice = executors.values(fact.name) or executors.values(fact.type or "")
    if choice:
        admitted = value in choice or (fact.name == ANY_CASE and value.lower() in choice)
        return None if admitted else (ONE_OF, ", ".join(f"`{word}`" for word in sorted(choice)))
    kind = fact.type
    if kind is None:
        return None if executor_calls.is_boolean(value) else (SWITCH, "")
    if kind in PATTERNS:
        pattern, message = PATTERNS[kind]
        return None if pattern.fullmatch(value) else (message, "")
    pairs = {"key-value-arg type": [value], "key-multi-value-arg type": value.split(";") if value else []}
    return (PAIR, "") if any("=" not in pair for pair in pairs.get(kind, ())) else None


def _all_flags() -> frozenset[str]:
    return frozenset(name for build in executors.releases() for name in executors.flags(build))
