"""Flags that are part of the previous value because the space between them is missing.

`` --context=`pwd`--insecure `` is the directory `/workspace--insecure`, which does not exist (run g1), and the executor
does not get `--insecure`. Reported only if the text after the dashes is the name of a flag, and if it follows a
variable or a quote, or if `=` follows it. Values that may be any text are not checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import executors
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Flag
    from kaniko_guide.text import Text

RULE = Rule(
    name="glued-flag",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="参数之间缺少空格", en="Missing space between flags"),
    why=Bilingual(
        zh=(
            "缺少空格时，后一个参数会成为前一个值的一部分。executor 收不到这个参数，前一个值也错了：构建上下"
            "文成了不存在的目录，或者镜像名变了。"
        ),
        en=(
            "Without the space, the second flag becomes part of the first flag's value. The executor does "
            "not get the second flag, and the first value is wrong: a context directory that does not exist, "
            "or a different image name."
        ),
    ),
    message=Bilingual(
        zh="`{flag}` 前面缺少空格，成了 `{holder}` 的值的一部分。",
        en="`{flag}` is read as part of the value of `{holder}`: the space before it is missing.",
    ),
    help=Bilingual(zh="在 `{flag}` 前面加一个空格。", en="Insert a space before `{flag}`."),
    source=("run g1-context-missing, both executors: a context directory that does not exist fails at the first COPY"),
)

_CHECKED_FLAGS = frozenset(
    {"--context", "-c", "--dockerfile", "-f", "--destination", "-d", "--cache-repo", "--context-sub-path"}
    | {"--target", "--tar-path", "--digest-file", "--cache-dir", "--snapshot-mode", "--verbosity", "-v"}
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the flag inside the value."""
    known = {name for release in executors.releases() for name in executors.flags(release) if name.startswith("--")}
    for call in executor_calls.build_calls(project):
        for flag in call.flags:
            text = flag.value_text
            found = _flag_inside(text, known) if text is not None and flag.name in _CHECKED_FLAGS else None
            if found is not None:
                fix = _space_before(found, flag) if call.script is not None else None
                yield RULE.finding(found, fix=fix, flag=found.value, holder=flag.name)


def _space_before(found: Text, flag: Flag) -> Fix | None:
    """The fix that separates the two flags; None if a quote or a substitution may be open between them."""
    word = flag.value_text if flag.value_text is not None and flag.text.value == flag.name else flag.text
    at = found.origin(0) - word.origin(0)
    is_same_text = word.value.startswith(found.value, at)
    return replacement(word, "--", " --", at) if is_same_text and _is_unquoted(word.value[:at]) else None


def _is_unquoted(before: str) -> bool:
    """Whether a word goes on without quotes after its first part, which ends with a quote or an expansion."""
    quote = ""
    for character in before:
        if character == "\\" or (character == "(" and not quote):
            return False
        if character in "'\"`" and quote in {"", character}:
            quote = "" if quote else character
    return not quote and before[-1:] in {"'", '"', "`", "}"}


def _flag_inside(text: Text, known: set[str]) -> Text | None:
    """The flag's name inside a value, or None."""
    value = text.value
    at = value.find("--", 1)
    while at > 0:
        end = at + 2
        while end < len(value) and (value[end].isalnum() or value[end] in "-_"):
            end += 1
        separated = value[at - 1] in "`}\")'"
        if value[at:end] in known and (value[end : end + 1] == "=" or separated):
            return text.cut(at, end)
        at = value.find("--", end)
    return None
