"""Boolean environment variables of the executor with a value that is not a boolean: `FF_KANIKO_COPY_AS_ROOT: 'yes'`.

The boolean variables are listed in `facts/environment.yml`. Only the pod's `env` is checked, not variables that Jenkins
sets with `environment` or `withEnv`. Empty values are skipped, and so are feature flags of another release, which the
executor reports itself. A false `KANIKO_NO_PUSH` is valid, but reported if the command line has `--no-push`.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis import executor_calls, pods
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import environment, executors, images
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container
    from kaniko_guide.text import Text

HELP = Bilingual(zh="写成 `'true'` 或 `'false'`，引号不能省。", en="Write `'true'` or `'false'`, with the quotes.")
HELP_NO_PUSH = Bilingual(
    zh="不要推送就写成 `'true'`，引号不能省；`'false'` 会推送，命令行上有 `--no-push` 也一样。",
    en="To push nothing, write `'true'`, with the quotes; with `'false'` it pushes, even with `--no-push`.",
)
IGNORED = Message(
    "ignored",
    Bilingual(
        zh="`{name}` 的值 `{value}` 不是布尔值，executor 没有警告，按未设置处理。",
        en="`{name}` is `{value}`, which is not a boolean; the executor ignores it without a warning.",
    ),
    HELP,
)
FAILS = Message(
    "fails",
    Bilingual(
        zh="`{name}` 的值 `{value}` 不是布尔值，executor 会报错退出。",
        en="`{name}` is `{value}`, which is not a boolean; the executor fails.",
    ),
    HELP_NO_PUSH,
)
PUSHES = Message(
    "pushes",
    Bilingual(
        zh="`{name}` 的值 `{value}` 不是布尔值，executor 不报错，还会忽略 `--no-push`，把镜像推送出去。",
        en=("`{name}` is `{value}`, which is not a boolean; the executor silently overrides `--no-push` and pushes."),
    ),
    HELP_NO_PUSH,
)
FAILS_OR_PUSHES = Message(
    "fails-or-pushes",
    Bilingual(
        zh="`{name}` 的值 `{value}` 不是布尔值，executor 会报错退出，或者忽略 `--no-push` 并推送镜像。",
        en=("`{name}` is `{value}`, which is not a boolean; the executor fails, or overrides `--no-push` and pushes."),
    ),
    HELP_NO_PUSH,
)
OVERRIDES = Message(
    "overrides",
    Bilingual(
        zh="`{name}` 的值 `{value}` 会覆盖命令行上的 `--no-push`，把镜像推送出去。",
        en="`{name}` is `{value}`, which overrides `--no-push` on the command line, so the image is pushed.",
    ),
    Bilingual(zh="去掉这个变量，或者写成 `'true'`。", en="Remove the variable, or write `'true'`."),
)

RULE = Rule(
    name="bad-variable-value",
    severity=Severity.WARNING,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="布尔环境变量的值无效", en="Invalid boolean in an executor variable"),
    why=Bilingual(
        zh=(
            "`FF_KANIKO_…`、`KANIKO_CLEANUP` 等变量只接受 `true`、`1`、`t` 和 `false`、`0`、`f`，以及 `True`、"
            "`TRUE` 这样的大写形式。写成 `yes` 或 `on`，没有警告，仍用默认值。`KANIKO_NO_PUSH` 后果更严重："
            "fork 报错退出，上游则覆盖命令行上的 `--no-push`，把镜像推送出去；写成 `false`，两个版本都会覆盖它。"
        ),
        en=(
            "Variables such as `FF_KANIKO_…` and `KANIKO_CLEANUP` accept `true`, `1`, `t`, `false`, `0` and "
            "`f`, and capitalized forms such as `True` and `TRUE`. `yes` or `on` is ignored without a "
            "warning, and the default applies. `KANIKO_NO_PUSH` is worse: the fork fails, and upstream overrides even "
            "`--no-push` on the command line and pushes the image; with `false`, both releases override it."
        ),
    ),
    messages=(IGNORED, FAILS, PUSHES, FAILS_OR_PUSHES, OVERRIDES),
    source=(
        "runs env-feature-flags (fork) and env-no-push-yes (both executors); GoogleContainerTools/kaniko v1.24.0, "
        "cmd/executor/cmd/root.go; osscontainertools/kaniko v1.28.3, EnvBoolDefault in pkg/config/options.go"
    ),
)

NO_PUSH = "KANIKO_NO_PUSH"
UPSTREAM, FORK = executors.releases()
NO_PUSH_EFFECTS = {UPSTREAM: PUSHES, FORK: FAILS}
"""The effect of an invalid `KANIKO_NO_PUSH`, by release."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid value."""
    for _, container in pods.executor_containers(project):
        for variable in container.env or ():
            name, value = variable.name, variable.value
            if name is None or value is None or not value.value:
                continue
            if name.value == NO_PUSH and executor_calls.is_false(value.value) and _pushes_nothing(project, container):
                yield replace(RULE.finding(value, OVERRIDES, name=name, value=value), severity=Severity.ERROR)
            if (
                yaml_tree.has_placeholder(value.value)
                or executor_calls.is_boolean(value.value)
                or name.value not in _releases_by_variable()
            ):
                continue
            release = _release(project, container)
            if release not in {None, *_releases_by_variable()[name.value]}:
                continue
            if name.value != NO_PUSH:
                yield RULE.finding(value, IGNORED, fix=_as_boolean(value), name=name, value=value)
            else:
                message = FAILS_OR_PUSHES if release is None else NO_PUSH_EFFECTS[release]
                finding = RULE.finding(value, message, fix=_as_boolean(value), name=name, value=value)
                yield replace(finding, severity=Severity.ERROR)


def _as_boolean(value: Text) -> Fix | None:
    """The fix of `yes`, `no`, `on` or `off` in quotes; without quotes, YAML itself reads a boolean."""
    new = executor_calls.BOOLEAN_WORDS.get(value.value.lower())
    start = value.origin(0)
    return replacement(value, value.value, new) if new and value.source.text[start - 1 : start] in {'"', "'"} else None


def _pushes_nothing(project: Project, container: Container) -> bool:
    """Whether a container runs a build with `--no-push` and a destination."""
    return any(
        container in call.containers
        and executor_calls.is_enabled(call, "--no-push") is True
        and call.flag("--destination", "-d") is not None
        for call in executor_calls.build_calls(project)
    )


@cache
def _releases_by_variable() -> Mapping[str, frozenset[str]]:
    """The releases that read each boolean variable."""
    flags = {flag.name: frozenset({FORK}) for flag in chain.from_iterable(environment.feature_flags().values())}
    return flags | {
        name: frozenset(variable.defaults)
        for variable in chain.from_iterable(environment.variables().values())
        if variable.boolean
        for name in variable.names
    }


def _release(project: Project, container: Container) -> str | None:
    """The release that a container runs, or None if it is unknown."""
    if project.settings.executor is not None:
        return project.settings.executor
    return None if container.image is None else images.executor_release(container.image.value)
