"""Flags that the executor's help marks as deprecated.

The flags depend on the release (`facts/executors.yml`). If the release is unknown, a flag must be deprecated in all of
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.analysis.executor_calls import executor_release
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import executors
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

DEPRECATED = Bilingual(zh="`{flag}` 已弃用。", en="`{flag}` is deprecated.")
RENAMED_FLAG = Message("renamed", DEPRECATED, Bilingual(zh="改用 `{new}`。", en="Use `{new}`."))
DEFAULT_BEHAVIOR = Message(
    "default",
    DEPRECATED,
    Bilingual(zh="删掉它；这已经是默认行为。", en="Remove it; this is the default behavior now."),
)

RULE = Rule(
    name="deprecated-flag",
    severity=Severity.INFO,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="已弃用的参数", en="Deprecated flag"),
    why=Bilingual(
        zh=(
            "这些参数现在还能用，但 executor 的帮助已把它们标记为弃用，以后的版本可能会移除。有的改了名，有的"
            "已经是默认行为。"
        ),
        en=(
            "These flags still work, but the executor's help marks them as deprecated, and a later release "
            "may remove them. Some were renamed; the behavior of others is now the default."
        ),
    ),
    messages=(RENAMED_FLAG, DEFAULT_BEHAVIOR),
    source="runs 00-help, both executors; --whitelist-var-run: cmd/executor/cmd/root.go of both",
)

NEW_NAMES = {
    "--customPlatform": "--custom-platform",
    "--snapshotMode": "--snapshot-mode",
    "--tarPath": "--tar-path",
    "--whitelist-var-run": "--ignore-var-run",
}


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each deprecated flag's name."""
    for call in executor_calls.build_calls(project):
        build = executor_release(project, call)
        deprecated = [_deprecated_flags(known) for known in ([build] if build else executors.releases())]
        for flag in call.flags:
            if all(flag.name in names for names in deprecated):
                new = NEW_NAMES.get(flag.name)
                where = flag.text.cut(0, len(flag.name)) if flag.text.value.startswith(flag.name) else flag.text
                fix = replacement(flag.text, flag.name, new) if new else None
                yield RULE.finding(where, RENAMED_FLAG if new else DEFAULT_BEHAVIOR, fix=fix, flag=flag.name, new=new)


def _deprecated_flags(build: str) -> frozenset[str]:
    return frozenset(flag.name for flag in executors.flags(build).values() if flag.deprecated)
