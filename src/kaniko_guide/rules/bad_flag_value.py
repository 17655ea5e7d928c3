"""An executor flag whose value its type does not admit, or that has none.

The types are those that `--help` prints; what each admits is known from the executor's source and from Go's `strconv`
and `time` (`facts/executors.yml`). The command line is parsed before anything is built.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide.analysis import calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.facts.executors import FlagFact
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Flag

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
    message=Bilingual(zh="`{flag}` {fault}。", en="`{flag}` {fault}."),
    help=Bilingual(zh="{cure}。", en="{cure}."),
    source="runs 00-help and x9-bad-snapshot-mode, both executors; pkg/config/options.go, args.go and "
    "pkg/logging/logging.go of both; Go's strconv and time; pflag, flag.go",
)

REFUSED = Bilingual(zh="不接受 `{value}` 这个值", en="does not take the value `{value}`")
NO_VALUE = Bilingual(zh="后面没有值", en="has no value behind it")
NEXT_FLAG = Bilingual(
    zh="没有写值，会把后面的 `{value}` 当成它的值", en="has no value of its own and takes `{value}` for it"
)
EQUALS = Bilingual(
    zh="的值成了 `{value}`，因为等号前面有空格", en="gets the value `{value}`, as there is a blank before the `=`"
)

GIVE = Bilingual(zh="写成 `{flag}=值`", en="Write `{flag}=value`")
NO_BLANK = Bilingual(zh="去掉等号两边的空格", en="Leave no blank around the `=`")
ONE_OF = Bilingual(zh="可以写：{choice}", en="It takes {choice}")
SWITCH = Bilingual(zh="写成 `true` 或 `false`，或者只写参数名", en="Write `true` or `false`, or the flag alone")
NUMBER = Bilingual(zh="写成整数", en="Write a whole number")
DURATION = Bilingual(
    zh="写上单位，例如 `48h`；没有“天”这个单位", en="Write it with a unit, such as `48h`; there is no `d`"
)
PAIR = Bilingual(zh="写成 `键=值`", en="Write `key=value`")

INTEGER = re.compile(r"[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|[\d_]+|0[oO][0-7_]+)")
TIME = re.compile(r"[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)")
ANY_CASE = "--verbosity"
"""The flag whose words may be written in any case."""

PATTERNS = {"int": (INTEGER, NUMBER), "duration": (TIME, DURATION)}


def check(project: Project) -> Iterator[Finding]:
    """Findings at the value, or at the flag that has none."""
    for call in calls.builds(project):
        for flag in call.flags:
            found = _fault(flag)
            if found is not None:
                fault, cure = found
                yield RULE.finding(flag.value_text or flag.text, flag=flag.name, fault=fault, cure=cure)


def _fault(flag: Flag) -> tuple[Bilingual, Bilingual] | None:
    facts = [fact for build in executors.builds() if (fact := executors.flags(build).get(flag.name)) is not None]
    types = {fact.type for fact in facts}
    value = flag.value
    if not facts or (value is None and None in types):
        return None
    if value is None:
        return NO_VALUE, GIVE.format(flag=flag.name)
    if flag.text.value == flag.name:
        if value.startswith("--") and value.partition("=")[0] in _all_flags():
            return NEXT_FLAG.format(value=value), GIVE.format(flag=flag.name)
        if value.startswith("="):
            return EQUALS.format(value=value), NO_BLANK
    if not calls.is_known(value):
        return None
    cures = [_refused(fact, value) for fact in facts]
    return (REFUSED.format(value=value), cures[0]) if cures[0] is not None and None not in cures else None


def _refused(fact: FlagFact, value: str) -> Bilingual | None:
    """How to cure a value that is not admitted; None for one that is."""
    choice = executors.values(fact.name) or executors.values(fact.type or "")
    if choice:
        admitted = value in choice or (fact.name == ANY_CASE and value.lower() in choice)
        return None if admitted else ONE_OF.format(choice=", ".join(f"`{word}`" for word in sorted(choice)))
    kind = fact.type
    if kind is None:
        return None if calls.is_boolean(value) else SWITCH
    if kind in PATTERNS:
        pattern, cure = PATTERNS[kind]
        return None if pattern.fullmatch(value) else cure
    pairs = {"key-value-arg type": [value], "key-multi-value-arg type": value.split(";") if value else []}
    return PAIR if any("=" not in pair for pair in pairs.get(kind, ())) else None


def _all_flags() -> frozenset[str]:
    return frozenset(name for build in executors.builds() for name in executors.flags(build))
