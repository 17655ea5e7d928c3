"""Values of `--context` that are empty, have an unknown prefix (runs q4 and y1), or name no directory or branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
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
SSH = Message(
    "ssh",
    Bilingual(
        zh="executor 把 `{value}` 当成本地目录，它不支持 SSH 地址。",
        en="The executor takes `{value}` for a local directory: it does not support SSH addresses.",
    ),
    Bilingual(
        zh="写成 `git://主机/路径.git`，凭据用 `GIT_USERNAME` 和 `GIT_PASSWORD` 传入。",
        en="Write `git://HOST/PATH.git`, with the credential in `GIT_USERNAME` and `GIT_PASSWORD`.",
    ),
)
BRANCH = Message(
    "branch",
    Bilingual(
        zh="`#{branch}` 不是完整的引用，旧版本的 executor 会报 `couldn't find remote ref`。",
        en="`#{branch}` is not a full reference; old executor releases fail with `couldn't find remote ref`.",
    ),
    Bilingual(zh="写成 `#refs/heads/{branch}`。", en="Write `#refs/heads/{branch}`."),
)
BELOW = Message(
    "relative-directory",
    Bilingual(
        zh="`dir://{path}` 是当前目录下的 `{path}`，不是 `/{path}`。",
        en="`dir://{path}` is `{path}` in the current directory, not `/{path}`.",
    ),
    Bilingual(zh="如果仓库里没有这个目录，写 `$WORKSPACE`。", en="Unless the repository has it, write `$WORKSPACE`."),
)
GIT = Message(
    "git",
    Bilingual(
        zh="以 `https://` 开头时，executor 把 `{value}` 当作 tar.gz 文件下载，不会用 git 克隆。",
        en="With `https://` the executor downloads `{value}` as a tar.gz file, and does not clone it with git.",
    ),
    Bilingual(
        zh="写成 `git://{rest}`；克隆时用的仍是 HTTPS。",
        en="Write `git://{rest}`; it is still cloned by HTTPS.",
    ),
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
    messages=(PREFIX, SSH, BRANCH, BELOW, GIT, EMPTY),
    source="runs q4-context-bad-prefix and y1-WORKSPACE-unset, both executors; pkg/buildcontext/git.go, https.go "
    "and buildcontext.go of GoogleContainerTools/kaniko v1.24.0; internal/repository of go-git v5 (`ExpandRef`)",
)


SCHEMES = frozenset({"gs", "dir", "tar", "s3", "git", "https"})


_BRANCH = lazy.pattern(r"^[^#]*#(?![0-9a-f]{40}$)([\w.-]+)$")
"""A branch or tag after `#` without `refs/`, which the described releases complete and old ones refuse; no commit."""

_REPOSITORY = lazy.pattern(r"https://[^?#]*\.git(?:#.*)?")
"""A repository of git; what has another ending may be an archive."""

_WORKSPACE = lazy.pattern(r"dir://(workspace)/?$")


def _has_directory(project: Project, name: str) -> bool:
    return any(name in file.parts[:-1] for file in project.files)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid context."""
    for call in executor_calls.build_calls(project):
        flag = call.flag("--context", "-c")
        if flag is None or flag.value is None or call.flag("--bucket", "-b") is not None:
            continue
        scheme, separator, _ = flag.value.partition("://")
        if not flag.value:
            yield RULE.finding(flag.text, EMPTY)
        elif flag.value.startswith("git@"):
            yield RULE.finding(flag.value_text or flag.text, SSH, value=flag.value)
        elif _REPOSITORY.fullmatch(flag.value):
            yield RULE.finding(flag.value_text or flag.text, GIT, value=flag.value, rest=flag.value[len("https://") :])
        elif scheme in {"git", "https"} and (branch := _BRANCH.search(flag.value)):
            if executor_calls.executor_release(project, call) is None:
                finding = RULE.finding(flag.value_text or flag.text, BRANCH, branch=branch[1])
                yield replace(finding, severity=Severity.INFO)
        elif scheme == "dir" and (path := _WORKSPACE.match(flag.value)) and not _has_directory(project, path[1]):
            finding = RULE.finding(flag.value_text or flag.text, BELOW, path=path[1])
            yield replace(finding, severity=Severity.WARNING)
        elif separator and executor_calls.is_constant(scheme) and "/" not in scheme and scheme not in SCHEMES:
            yield RULE.finding(flag.value_text or flag.text, PREFIX, scheme=scheme)
