"""Values of `--context` that are empty or have an unknown prefix (runs q4 and y1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(
    zh='本地目录直接写路径，例如 `--context="$WORKSPACE"`。',
    en='Write a local directory as a plain path, such as `--context="$WORKSPACE"`.',
)
PREFIX = Message(
    "prefix",
    Bilingual(
        zh="`--context` 的前缀 `{scheme}://` 不受支持，executor 会报 `unknown build context prefix provided`。",
        en=(
            "`--context` has the unsupported prefix `{scheme}://`; the executor fails with `unknown build "
            "context prefix provided`."
        ),
    ),
    HELP,
)
EMPTY = Message(
    "empty",
    Bilingual(
        zh="`--context` 的值为空，executor 会报 `please specify a path to the build context`。",
        en="`--context` is empty; the executor fails with `please specify a path to the build context`.",
    ),
    HELP,
)

RULE = Rule(
    name="bad-context",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="无效的 `--context`", en="Invalid `--context`"),
    why=Bilingual(
        zh=(
            "`--context` 是一个路径，或者以 `dir://`、`tar://`、`git://`、`https://`、`gs://`、`s3://` 开头。"
            "写成 `file://`、`http://` 或留空，executor 会立即退出，不构建任何内容。"
        ),
        en=(
            "`--context` is a path, or starts with `dir://`, `tar://`, `git://`, `https://`, `gs://` or "
            "`s3://`. With `file://`, with `http://` or when it is empty, the executor exits immediately and "
            "builds nothing."
        ),
    ),
    messages=(PREFIX, EMPTY),
    source="runs q4-context-bad-prefix and y1-WORKSPACE-unset, both executors",
)


SCHEMES = frozenset({"gs", "dir", "tar", "s3", "git", "https"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid context."""
    for call in executor_calls.build_calls(project):
        flag = call.flag("--context", "-c")
        if flag is None or flag.value is None or call.flag("--bucket", "-b") is not None:
            continue
        scheme, separator, _ = flag.value.partition("://")
        if not flag.value:
            yield RULE.finding(flag.text, EMPTY)
        elif separator and executor_calls.is_constant(scheme) and "/" not in scheme and scheme not in SCHEMES:
            yield RULE.finding(flag.value_text or flag.text, PREFIX, scheme=scheme)
