"""An executor flag whose value its type does not admit, or that has none.

The types are those that `--help` prints; what each admits is known from the executor's source and from Go's `strconv`
and `time` (`facts/executors.yml`). The command line is parsed before anything is built.
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

REFUSED = Bilingual(zh="`{flag}` 不接受 `{value}` 这个值。", en="`{flag}` does not take the value `{value}`.")
GIVE = Bilingual(zh="写成 `{flag}=值`。", en="Write `{flag}=value`.")
NO_VALUE = Message("no-value", Bilingual(zh="`{flag}` 后面没有值。", en="`{flag}` has no value behind it."), GIVE)
NEXT_FLAG = Message(
    "next-flag",
    Bilingual(
        zh="`{flag}` 没有写值，会把后面的 `{value}` 当成它的值。",
        en="`{flag}` has no value of its own and takes `{value}` for it.",
    ),
    GIVE,
)
EQUALS = Message(
    "space-before-equals",
    Bilingual(
        zh="`{flag}` 的值成了 `{value}`，因为等号前面有空格。",
        en="`{flag}` gets the value `{value}`, as there is a blank before the `=`.",
    ),
    Bilingual(zh="去掉等号两边的空格。", en="Leave no blank around the `=`."),
)
ONE_OF = Message("choice", REFUSED, Bilingual(zh="可以写：{choice}。", en="It takes {choice}."))
SWITCH = Message(
    "boolean",
    REFUSED,
    Bilingual(zh="写成 `true` 或 `false`，或者只写参数名。", en="Write `true` or `false`, or the flag alone."),
)
NUMBER = Message("integer", REFUSED, Bilingual(zh="写成整数。", en="Write a whole number."))
DURATION = Message(
    "duration",
    REFUSED,
    Bilingual(
        zh="写上单位，例如 `48h`；没有“天”这个单位。", en="Write it with a unit, such as `48h`; there is no `d`."
    ),
)
PAIR = Message("pair", REFUSED, Bilingual(zh="写成 `键=值`。", en="Write `key=value`."))

RULE = Rule(
    name="bad-flag-value",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="参数的值不对", en="A flag with a value it does not take"),
    why=Bilingual(
        zh=(
            "executor 先解析整个命令行，再做别的事。`--cache-ttl=2` 缺单位，`--cache=yes` 不是 `true` 或 `false`，"
            "`--snapshot-mode=fast` 没有这种模式：它都会退出，退出码为 1，什么都不构建。"
        ),
        en=(
            "The executor reads its whole command line before it does anything else. `--cache-ttl=2` lacks a unit, "
            "`--cache=yes` is neither `true` nor `false`, `--snapshot-mode=fast` is no mode there is: it exits with 1 "
            "and builds nothing."
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
    """Findings at the value, or at the flag that has none."""
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
