"""A second build in the same container after one without `--cleanup`.

A build unpacks the base image into the root of its container and leaves it there (run x1); with `--cleanup` it removes
the files it created (run x2). Only calls that certainly both run are compared.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kaniko_guide.analysis.executor_calls import all_flags_known, build_calls, is_enabled
from kaniko_guide.analysis.pipeline_steps import unconditional_steps
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall, Step

RULE = Rule(
    name="second-build-in-container",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="同一个容器里构建第二个镜像", en="Second build in the same container"),
    why=Bilingual(
        zh=(
            "executor 把基础镜像解压到容器的根目录，默认不清理。同一个容器里的第二次构建会遇到这些文件："
            "镜像 A 的文件可能混进镜像 B，上游还可能报 `could not save file: … file exists`。"
        ),
        en=(
            "The executor unpacks the base image into the root of its container and by default does not remove it. A "
            "second build in the same container finds those files: files of image A may end up in image B, "
            "or upstream fails with `could not save file: … file exists`."
        ),
    ),
    message=Bilingual(
        zh="第 {line} 行的构建已经用过这个容器，而且没有 `--cleanup`，残留文件可能混进这个镜像。",
        en=(
            "The build on line {line} used this container without `--cleanup`; files it left may end up in this image."
        ),
    ),
    help=Bilingual(
        zh=(
            "每个镜像用单独的容器；如果在同一个 `sh` 步骤里，也可以给前一次构建加 `--cleanup`（在上游不能避免那个报"
            "错）。"
        ),
        en=(
            "Build each image in its own container; within one `sh` step you can also add `--cleanup` to the "
            "first build (in upstream it does not prevent that error)."
        ),
    ),
    source=(
        "runs x1-two-builds-one-container and x2-two-builds-cleanup, both executors; "
        "GoogleContainerTools/kaniko#1217, #1406 and #1829"
    ),
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each build after the first."""
    calls: defaultdict[Step, list[ExecutorCall]] = defaultdict(list)
    for call in build_calls(project):
        if call.step is not None and _certainly_builds(call):
            calls[call.step].append(call)
    previous: dict[tuple[object, ...], ExecutorCall] = {}
    for step in unconditional_steps(project):
        container_key = step.container_key
        if container_key is None:
            continue
        for call in calls[step.step]:
            earlier = previous.get(container_key)
            if earlier is not None and _is_off(earlier, "--cleanup") and _is_off(call, "--pre-cleanup"):
                yield RULE.finding(call.where, line=earlier.where.position().line)
            previous[container_key] = call


def _is_off(call: ExecutorCall, flag: str) -> bool:
    return all_flags_known(call) and is_enabled(call, flag) is False


def _certainly_builds(call: ExecutorCall) -> bool:
    """Whether the call is certain to unpack a base image in each run."""
    if call.flag("--destination", "-d", "--no-push") is None or is_enabled(call, "--dryrun") is not False:
        return False
    start = call.where.origin(0)
    commands = call.script.commands if call.script is not None else ()
    enclosing = [c for c in commands if c.text.origin(0) <= start <= c.text.origin(len(c.text))]
    return bool(enclosing) and not any(command.conditional for command in enclosing)
