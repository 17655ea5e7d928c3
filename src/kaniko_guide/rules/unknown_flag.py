"""Flags that no executor release has.

The flags are those that both executors print with `--help`, and the hidden ones of their source
(`facts/executors.yml`). For an image that is, or may be, a newer release, a flag that is not a typo of a known one is
only a suggestion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.edit_distance import correct_typo, is_same_name
from kaniko_guide.analysis.executor_calls import all_calls, container_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import executors, images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall

NO_SUCH_FLAG = Bilingual(
    zh="executor 没有参数 `{flag}`，会报 `unknown flag: {flag}`。",
    en="The executor has no flag `{flag}` and fails with `unknown flag: {flag}`.",
)
MAYBE_UNKNOWN = Bilingual(
    zh="已检查的版本（{releases}）都没有参数 `{flag}`，容器里的版本可能更新。",
    en="None of the checked releases ({releases}) has a flag `{flag}`; the container's release may be newer.",
)
DID_YOU_MEAN = Bilingual(zh="是不是想写 `{similar}`？", en="Did you mean `{similar}`?")
LIST_FLAGS = Bilingual(zh="用 `executor --help` 查看所有参数。", en="Run `executor --help` to list all flags.")
MISSPELT = Message("misspelt", NO_SUCH_FLAG, DID_YOU_MEAN)
UNKNOWN = Message("unknown", NO_SUCH_FLAG, LIST_FLAGS)
MAYBE_MISSPELT = Message("maybe-misspelt", MAYBE_UNKNOWN, DID_YOU_MEAN)
MAYBE_NEWER = Message("maybe-newer", MAYBE_UNKNOWN, LIST_FLAGS)

RULE = Rule(
    name="unknown-flag",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="executor 没有的参数", en="Unknown executor flag"),
    why=Bilingual(
        zh=(
            "executor 遇到未知的参数会立即退出，打印 `Error: unknown flag` 和整页用法，退出码为 1，不构建任何"
            "内容。例如拼写错误，或者用了 `docker build` 的参数。"
        ),
        en=(
            "With an unknown flag the executor exits immediately with code 1, prints `Error: unknown flag` "
            "and its usage, and builds nothing. For example it is a typo, or a flag of `docker build`."
        ),
    ),
    messages=(MISSPELT, UNKNOWN, MAYBE_MISSPELT, MAYBE_NEWER),
    source="runs e-unknown-flag and 00-help, both executors",
)

MOST_COMPARED = 100
"""Most unknown flags of a call that are compared with the known ones; the others get no suggestion."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each unknown flag's name."""
    for call in all_calls(project):
        command = call.subcommand or "build"
        known = frozenset(name for build in executors.releases() for name in executors.flags(build, command))
        compared = 0
        for flag in call.flags:
            name_prefix = flag.name.partition("$")[0]
            if (
                not known
                or flag.name in known
                or (name_prefix != flag.name and any(name.startswith(name_prefix) for name in known))
            ):
                continue
            compared += 1
            similar = lazy.close_matches(name_prefix, known, 1) if compared <= MOST_COMPARED else []
            at = max(flag.text.value.find(name_prefix), 0)
            uncertain = correct_typo(name_prefix, known) is None and _may_be_newer(project, call)
            message = (MAYBE_MISSPELT if similar else MAYBE_NEWER) if uncertain else MISSPELT if similar else UNKNOWN
            where, releases = flag.text.cut(at, at + len(name_prefix)), executors.titles(executors.releases())
            is_name = message is MISSPELT and is_same_name(name_prefix, similar[0])
            fix = replacement(where, name_prefix, similar[0]) if is_name else None
            finding = RULE.finding(
                where, message, fix=fix, flag=name_prefix, releases=releases, similar="".join(similar)
            )
            yield replace(finding, severity=Severity.INFO) if uncertain else finding


def _may_be_newer(project: Project, call: ExecutorCall) -> bool:
    if project.settings.executor is not None:
        return False
    return any(image is not None and images.may_be_newer(image.value) for image in container_images(project, call))
