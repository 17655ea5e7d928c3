"""A `COPY` or `ADD` source that is not in the project and that no step of its pipeline can have made.

Only a Dockerfile at the project's root is judged: for others nobody can tell which folder the context is. A named file
that is missing ends the build (run d3); a pattern that matches nothing pushes an image without it (run d).
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis.build_context import context_sources, covers
from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Dockerfile, Word

RULE = Rule(
    name="copy-source-missing",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="`COPY` 的来源不存在", en="A `COPY` source that does not exist"),
    why=Bilingual(
        zh=(
            "来源写的是文件名而文件不在构建上下文里，executor 报 `failed to get fileinfo` 并退出。"
            "写的是通配符而什么都没匹配到，它照样构建并推送，镜像里没有那个文件。"
        ),
        en=(
            "If a named source is not in the build context, the executor stops with `failed to get fileinfo`. If it "
            "is a pattern that matches nothing, the executor builds and pushes all the same, without the file."
        ),
    ),
    message=Bilingual(
        zh="构建上下文里没有 `{source}`，也没有哪个步骤会生成它。",
        en="There is no `{source}` in the build context, and no step that makes it.",
    ),
    help=Bilingual(
        zh="路径相对于构建上下文（通常是仓库根目录），不能被 .dockerignore 排除。",
        en="The path counts from the build context, mostly the repository's root; .dockerignore must not exclude it.",
    ),
    source="runs d3-copy-explicit-missing, d-copy-matches-nothing and d4-copy-dockerignored, both executors",
)

_WEB = frozenset({"dist", "build", "out", "node_modules", ".next"})
_MADE = {
    "mvn": {"target"},
    "mvnw": {"target"},
    "gradle": {"build"},
    "gradlew": {"build"},
    "npm": _WEB,
    "npx": _WEB,
    "pnpm": _WEB,
    "yarn": _WEB,
}
_OUTPUTS = _WEB | {"target", "bin", "release"}
_NAMING = frozenset(
    {"[", "[[", "base64", "basename", "cat", "cd", "chmod", "chown", "cp", "crane", "curl", "cut", "date", "dirname"}
    | {
        "docker",
        "du",
        "echo",
        "env",
        "executor",
        "exit",
        "export",
        "false",
        "find",
        "grep",
        "head",
        "id",
        "jq",
        "kubectl",
    }
    | {
        "ls",
        "mkdir",
        "mv",
        "printf",
        "pwd",
        "read",
        "rm",
        "sed",
        "set",
        "shift",
        "skopeo",
        "sleep",
        "sort",
        "stat",
        "stty",
    }
    | {"tail", "tee", "test", "touch", "tr", "trap", "true", "uname", "wc", "wget", "which", "whoami", "xargs"}
)
"""Programs that make no file, or only files that their command line names."""
_BRINGING_STEPS = frozenset(
    {"unstash", "copyArtifacts", "git", "unzip", "untar", "writeFile", "writeJSON", "writeYaml"}
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such source."""
    if not project.has_all_files or len(project.files) < 2 or _brings_files(project):  # noqa: PLR2004
        return
    for dockerfile in project.dockerfiles:
        if not _is_at_the_root(project, dockerfile):
            continue
        for word in context_sources(dockerfile):
            source = PurePosixPath(word.value.lstrip("/") or ".")
            if not _exists(project, source) and not _is_made(project, source):
                yield RULE.finding(word.text, source=word.value)


def _is_at_the_root(project: Project, dockerfile: Dockerfile) -> bool:
    """Whether the build context is surely the project's root."""
    name = PurePosixPath(dockerfile.text.source.path).name
    return [file for file in project.files if file.name == name] == [PurePosixPath(name)]


def _exists(project: Project, source: PurePosixPath) -> bool:
    return any(covers(source, file) and not _ignored(project, file) for file in project.files)


def _ignored(project: Project, file: PurePosixPath) -> bool:
    if any("!" in pattern or "**" in pattern for pattern in project.ignore_patterns):
        return False
    return any(covers(PurePosixPath(pattern.strip("/") or "."), file) for pattern in project.ignore_patterns)


def _is_made(project: Project, source: PurePosixPath) -> bool:
    if any(covers(made, source) for made in project.created_files):
        return True
    made = frozenset(folder for command in all_commands(project) for folder in _MADE.get(program_name(command), ()))
    if not project.scripts:
        made = _OUTPUTS
    named = frozenset(part for command in all_commands(project) for word in _mentions(command) for part in _parts(word))
    return bool((made | named) & set(source.parts))


def _mentions(command: Command) -> tuple[Word, ...]:
    return (*command.words, *(redirection.target for redirection in command.redirections))


def _parts(word: Word) -> list[str]:
    """The names in a word such as `--output=conf/app.yml`."""
    return word.value.replace("=", "/").replace(":", "/").split("/")


def _brings_files(project: Project) -> bool:
    """Whether a step may bring files that nobody can name beforehand."""
    steps = (block for pipeline in project.jenkinsfiles for block in all_blocks(pipeline.blocks))
    return any(program_name(command) not in _NAMING | _MADE.keys() for command in all_commands(project)) or any(
        block.name in _BRINGING_STEPS for block in steps
    )
