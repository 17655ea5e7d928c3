"""Values of `--context` that are empty, have an unknown or a second prefix, or name no directory, branch or host.

The executor splits the value at each `://`, and of a directory, an archive and a repository it only takes the part
between the first two (`GetBuildContext` in buildcontext.go).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import executor_calls, work_tree
from kaniko_guide.analysis.build_context import built_dockerfile, context_copies
from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall
    from kaniko_guide.text import Text

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
TWO_SCHEMES = Message(
    "two-schemes",
    Bilingual(
        zh="`{value}` 有两个前缀；`{first}` 后面，executor 只取到 `{second}` 为止。",
        en="`{value}` has two prefixes; after `{first}` the executor only takes `{second}`.",
    ),
    Bilingual(
        zh="只写一个前缀：git 仓库写 `git://主机/路径.git`，本地目录直接写路径。",
        en="Write one prefix: `git://HOST/PATH.git` for a repository, a plain path for a local directory.",
    ),
)
PATH_AS_PORT = Message(
    "path-as-port",
    Bilingual(
        zh="`{value}` 里冒号后面应当是端口，`{path}` 不是数字。",
        en="In `{value}` a port follows the colon, and `{path}` is no number.",
    ),
    Bilingual(zh="写成 `git://{host}/{path}`。", en="Write `git://{host}/{path}`."),
)
ONE_SLASH = Message(
    "one-slash",
    Bilingual(
        zh="`{value}` 里没有 `://`，executor 把它当成一个本地目录的名字。",
        en="`{value}` has no `://`; the executor takes it for the name of a local directory.",
    ),
    Bilingual(zh="写成 `{scheme}://…`。", en="Write `{scheme}://…`."),
)
NOT_THERE = Message(
    "not-there",
    Bilingual(
        zh="仓库里没有目录 `{path}`，也没有步骤会生成它；executor 要到 `COPY` 才报错。",
        en="The repository has no directory `{path}`, and no step creates it; the executor only fails at `COPY`.",
    ),
    Bilingual(
        zh="写仓库里有的目录；相对路径从步骤的当前目录算起。",
        en="Write a directory that the repository has; a relative path starts at the current directory of the step.",
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
    messages=(PREFIX, SSH, BRANCH, BELOW, GIT, TWO_SCHEMES, PATH_AS_PORT, ONE_SLASH, NOT_THERE, EMPTY),
    source="runs q4-context-bad-prefix, y1-WORKSPACE-unset and g1-context-missing, both executors; "
    "pkg/buildcontext/git.go, https.go and buildcontext.go of GoogleContainerTools/kaniko v1.24.0; internal/repository "
    "of go-git v5 (`ExpandRef`); Go's net/url",
)


SCHEMES = frozenset({"gs", "dir", "tar", "s3", "git", "https"})
_CUT_AT_THE_SECOND = frozenset({"dir", "git", "tar"})
"""Schemes after which only the part up to the next `://` counts."""

_BRANCH = lazy.pattern(r"^[^#]*#(?![0-9a-f]{40}$)([\w.-]+)$")
"""A branch or tag after `#` without `refs/`, which the described releases complete and old ones refuse; no commit."""

_REPOSITORY = lazy.pattern(r"https://[^?#]*\.git(?:#.*)?")
"""A repository of git; what has another ending may be an archive."""

_WORKSPACE = lazy.pattern(r"dir://(workspace)/?$")
_PATH_AS_PORT = lazy.pattern(r"git://(?P<host>(?:[^/@:#$]*@)?[^/@:#$]+):(?P<path>(?=[^/#$@]*[^\d/#$@])[^#$@]+)(?:#.*)?")
"""An address as of SSH, whose path Go's `net/url` takes for a port."""

_ONE_SLASH = lazy.pattern(r"(?P<scheme>dir|git|https?|tar|s3|gs):/?[^/:].*")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid context."""
    for call in executor_calls.build_calls(project):
        flag = call.flag("--context", "-c")
        if flag is None or flag.value is None or call.flag("--bucket", "-b") is not None:
            continue
        where = flag.value_text or flag.text
        value = executor_calls.with_known_values(project, call, flag.value)
        found = _syntax(where, value) if flag.value else RULE.finding(flag.text, EMPTY)
        if found is None:
            found = _branch(project, call, where, flag.value) or _directory(project, call, where, flag.value)
        if found is not None:
            yield found


def _syntax(where: Text, value: str) -> Finding | None:
    """The finding about a value that no executor reads as it is meant."""
    scheme, separator, rest = value.partition("://")
    second, has_second, _ = rest.partition("://")
    found: Finding | None = None
    if value.startswith("git@"):
        found = RULE.finding(where, SSH, value=value)
    elif _REPOSITORY.fullmatch(value):
        found = RULE.finding(where, GIT, value=value, rest=rest)
    elif has_second and scheme in _CUT_AT_THE_SECOND and "$" not in second:
        found = RULE.finding(where, TWO_SCHEMES, value=value, first=f"{scheme}://", second=f"{second}://")
    elif (as_port := _PATH_AS_PORT.fullmatch(value)) is not None:
        host = as_port["host"].rpartition("@")[2]
        found = RULE.finding(where, PATH_AS_PORT, value=value, host=host, path=as_port["path"])
    elif not separator and (one_slash := _ONE_SLASH.fullmatch(value)) is not None:
        found = RULE.finding(where, ONE_SLASH, value=value, scheme=one_slash["scheme"])
    elif separator and executor_calls.is_constant(scheme) and "/" not in scheme and scheme not in SCHEMES:
        found = RULE.finding(where, PREFIX, scheme=scheme)
    return found


def _branch(project: Project, call: ExecutorCall, where: Text, value: str) -> Finding | None:
    """The suggestion at a short branch that only some releases complete."""
    branch = _BRANCH.search(value) if value.startswith(("git://", "https://")) else None
    if branch is None or executor_calls.executor_release(project, call) is not None:
        return None
    return replace(RULE.finding(where, BRANCH, branch=branch[1]), severity=Severity.INFO)


def _directory(project: Project, call: ExecutorCall, where: Text, value: str) -> Finding | None:
    """The finding about a directory that the repository does not have."""
    below = _WORKSPACE.match(value)
    if below is not None and not _has_directory(project, below[1]):
        return replace(RULE.finding(where, BELOW, path=below[1]), severity=Severity.WARNING)
    path = work_tree.build_context(project, call)
    if path is None or not path.parts or call.step is None or not project.has_all_files:
        return None
    own = work_tree.relative_path(project, call.where.source).parent / path
    is_there = any(directory in file.parents for file in project.files for directory in (path, own))
    dockerfile = built_dockerfile(project, call)
    is_needed = dockerfile is not None and any(context_copies(dockerfile))
    if is_there or not is_needed or work_tree.may_add_unknown_files(project) or _may_be_made(project, path):
        return None
    return RULE.finding(where, NOT_THERE, path=path)


def _may_be_made(project: Project, path: PurePosixPath) -> bool:
    """Whether a command names a part of a path, or is of a build tool, which may make any directory."""
    runs_build_tool = any(program_name(command) in work_tree.OUTPUT_DIRECTORIES for command in all_commands(project))
    return runs_build_tool or not work_tree.named_paths(project).isdisjoint(path.parts)


def _has_directory(project: Project, name: str) -> bool:
    return any(name in file.parts[:-1] for file in project.files)
