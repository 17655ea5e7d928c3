"""A second build in the same container after one without `--cleanup`.

A build unpacks the base image into the root of its container and leaves it there (run x1); with `--cleanup` it removes
the files it created (run x2). Only calls that certainly both run are compared.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kaniko_guide.analysis.executor_calls import all_flags_known, build_calls, is_enabled
from kaniko_guide.analysis.pipeline_steps import blocks_around, is_unconditional, method_calls, unconditional_steps
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, ExecutorCall, Jenkinsfile, Step
    from kaniko_guide.text import Text

EARLIER = Message(
    "earlier",
    Bilingual(
        zh="第 {line} 行的构建已经用过这个容器，而且没有 `--cleanup`，残留文件可能混进这个镜像。",
        en="The build on line {line} used this container without `--cleanup`; files it left may end up in this image.",
    ),
    Bilingual(
        zh=(
            "每个镜像用单独的容器；如果在同一个 `sh` 步骤里，也可以给前一次构建加 `--cleanup`（在上游不能避免那个报"
            "错）。"
        ),
        en=(
            "Build each image in its own container; within one `sh` step you can also add `--cleanup` to the "
            "first build (in upstream it does not prevent that error)."
        ),
    ),
)
LOOP = Message(
    "loop",
    Bilingual(
        zh="循环里的每次构建都用同一个容器，而且没有 `--cleanup`，上一个镜像的残留文件可能混进下一个。",
        en=(
            "Each build of this loop uses the same container without `--cleanup`; files of one image may end up in "
            "the next."
        ),
    ),
    Bilingual(
        zh="每个镜像用单独的容器：把 Pod 放进循环里，或者为每个镜像写一个容器。",
        en="Build each image in its own container: create the pod in the loop, or give each image a container.",
    ),
)

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
    messages=(EARLIER, LOOP),
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
                yield RULE.finding(call.where, EARLIER, line=earlier.where.position().line)
            previous[container_key] = call
    yield from _in_script_files(project)
    yield from _in_loops(project)
    for pipeline in project.jenkinsfiles:
        yield from _in_methods(project, pipeline)


def _in_script_files(project: Project) -> Iterator[Finding]:
    """Yields a finding at each build after the first in a script that no step contains."""
    previous: dict[tuple[object, ...], ExecutorCall] = {}
    for call in build_calls(project):
        if call.script is None or call.step is not None or not _certainly_builds(call):
            continue
        key = call.where.source.path, call.script.text.source.path, call.containers
        earlier = previous.get(key)
        if earlier is not None and _is_off(earlier, "--cleanup") and _is_off(call, "--pre-cleanup"):
            yield RULE.finding(call.where, EARLIER, line=earlier.where.position().line)
        previous[key] = call


def _in_methods(project: Project, pipeline: Jenkinsfile) -> Iterator[Finding]:
    """Yields a finding at each later call of a method that builds in the same container, or at its looped build."""
    by_step = {call.step: call for call in project.calls_in(pipeline) if call.step is not None}
    first: dict[tuple[object, ...], Block] = {}
    building: dict[Text, Step | None] = {}
    for method, call, enclosing in method_calls(pipeline) if by_step else ():
        if method.where not in building:
            building[method.where] = next(
                (step for step in _steps_of(method) if step in by_step and _repeats_badly(by_step[step])), None
            )
        step = building[method.where]
        if step is None:
            continue
        container = step.container.value if step.container is not None else _container_around(enclosing)
        pod = next((block for block in reversed(enclosing) if _has_own_pod(block)), None)
        if container is None or pod is None or any(block.name == "method" for block in enclosing):
            continue
        if _is_looped(enclosing):
            yield RULE.finding(by_step[step].where, LOOP)
        elif is_unconditional(enclosing):
            earlier = first.setdefault((pod.where.origin(0), container), call)
            if earlier is not call:
                yield RULE.finding(call.where, EARLIER, line=earlier.where.position().line)


def _steps_of(method: Block) -> Iterator[Step]:
    """The steps that each call of a method runs in the pod of the caller."""
    pending = [method]
    while pending:
        block = pending.pop()
        if block.step is not None:
            yield block.step
        inside = block is method or (is_unconditional((block,)) and not _has_own_pod(block))
        pending += reversed(block.children or ()) if inside else ()


def _repeats_badly(call: ExecutorCall) -> bool:
    return _certainly_builds(call) and _is_off(call, "--cleanup") and _is_off(call, "--pre-cleanup")


def _container_around(enclosing: tuple[Block, ...]) -> str | None:
    block = next((block for block in reversed(enclosing) if block.name == "container"), None)
    argument = block.arguments[0] if block is not None and block.arguments else None
    return argument.value.value if argument is not None and argument.is_string and argument.exact else None


def _in_loops(project: Project) -> Iterator[Finding]:
    """Yields a finding at each build that a loop repeats in one container."""
    for call in build_calls(project):
        if call.script is None or call.flag("--destination", "-d", "--no-push") is None:
            continue
        commands = call.script.commands
        start = call.where.origin(0)
        looped = any(c.looped for c in commands if c.text.origin(0) <= start <= c.text.origin(len(c.text)))
        is_off = _is_off(call, "--cleanup") and _is_off(call, "--pre-cleanup")
        if is_off and (looped or (call.step is not None and _is_in_groovy_loop(project, call.step))):
            yield RULE.finding(call.where, LOOP)


def _is_in_groovy_loop(project: Project, step: Step) -> bool:
    """Whether a loop runs a step several times in one container, not in a pod of its own each time."""
    if step.container is None:
        return False
    pipeline = project.jenkinsfile_of(step.container)
    return any(_is_looped(enclosing) for enclosing in (blocks_around(pipeline, step) if pipeline is not None else ()))


def _is_looped(enclosing: tuple[Block, ...]) -> bool:
    """Whether the innermost loop among these blocks runs several times in one pod."""
    for block in reversed(enclosing):
        if _repeats(block):
            return True
        if _has_own_pod(block) or block.name == "method":
            return False
    return False


def _has_own_pod(block: Block) -> bool:
    """Whether a block may run its body in a pod of its own."""
    is_agent = block.name in {"node", "podTemplate", "agent"}
    return is_agent or any(child.name == "agent" for child in block.children or ())


def _repeats(block: Block) -> bool:
    """Whether a block is a loop that may run its body more than once."""
    if block.name in {"for", "while"}:
        return True
    receiver, _, method = block.name.rpartition(".")
    if method not in {"each", "eachWithIndex", "times", "collect"}:
        return False
    return not (receiver.startswith("[") and "," not in receiver and ":" not in receiver)


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
