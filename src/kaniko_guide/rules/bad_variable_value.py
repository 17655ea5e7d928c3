"""A variable of the executor that takes a boolean, with a value that is none: `FF_KANIKO_COPY_AS_ROOT: 'yes'`.

Which variables those are says `facts/environment.yml`. The pod's `env` alone is judged; what Jenkins sets by
`environment` or `withEnv` is not. An empty value is left alone, and so is a feature flag that the executor itself
says it does not know.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls, pods
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import environment, executors, images
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container

HELP = Bilingual(zh="写成 `'true'` 或 `'false'`，要有引号。", en="Write `'true'` or `'false'`, with the quotes.")
UNSET = Message(
    "unset",
    Bilingual(
        zh="`{name}` 的值 `{value}` 不是布尔，executor 不出声，当作没有写。",
        en="`{name}` is `{value}`, no boolean: the executor says nothing and goes on as if it were not set.",
    ),
    HELP,
)
FAILS = Message(
    "fails",
    Bilingual(
        zh="`{name}` 的值 `{value}` 不是布尔，executor 会报错退出。",
        en="`{name}` is `{value}`, no boolean: the executor fails.",
    ),
    HELP,
)
PUSHES = Message(
    "pushes",
    Bilingual(
        zh="`{name}` 的值 `{value}` 不是布尔，executor 不出声，`--no-push` 也不算数，会推送。",
        en="`{name}` is `{value}`, no boolean: the executor says nothing, and pushes in spite of `--no-push`.",
    ),
    HELP,
)
EITHER = Message(
    "fails-or-pushes",
    Bilingual(
        zh="`{name}` 的值 `{value}` 不是布尔，executor 要么报错退出，要么连 `--no-push` 也不算数。",
        en="`{name}` is `{value}`, no boolean: the executor fails, or pushes in spite of `--no-push`.",
    ),
    HELP,
)

RULE = Rule(
    name="bad-variable-value",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="开关变量的值不是布尔", en="A switch among the variables whose value is no boolean"),
    why=Bilingual(
        zh=(
            "`FF_KANIKO_…` 和 `KANIKO_CLEANUP` 这样的变量只认 `true`、`1`、`t` 和 `false`、`0`、`f`，"
            "也认 `True`、`TRUE` 这样的大写。写成 `yes`、`on`，executor 不出声，按没有写算。"
            "`KANIKO_NO_PUSH` 更糟：fork 报错退出，上游把命令行上的 `--no-push` 也取消，于是推送了。"
        ),
        en=(
            "Variables such as `FF_KANIKO_…` and `KANIKO_CLEANUP` take `true`, `1`, `t`, `false`, `0` and `f`, also in "
            "capitals (`True`, `TRUE`). With `yes` or `on` the executor says nothing and goes on as if they were not "
            "set. `KANIKO_NO_PUSH` is worse: the fork fails, and upstream undoes even a `--no-push` on the command "
            "line, so it pushes."
        ),
    ),
    messages=(UNSET, FAILS, PUSHES, EITHER),
    source=(
        "runs env-feature-flags (fork) and env-no-push-yes (both executors); GoogleContainerTools/kaniko v1.24.0, "
        "cmd/executor/cmd/root.go; osscontainertools/kaniko v1.28.3, EnvBoolDefault in pkg/config/options.go"
    ),
)

NO_PUSH = "KANIKO_NO_PUSH"
UPSTREAM, FORK = executors.releases()
EFFECTS = {UPSTREAM: PUSHES, FORK: FAILS}
"""What becomes of a bad `KANIKO_NO_PUSH`, by build."""


def check(project: Project) -> Iterator[Finding]:
    """Findings at the value."""
    for _, container in pods.executor_containers(project):
        for variable in container.env or ():
            name, value = variable.name, variable.value
            if name is None or value is None or not value.value:
                continue
            if (
                yaml_tree.has_placeholder(value.value)
                or executor_calls.is_boolean(value.value)
                or name.value not in _readers()
            ):
                continue
            build = _build(project, container)
            if build not in {None, *_readers()[name.value]}:
                continue
            if name.value != NO_PUSH:
                yield RULE.finding(value, UNSET, name=name, value=value)
            else:
                message = EITHER if build is None else EFFECTS[build]
                yield replace(RULE.finding(value, message, name=name, value=value), severity=Severity.ERROR)


@cache
def _readers() -> Mapping[str, frozenset[str]]:
    """The builds that read each variable that takes a boolean."""
    flags = {flag.name: frozenset({FORK}) for flag in chain.from_iterable(environment.feature_flags().values())}
    return flags | {
        name: frozenset(one.defaults)
        for one in chain.from_iterable(environment.variables().values())
        if one.boolean
        for name in one.names
    }


def _build(project: Project, container: Container) -> str | None:
    """The build that a container runs; None when it can't be told."""
    if project.settings.executor is not None:
        return project.settings.executor
    return None if container.image is None else images.executor_release(container.image.value)
