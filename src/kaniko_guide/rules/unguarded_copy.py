"""Pipelines that build a Dockerfile with `COPY target/*.jar` without checking that the jar exists.

If the pattern matches nothing, the executor exits with 0 and pushes an image without the file (run d). An earlier
`test`, `ls`, `stat` … on the pattern, or a step that fails without the file, is a check. A warning, since `mvn package`
usually creates the jar; the image is wrong only if it does not (another `finalName`, module, packaging or pod).
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis.build_context import context_sources, covers
from kaniko_guide.analysis.commands import is_before, program_name
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Dockerfile, ExecutorCall, Jenkinsfile

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
    for pipeline in project.jenkinsfiles:
        for call in project.executor_calls:
            if call.where.source != pipeline.text.source or call.subcommand is not None or call.script is None:
                continue
            dockerfile = _dockerfile(project, call)
            for word in context_sources(dockerfile) if dockerfile is not None else ():
                if set(word.value) & set("*?[") and not (
                    _is_in_repository(project, word.value) or _is_checked(pipeline, call, word.value)
                ):
                    yield RULE.finding(call.where, source=word.value)


def _dockerfile(project: Project, call: ExecutorCall) -> Dockerfile | None:
    """The Dockerfile that a call builds, or None if several may be meant by its `--dockerfile`."""
    flag = call.flag("--dockerfile", "-f")
    path = PurePosixPath(flag.value if flag is not None and flag.value else "Dockerfile").parts
    tail = "/".join(part for part in path if "$" not in part and part not in {"/", "."})
    matching = [found for found in project.dockerfiles if f"/{found.text.source.path}".endswith(f"/{tail}")]
    found = matching if len(project.dockerfiles) > 1 else project.dockerfiles
    return found[0] if len(found) == 1 else None


def _is_in_repository(project: Project, source: str) -> bool:
    pattern = PurePosixPath(source.lstrip("/"))
    return any(covers(pattern, file) for file in project.files)


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
