"""Executor flags without a value, or with a value that is invalid for the flag's type.

Types are taken from `--help`; the valid values of each type from the executor's source and from Go's `strconv` and
`time` (`facts/executors.yml`). The executor parses the command line before it builds anything.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import between, replacement
from kaniko_guide.facts import executors, image_references
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules.bad_destination import fill_variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.edits import Fix
    from kaniko_guide.facts.executors import FlagFact
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall, Flag
    from kaniko_guide.text import Text

NOT_ACCEPTED = Bilingual(zh="`{flag}` 不接受值 `{value}`。", en="`{flag}` does not accept the value `{value}`.")
ADD_VALUE = Bilingual(zh="写成 `{flag}=值`。", en="Write `{flag}=value`.")
NO_VALUE = Message("no-value", Bilingual(zh="`{flag}` 没有值。", en="`{flag}` has no value."), ADD_VALUE)
NEXT_FLAG = Message(
    "next-flag",
    Bilingual(
        zh="`{flag}` 没有值，后面的 `{value}` 会被当成它的值。",
        en="`{flag}` has no value, so `{value}` is read as its value.",
    ),
    ADD_VALUE,
)
SPACE_BEFORE_EQUALS = Message(
    "space-before-equals",
    Bilingual(
        zh="`=` 前面有空格，`{flag}` 的值成了 `{value}`。",
        en="`{flag}` gets the value `{value}` because of the space before `=`.",
    ),
    Bilingual(zh="去掉 `=` 两边的空格。", en="Remove the spaces around `=`."),
)
CHOICE = Message("choice", NOT_ACCEPTED, Bilingual(zh="可用的值：{choice}。", en="Use one of {choice}."))
BOOLEAN = Message(
    "boolean",
    NOT_ACCEPTED,
    Bilingual(
        zh="写成 `true` 或 `false`，或者只写参数名。", en="Write `true` or `false`, or the flag without a value."
    ),
)
INTEGER = Message("integer", NOT_ACCEPTED, Bilingual(zh="写成整数。", en="Write an integer."))
DURATION = Message(
    "duration",
    NOT_ACCEPTED,
    Bilingual(
        zh="加上单位，例如 `48h`；没有“天”这个单位。",
        en="Write a duration with a unit, such as `48h`; there is no unit for days.",
    ),
)
PAIR = Message("pair", NOT_ACCEPTED, Bilingual(zh="写成 `键=值`。", en="Write `key=value`."))
SCHEME = Message(
    "scheme",
    Bilingual(
        zh="`{flag}` 的值是主机名，写成 `{value}` 不指任何仓库，参数不起作用。",
        en="`{flag}` takes the name of a host; `{value}` names no registry, and the flag has no effect.",
    ),
    Bilingual(zh="去掉 `http://` 或 `https://`。", en="Remove `http://` or `https://`."),
)
CACHE_TAG = Message(
    "cache-tag",
    Bilingual(
        zh=(
            "`--cache-repo` 的值是不带标签的仓库名；executor 会把缓存的键接在 `{value}` 后面，得到无效的名字，缓存"
            "不起作用。"
        ),
        en=(
            "`--cache-repo` takes a repository without a tag; the executor appends the key of the layer to `{value}`, "
            "which makes an invalid name, and nothing is cached."
        ),
    ),
    Bilingual(zh="去掉 `:{tag}`。", en="Remove `:{tag}`."),
)
CACHE_NAME = Message(
    "cache-name",
    Bilingual(
        zh="`{value}` 不是合法的仓库名，缓存不起作用。",
        en="`{value}` is not a valid name of a repository; nothing is cached.",
    ),
    Bilingual(
        zh="写成 `主机/命名空间/名称`：小写，不带 `https://`，末尾没有 `/`。",
        en="Write `HOST/NAMESPACE/NAME`: lower case, without `https://`, and without a `/` at the end.",
    ),
)
QUOTES = Message(
    "quotes",
    Bilingual(
        zh="shell 会去掉 `{flag}` 的值里 JSON 的引号，executor 收到的不是 JSON。",
        en="The shell removes the quotes of the JSON in the value of `{flag}`; the executor gets no JSON.",
    ),
    Bilingual(zh="用单引号包住整个值。", en="Put the whole value in single quotes."),
)

RULE = Rule(
    name="bad-flag-value",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="参数的值无效", en="Invalid flag value"),
    why=Bilingual(
        zh=(
            "`--cache-ttl=2` 缺少单位，`--cache=yes` 不是 `true` 或 `false`，`--snapshot-mode=fast` 不是已有的模式："
            "遇到这些值，executor 会以退出码 1 退出，不推送镜像。"
        ),
        en=(
            "`--cache-ttl=2` has no unit, `--cache=yes` is neither `true` nor `false`, and `--snapshot-mode=fast` is "
            "not an existing mode: with such a value the executor exits with 1 and pushes no image."
        ),
    ),
    messages=(
        NO_VALUE,
        NEXT_FLAG,
        SPACE_BEFORE_EQUALS,
        CHOICE,
        BOOLEAN,
        INTEGER,
        DURATION,
        PAIR,
        SCHEME,
        CACHE_TAG,
        CACHE_NAME,
        QUOTES,
    ),
    source="runs 00-help and x9-bad-snapshot-mode, both executors; case cache-repository-upper-case; "
    "pkg/cache/cache.go, `Destination`, pkg/executor/build.go, `Error uploading layer to cache`, "
    "pkg/config/options.go, args.go and pkg/logging/logging.go of both; Go's strconv and time; pflag, flag.go",
)


INTEGER_PATTERN = lazy.pattern(r"[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|[\d_]+|0[oO][0-7_]+)")
DURATION_PATTERN = lazy.pattern(r"[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_DAYS = lazy.pattern(r"\d{1,4}d", re.ASCII)
CASE_INSENSITIVE_FLAG = "--verbosity"
"""The flag whose values are case-insensitive."""

PATTERNS = {"int": (INTEGER_PATTERN, INTEGER), "duration": (DURATION_PATTERN, DURATION)}


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid value, or at the flag without one."""
    for call in (*executor_calls.build_calls(project), *project.other_calls):
        for flag in call.flags:
            message, choice = _scheme(flag) or _cache_repository(flag) or _problem(flag) or (None, "")
            if message is not None and not ("\n" in flag.text.value and executor_calls.has_syntax_error(call)):
                where = flag.value_text or flag.text
                fix = _fix(call, flag, message)
                values = {"flag": flag.name, "value": flag.value, "choice": choice, "tag": choice}
                finding = RULE.finding(where, message, fix=fix, **values)
                yield replace(finding, severity=Severity.WARNING) if message in _OF_NAMES else finding
            elif call.script is not None and _loses_quotes(flag):
                finding = RULE.finding(flag.value_text or flag.text, QUOTES, flag=flag.name)
                yield replace(finding, severity=Severity.WARNING)


_OF_NAMES = (SCHEME, CACHE_TAG, CACHE_NAME)
"""Messages about a name with which the build goes on."""

_REGISTRY_FLAGS = frozenset(
    {"--registry-mirror", "--insecure-registry", "--skip-tls-verify-registry", "--registry-certificate"}
    | {"--registry-client-cert"}
)


def _scheme(flag: Flag) -> tuple[Message, str] | None:
    value = flag.value or ""
    has_scheme = value.startswith(("http://", "https://")) and flag.name in _REGISTRY_FLAGS
    maps_to_scheme = flag.name == "--registry-map" and _SCHEME_IN_MAP.search(value) is not None
    return (SCHEME, "") if has_scheme or maps_to_scheme else None


_SCHEME_IN_MAP = lazy.pattern(r"(?:^|[=;])https?://")


def _cache_repository(flag: Flag) -> tuple[Message, str] | None:
    """The message for a value of `--cache-repo` to which no key can be appended."""
    value = flag.value or ""
    name = fill_variables(value)
    if flag.name != "--cache-repo" or not value.isascii() or value.startswith("oci:") or set(name) & set("{}<>"):
        return None
    last = name.rpartition("/")[2]
    if "/" in name and ":" in last and "@" not in last and image_references.is_valid(name):
        return CACHE_TAG, value.rpartition(":")[2]
    return None if image_references.is_valid(f"{name}:1") else (CACHE_NAME, "")


def _loses_quotes(flag: Flag) -> bool:
    """Whether a value is JSON as it is written, but not after the shell has removed the quotes."""
    written = (flag.value_text or flag.text).value
    json_text = written[written.find("{") :] if '{"' in written else ""
    value = flag.value or ""
    return bool(json_text) and _is_json(json_text) and not _is_json(value[value.find("{") :])


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _fix(call: ExecutorCall, flag: Flag, message: Message) -> Fix | None:
    """The fix of a value that is only written in another way than the executor expects."""
    text, value = flag.value_text, flag.value
    if text is None or not value:
        return None
    if message is SPACE_BEFORE_EQUALS:
        return _without_spaces(call, flag, text) if call.script is not None else None
    new = None
    if message is BOOLEAN:
        new = executor_calls.BOOLEAN_WORDS.get(value.lower())
    elif message is DURATION and _DAYS.fullmatch(value):
        new = f"{int(value[:-1]) * 24}h"
    elif message is SCHEME and value.startswith("http"):
        return replacement(text, f"{value.partition('://')[0]}://", "", text.value.find(value))
    elif message is CHOICE:
        new = _in_other_case(flag)
    at = text.value.find(value)
    return replacement(text, value, new, at) if new is not None and at >= 0 else None


def _without_spaces(call: ExecutorCall, flag: Flag, text: Text) -> Fix | None:
    """The fix that joins a flag and its value."""
    before = between(flag.text, text, " \t", "")
    if text.value != "=" or before is None:
        return before
    following = next((word for word in call.words if word.text.origin(0) > text.origin(0)), None)
    after = between(text, following.text, " \t", "") if following is not None else None
    return (*before, *after) if after is not None else None


def _in_other_case(flag: Flag) -> str | None:
    """The only valid word that differs from a value in capital and small letters only."""
    facts = [fact for release in executors.releases() if (fact := executors.flags(release).get(flag.name)) is not None]
    words = {word for fact in facts for word in executors.values(fact.name) or executors.values(fact.type or "") or ()}
    same = [word for word in words if word.lower() == (flag.value or "").lower()]
    return same[0] if len(same) == 1 else None


def _problem(flag: Flag) -> tuple[Message, str] | None:
    """The message for a flag's value and its valid words, or None if it is valid for some release."""
    facts = [fact for release in executors.releases() if (fact := executors.flags(release).get(flag.name)) is not None]
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
            return SPACE_BEFORE_EQUALS, ""
    if not executor_calls.is_constant(value):
        return None
    problems = [_not_accepted(fact, value) for fact in facts]
    return None if None in problems else problems[0]


def _not_accepted(fact: FlagFact, value: str) -> tuple[Message, str] | None:
    """The message for an invalid value and its valid words, or None if it is valid for this release."""
    choice = executors.values(fact.name) or executors.values(fact.type or "")
    if choice:
        accepted = value in choice or (fact.name == CASE_INSENSITIVE_FLAG and value.lower() in choice)
        proposed = sorted(word for word in choice if (fact.name, word) not in executor_calls.LOSSY_VALUES)
        return None if accepted else (CHOICE, ", ".join(f"`{word}`" for word in proposed))
    kind = fact.type
    if kind is None:
        return None if executor_calls.is_boolean(value) else (BOOLEAN, "")
    if kind in PATTERNS:
        pattern, message = PATTERNS[kind]
        return None if pattern.fullmatch(value) else (message, "")
    pairs = {"key-value-arg type": [value], "key-multi-value-arg type": value.split(";") if value else []}
    return (PAIR, "") if any("=" not in pair for pair in pairs.get(kind, ())) else None


def _all_flags() -> frozenset[str]:
    return frozenset(name for release in executors.releases() for name in executors.flags(release))
