"""`COPY` and `ADD` sources that are not in the project and that no step of its pipeline can have created.

Only a Dockerfile in the project's root is checked, because the build context of others is unknown. A missing file fails
the build (run d3); a pattern without a match pushes an image without the file (run d).
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
    title=Bilingual(zh="`COPY` 的来源不存在", en="Missing `COPY` source"),
    why=Bilingual(
        zh=(
            "来源是具体的文件名而构建上下文里没有这个文件时，executor 报 `failed to get fileinfo` 并退出。来"
            "源是通配符而没有匹配到任何文件时，构建和推送都会成功，但镜像里缺少这个文件。"
        ),
        en=(
            "If a source is a file name and the build context has no such file, the executor exits with "
            "`failed to get fileinfo`. If it is a pattern without a match, the build and the push succeed, "
            "but the image lacks the file."
        ),
    ),
    message=Bilingual(
        zh="构建上下文里没有 `{source}`，也没有步骤会生成它。",
        en="`{source}` is not in the build context, and no step creates it.",
    ),
    help=Bilingual(
        zh="路径相对于构建上下文（通常是仓库根目录）；检查它是否被 .dockerignore 排除。",
        en=(
            "Write the path relative to the build context, usually the repository's root, and check that "
            ".dockerignore does not exclude it."
        ),
    ),
    source="runs d3-copy-explicit-missing, d-copy-matches-nothing and d4-copy-dockerignored, both executors",
)

_WEB_OUTPUT_DIRECTORIES = frozenset({"dist", "build", "out", "node_modules", ".next"})
_OUTPUT_DIRECTORIES = {
    "mvn": {"target"},
    "mvnw": {"target"},
    "gradle": {"build"},
    "gradlew": {"build"},
    "npm": _WEB_OUTPUT_DIRECTORIES,
    "npx": _WEB_OUTPUT_DIRECTORIES,
    "pnpm": _WEB_OUTPUT_DIRECTORIES,
    "yarn": _WEB_OUTPUT_DIRECTORIES,
}
_ALL_OUTPUT_DIRECTORIES = _WEB_OUTPUT_DIRECTORIES | {"target", "bin", "release"}
_PROGRAMS_WITH_NAMED_OUTPUTS = frozenset(
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
"""Programs that create no files, or only files that are named on their command line."""
_STEPS_THAT_ADD_FILES = frozenset(
    {"unstash", "copyArtifacts", "git", "unzip", "untar", "writeFile", "writeJSON", "writeYaml"}
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each missing source."""
    if not project.has_all_files or len(project.files) < 2 or _may_add_unknown_files(project):  # noqa: PLR2004
        return
    for dockerfile in project.dockerfiles:
        if not _is_at_the_root(project, dockerfile):
            continue
        for word in context_sources(dockerfile):
            source = PurePosixPath(word.value.lstrip("/") or ".")
            if not _exists(project, source) and not _may_be_created(project, source):
                yield RULE.finding(word.text, source=word.value)


def _is_at_the_root(project: Project, dockerfile: Dockerfile) -> bool:
    """Whether the build context is certain to be the project's root."""
    name = PurePosixPath(dockerfile.text.source.path).name
    return [file for file in project.files if file.name == name] == [PurePosixPath(name)]


def _exists(project: Project, source: PurePosixPath) -> bool:
    return any(covers(source, file) and not _is_ignored(project, file) for file in project.files)


def _is_ignored(project: Project, file: PurePosixPath) -> bool:
    if any("!" in pattern or "**" in pattern for pattern in project.ignore_patterns):
        return False
    return any(covers(PurePosixPath(pattern.strip("/") or "."), file) for pattern in project.ignore_patterns)


def _may_be_created(project: Project, source: PurePosixPath) -> bool:
    if any(covers(made, source) for made in project.created_files):
        return True
    made = frozenset(
        directory
        for command in all_commands(project)
        for directory in _OUTPUT_DIRECTORIES.get(program_name(command), ())
    )
    if not project.scripts:
        made = _ALL_OUTPUT_DIRECTORIES
    named = frozenset(
        part for command in all_commands(project) for word in _words(command) for part in _path_parts(word)
    )
    return bool((made | named) & set(source.parts))


def _words(command: Command) -> tuple[Word, ...]:
    return (*command.words, *(redirection.target for redirection in command.redirections))


def _path_parts(word: Word) -> list[str]:
    """The names in a word such as `--output=conf/app.yml`."""
    return word.value.replace("=", "/").replace(":", "/").split("/")


def _may_add_unknown_files(project: Project) -> bool:
    """Whether a step may create files whose names are unknown."""
    steps = (block for pipeline in project.jenkinsfiles for block in all_blocks(pipeline.blocks))
    return any(
        program_name(command) not in _PROGRAMS_WITH_NAMED_OUTPUTS | _OUTPUT_DIRECTORIES.keys()
        for command in all_commands(project)
    ) or any(block.name in _STEPS_THAT_ADD_FILES for block in steps)
