"""Pipelines that build a Dockerfile with `COPY target/*.jar` without checking that the jar exists.

If the pattern matches nothing, the executor exits with 0 and pushes an image without the file (run d). An earlier
`test`, `ls`, `stat` … on the pattern, or a step that fails without the file, is a check. Only a suggestion after `mvn`
or `gradle`, which usually creates the jar; the image is wrong only if it does not (another `finalName`, module,
packaging or pod).
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis import work_tree
from kaniko_guide.analysis.build_context import built_dockerfile, context_copies, covers, is_pattern
from kaniko_guide.analysis.commands import is_before, program_name
from kaniko_guide.analysis.copy_sources import missing_sources
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, ExecutorCall, Jenkinsfile, Word

RULE = Rule(
    name="unguarded-copy",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="构建前没有检查 jar 是否存在", en="Build without a check that the jar exists"),
    why=Bilingual(
        zh=(
            "`COPY target/*.jar app.jar` 没有匹配到任何文件时，executor 的退出码仍是 0，并推送一个没有 jar 的"
            "镜像。v1.24.0 只警告 `No files to copy`，v1.28.3 不输出任何警告。构建显示成功，启动这个 jar 的容器才失败。"
        ),
        en=(
            "If `COPY target/*.jar app.jar` matches nothing, the executor still exits with 0 and pushes an "
            "image without the jar. v1.24.0 only warns `No files to copy`; v1.28.3 prints nothing. The build "
            "succeeds, and a container that starts the jar fails."
        ),
    ),
    message=Bilingual(
        zh="Dockerfile 复制 `{source}`，但此前没有命令检查它是否存在；没有匹配的文件时仍会推送镜像。",
        en=(
            "The Dockerfile copies `{source}`, but no earlier command checks that it exists; without a match "
            "the image is still pushed."
        ),
    ),
    help=Bilingual(
        zh='在构建镜像之前加一步：`sh \'set -- {source}; test "$#" -eq 1 && test -f "$1"\'`。',
        en='Before the build, run `sh \'set -- {source}; test "$#" -eq 1 && test -f "$1"\'`.',
    ),
    source="runs d-copy-matches-nothing, d1-copy-no-target-dir and d4-copy-dockerignored, both executors",
)

_TEST_PROGRAMS = frozenset({"test", "[", "[["})
_CHECKING_PROGRAMS = _TEST_PROGRAMS | {"ls", "stat", "cp", "mv", "jar", "unzip", "sha256sum", "md5sum", "file"}
_CHECKING_STEPS = frozenset({"archiveArtifacts", "stash", "fileExists", "findFiles"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the executor call that builds such a Dockerfile."""
    missing = {(word.text.source.path, word.text.origin(0)) for word, _ in missing_sources(project)}
    for pipeline in project.jenkinsfiles:
        for call in project.calls_in(pipeline):
            if call.subcommand is not None or call.script is None:
                continue
            dockerfile = built_dockerfile(project, call)
            for sources in context_copies(dockerfile) if dockerfile is not None else ():
                if not any(_is_in_repository(project, word.value) for word in sources):
                    severity = Severity.INFO if _is_built(pipeline, call, sources) else Severity.WARNING
                    yield from (
                        replace(RULE.finding(call.where, source=word.value), severity=severity)
                        for word in sources
                        if is_pattern(word.value)
                        and (word.text.source.path, word.text.origin(0)) not in missing
                        and not _is_checked(pipeline, call, word.value)
                    )


@lru_cache(maxsize=1000)
def _is_in_repository(project: Project, source: str) -> bool:
    """Whether a file of the repository matches, seen from the build context, which may be any directory."""
    pattern = PurePosixPath(source.lstrip("/"))
    return any(
        covers(pattern, PurePosixPath(*file.parts[at:])) for file in project.files for at in range(len(file.parts))
    )


def _is_built(pipeline: Jenkinsfile, call: ExecutorCall, sources: tuple[Word, ...]) -> bool:
    """Whether an earlier command of the pipeline builds into the directory of a source."""
    parts = {part for word in sources for part in PurePosixPath(word.value).parts}
    return any(
        not parts.isdisjoint(work_tree.OUTPUT_DIRECTORIES.get(program_name(command), ()))
        and is_before(command.text, call.where)
        for step in pipeline.steps
        for command in step.script.commands
    )


def _is_checked(pipeline: Jenkinsfile, call: ExecutorCall, source: str) -> bool:
    for script in (step.script for step in pipeline.steps):
        tests = any(program_name(command) in _TEST_PROGRAMS for command in script.commands)
        for command in script.commands:
            checks = program_name(command) in _CHECKING_PROGRAMS or (program_name(command) == "set" and tests)
            named = any(_names(word.value, source) for word in command.words[1:])
            if checks and named and is_before(command.text, call.where):
                return True
    return any(
        block.name in _CHECKING_STEPS and is_before(block.where, call.where) and _mentions(block, source)
        for block in all_blocks(pipeline.blocks)
    )


def _names(word: str, source: str) -> bool:
    """Whether a word is the pattern or a file that it matches, possibly below `$WORKSPACE` or `./`."""
    depth = len(PurePosixPath(source).parts)
    tail = PurePosixPath(word).parts[-depth:]
    return len(tail) == depth and fnmatchcase("/".join(tail), source.removeprefix("./"))


def _mentions(block: Block, source: str) -> bool:
    return any(_names(part.strip(), source) for argument in block.arguments for part in argument.value.value.split(","))
