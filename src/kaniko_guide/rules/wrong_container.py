"""Programs that do not exist in the container in which a step runs them.

Kaniko images contain the executor, credential helpers and busybox, but no `docker` and no `mvn`. A build also unpacks
its base image there, so only steps before the first build are checked. Official Docker Hub images do not contain the
executor, and neither does the agent, in which steps outside `container('…')` run; they have few other tools too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis import work_tree
from kaniko_guide.analysis.commands import is_before, program_name
from kaniko_guide.analysis.pipeline_steps import all_blocks, unconditional_steps
from kaniko_guide.analysis.pods import AGENT_CONTAINER, is_fully_known
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_contents, image_references, images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.pipeline_steps import UnconditionalStep
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Command, Container, Pod, PodSource, Script, Word
    from kaniko_guide.text import Text

NO_PROGRAM = Bilingual(zh="容器 `{container}` 里没有 `{program}`。", en="Container `{container}` has no `{program}`.")
OTHER_CONTAINER = Message(
    "other-container",
    NO_PROGRAM,
    Bilingual(
        zh="把这一步放进 `container('{name}') {{ … }}`。", en="Put this step into `container('{name}') {{ … }}`."
    ),
)
NO_CONTAINER = Message(
    "no-container",
    NO_PROGRAM,
    Bilingual(
        zh="在镜像带有这个程序的容器里运行；没有就在 Pod 里添加一个。",
        en="Run it in a container whose image contains the program; add one to the pod if there is none.",
    ),
)
NO_JAVA = Message(
    "no-java",
    Bilingual(
        zh="`{program}` 要用 Java，容器 `{container}` 里没有。",
        en="`{program}` needs Java, which container `{container}` does not have.",
    ),
    Bilingual(
        zh="在带有 JDK 的容器里运行，例如 `eclipse-temurin` 的镜像；没有就在 Pod 里添加一个。",
        en="Run it in a container with a JDK, such as one of `eclipse-temurin`; add one to the pod if there is none.",
    ),
)
NOT_IN_AGENT = Message(
    "agent",
    Bilingual(
        zh="插件添加的 agent 容器 `{container}` 里没有 `{program}`，除非 Jenkins 为它配置了别的镜像。",
        en=(
            "The agent container `{container}` that the plugin adds has no `{program}`, unless Jenkins sets another "
            "image for it."
        ),
    ),
    Bilingual(
        zh="用 `container('…')` 在镜像带有这个程序的容器里运行。",
        en="Run it with `container('…')` in a container whose image contains the program.",
    ),
)
NOT_IN_IMAGE = Message(
    "docker-agent",
    Bilingual(
        zh="`agent` 的镜像 `{image}` 里没有 `{program}`。", en="The image `{image}` of the `agent` has no `{program}`."
    ),
    Bilingual(
        zh="在镜像带有这个程序的 `agent` 里运行这一步，或者在没有容器的节点上运行。",
        en="Run the step in an `agent` whose image contains the program, or on a node without a container.",
    ),
)
NO_DOCKER = Message(
    "docker",
    NO_PROGRAM,
    Bilingual(
        zh="删掉它：构建和推送由 `/kaniko/executor` 完成，凭据来自挂载的 `config.json`。",
        en="Remove it: `/kaniko/executor` builds and pushes with the credentials in the mounted `config.json`.",
    ),
)

RULE = Rule(
    name="wrong-container",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="命令在错误的容器里", en="Command in the wrong container"),
    why=Bilingual(
        zh=(
            "Pod 里每个容器只有自己镜像里的程序，容器之间只共用工作区。Kaniko 镜像里没有 `mvn`、`docker`、"
            "`git`，Maven 镜像里没有 `/kaniko/executor`；不在 `container('…')` 里的步骤默认在 agent 容器 `jnlp` 里"
            "运行，那里两者都没有。结果是 `not found`，退出码为 127。"
        ),
        en=(
            "Each container of a pod has the programs of its own image; only the workspace is shared. The "
            "Kaniko image has no `mvn`, `docker` or `git`, the Maven image has no `/kaniko/executor`, and a "
            "step outside `container('…')` runs in the agent container `jnlp` by default, which has neither. The step "
            "fails with `not found`, exit code 127."
        ),
    ),
    messages=(OTHER_CONTAINER, NO_CONTAINER, NO_JAVA, NOT_IN_AGENT, NOT_IN_IMAGE, NO_DOCKER),
    source=(
        "deploy/Dockerfile of both kaniko repositories; docker-library/official-images; the Kubernetes plugin's "
        "README.md: `container`, and the `jnlp` container; mvnw of apache/maven-wrapper, gradlew of gradle/gradle"
    ),
)


EXECUTOR = "/kaniko/executor"

_PATH_WORDS = frozenset({"PATH=", "PATH+", "PATH =", "tools {"})
"""Words of a Jenkinsfile that may change where programs are found."""

_LOCATION_WORDS = _PATH_WORDS | {"defaultContainer", "agentContainer"}
"""The same, and words with which a step outside `container` may run in another container than `jnlp`."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the program."""
    yield from _in_docker_agents(project)
    built = _first_builds(project)
    location_words = {
        pipeline.text.source.path: {word for word in _LOCATION_WORDS if word in pipeline.text.value}
        for pipeline in project.jenkinsfiles
    }
    pods: dict[PodSource, Pod | None] = {}
    for step in unconditional_steps(project, with_skipped=True):
        path, source = step.pipeline.text.source.path, step.step.pod
        words = location_words[path]
        if source is None or words & _PATH_WORDS:
            continue
        if source not in pods:
            pods[source] = _whole_pod(project, source)
        pod, name = pods[source], _container_name(step, stated=bool(words))
        named = (
            [candidate for candidate in pod.containers if candidate.name is not None and candidate.name.value == name]
            if pod
            else []
        )
        if pod is None or name is None or not (named or name == AGENT_CONTAINER):
            continue
        container = named[0] if named else None
        changed = _first_change(step)
        places: list[Container | str] = [name, *named[:1]]
        unpacked = min([changed, *(built.get((path, place), changed) for place in places)])
        script = step.step.script
        for command in script.commands:
            program, start = _program(command), command.text.origin(0)
            may_exist = start >= (changed if program.value == EXECUTOR else unpacked) or command.conditional
            if may_exist or f"{program.value}()" in script.text.value:
                continue
            yield from _missing_program(step, pod, container, command, name)


def _missing_program(
    step: UnconditionalStep, pod: Pod, container: Container | None, command: Command, name: str
) -> Iterator[Finding]:
    """Yields a finding at the program of a command, if its container lacks it or the Java that it needs."""
    program = _program(command)
    if program.value in _JAVA_WRAPPERS:
        lacks = _certainly_lacks(container, "java") or _lacks_tool(step, pod, container, command, "java")
        if lacks and not _has_java_home(step, pod):
            yield RULE.finding(program.text, NO_JAVA, container=name, program=program.value)
        return
    other = _other_container(pod, program.value)
    if _certainly_lacks(container, program.value):
        message = NO_DOCKER if program.value == "docker" else NO_CONTAINER if other is None else OTHER_CONTAINER
        yield RULE.finding(program.text, message, container=name, program=program.value, name=other)
    elif _lacks_tool(step, pod, container, command, program.value):
        message = NOT_IN_AGENT if container is None else NO_CONTAINER if other is None else OTHER_CONTAINER
        finding = RULE.finding(program.text, message, container=name, program=program.value, name=other)
        yield replace(finding, severity=Severity.WARNING) if container is None else finding


def _program(command: Command) -> Word:
    """The program that a command runs: `mvn` of `time mvn package`, `./gradlew` of `sh ./gradlew build`."""
    words = command.words
    if len(words) > 1 and words[0].value == "sh" and words[1].value in _JAVA_WRAPPERS:
        return words[1]
    at = 0
    while at + 1 < len(words) and (words[at].value in _PREFIXES or (at and "=" in words[at].value)):
        at += 1
    return words[0] if words[at].value.startswith("-") else words[at]


_PREFIXES = frozenset({"env", "exec", "nohup", "time"})
"""Programs and keywords in front of the program that runs."""

_JAVA_WRAPPERS = frozenset({"./gradlew", "./mvnw"})
"""The scripts with which a project runs its own Gradle or Maven."""


def _has_java_home(step: UnconditionalStep, pod: Pod) -> bool:
    """Whether the file or the pod may name a directory with Java."""
    texts = [step.pipeline.text.value, "" if pod.manifest is None else pod.manifest.text.value]
    return any("JAVA_HOME" in text for text in texts)


def _in_docker_agents(project: Project) -> Iterator[Finding]:
    """Yields a finding at each program that the image of `agent { docker { … } }` lacks."""
    earlier: dict[tuple[int, str], list[Command]] = {}
    for step in unconditional_steps(project, with_skipped=True):
        agent = next((found for block in reversed(step.enclosing) if (found := _agent_of(block)) is not None), None)
        image = _docker_image(agent) if agent is not None else None
        text = step.pipeline.text.value
        if agent is None or image is None or any(word in text for word in _PATH_WORDS) or step.returns_status:
            continue
        if {"node", "podTemplate", "container"} & {block.name for block in step.enclosing}:
            continue
        script = step.step.script
        before = earlier.setdefault((agent.where.origin(0), step.pipeline.text.source.path), [])
        for command in script.commands:
            program = command.words[0].value
            is_certain = not command.conditional and not script.problems and f"{program}()" not in script.text.value
            is_missing = is_certain and image_contents.lacks(image, program)
            if is_missing and not any(_may_install(other, program) for other in before):
                yield RULE.finding(command.words[0].text, NOT_IN_IMAGE, image=image, program=program)
            if image_contents.is_installer(program_name(command)) or _may_install(command, ""):
                before.append(command)


def _agent_of(block: Block) -> Block | None:
    """The `agent` of a pipeline or a stage; None if it has none."""
    children = block.children or () if block.name in {"pipeline", "stage"} else ()
    return next((child for child in children if child.name == "agent"), None)


def _docker_image(agent: Block) -> str | None:
    """The image of an agent of the type `docker`; None for others, and if programs of the node are mounted in it."""
    kind = agent.children[0] if agent.children else None
    if kind is None or kind.name != "docker":
        return None
    options = {child.name: child.arguments for child in kind.children or ()}
    values = kind.arguments if kind.children is None else options.get("image", ())
    mounts = [argument.value.value for argument in options.get("args", ())]
    if len(values) != 1 or not (values[0].is_string and values[0].exact) or any("bin" in value for value in mounts):
        return None
    return values[0].value.value


def _whole_pod(project: Project, source: PodSource) -> Pod | None:
    return source.pods[0] if len(source.pods) == 1 and is_fully_known(project, source.pods[0]) else None


def _container_name(step: UnconditionalStep, *, stated: bool) -> str | None:
    """The container in which a step runs, or None if the file sets one that is unknown."""
    if step.step.container is not None:
        return step.step.container.value
    return None if stated or any(block.name == "container" for block in step.enclosing) else AGENT_CONTAINER


def _certainly_lacks(container: Container | None, program: str) -> bool:
    """Whether a container, or the agent added by the plugin if it is None, certainly has no such program."""
    image = container.image.value if container is not None and container.image is not None else ""
    paths = [mount.path.value if mount.path is not None else "" for mount in container.mounts] if container else []
    if program == EXECUTOR:
        added = {"", "/kaniko", EXECUTOR} & {path.rstrip("/") for path in paths}
        return not added and (container is None or images.lacks_executor(image))
    if program not in images.absent_programs() or any(not path.startswith("/kaniko/.") for path in paths):
        return False
    variant = images.published_variant(image)
    return variant is not None and variant.name != "alpine"


def _lacks_tool(step: UnconditionalStep, pod: Pod, container: Container | None, command: Command, program: str) -> bool:
    """Whether the image of a step's container has no such program, and nothing may have added it.

    Args:
        step: the step.
        pod: its pod.
        container: its container; None for the agent added by the plugin.
        command: a command of the step.
        program: the program that the command needs.
    """
    image = image_contents.agent_image() if container is None else str(container.image or "")
    if step.returns_status or not image_contents.lacks(image, program):
        return False
    if pod.manifest is not None and "postStart" in pod.manifest.text.value:
        return False
    if container is not None and (container.env is None or _may_add_programs(container)):
        return False
    return not any(
        _may_install(earlier, program)
        for script in _scripts_in_the_container(step)
        for earlier in script.commands
        if is_before(earlier.text, command.text)
    )


def _may_add_programs(container: Container) -> bool:
    """Whether the pod itself may bring programs into a container: by a mount, `PATH`, or a script as its command."""
    paths = ["/" if mount.path is None else mount.path.value.rstrip("/") or "/" for mount in container.mounts]
    names = {variable.name.value for variable in container.env or () if variable.name is not None}
    words = [*(container.command or ()), *(container.args or ())]
    return (
        "PATH" in names
        or any(path in _PARENTS_OF_PROGRAMS or "bin" in path for path in paths)
        or any(" " in word.value.strip() for word in words)
    )


_PARENTS_OF_PROGRAMS = frozenset({"/", "/usr", "/usr/local", "/opt"})


def _scripts_in_the_container(step: UnconditionalStep) -> Iterator[Script]:
    """The scripts of the file that may run in the container of a step."""
    name = _container_name(step, stated=False)
    blocks = all_blocks(step.pipeline.blocks)
    unknown = any(block.name == "container" and not all(entry.exact for entry in block.arguments) for block in blocks)
    for other in step.pipeline.steps:
        its_name = AGENT_CONTAINER if other.container is None else other.container.value
        if its_name == name or (unknown and other.container is None):
            yield other.script


def _may_install(command: Command, program: str) -> bool:
    name = program_name(command)
    is_script = "/" in command.words[0].value and name not in work_tree.OUTPUT_DIRECTORIES
    copies = name in _COPYING_PROGRAMS and any("bin" in word.value or "/opt" in word.value for word in command.words)
    return is_script or copies or image_contents.may_install(name, program)


_COPYING_PROGRAMS = frozenset({"cp", "mv", "ln", "install", "curl", "wget", "tar", "unzip"})


def _first_builds(project: Project) -> dict[tuple[str, Container | str], int]:
    """Where the first build in each container ends, by file and container: it may have unpacked any program.

    Where only the container's name is known, it is every container of the file by that name. What stands in a
    substitution of its command line runs before it.
    """
    found: dict[tuple[str, Container | str], int] = {}
    for call in project.executor_calls:
        texts = [call.where, *(flag.text for flag in call.flags), *(word.text for word in call.positionals)]
        end = max(text.origin(len(text)) for text in texts)
        named = () if call.container_name is None else (call.container_name,)
        for container in call.containers or named:
            key = (call.where.source.path, container)
            found[key] = min(end, found.get(key, end))
    return found


def _first_change(step: UnconditionalStep) -> int:
    """The end of the first command that mentions the executor's directory, where it may create a program."""
    ends = (
        command.text.origin(len(command.text))
        for command in step.step.script.commands
        if any("/kaniko" in word.value for word in command.words[1:])
    )
    return min(ends, default=len(step.pipeline.text.source.text) + 1)


def _other_container(pod: Pod, program: str) -> Text | None:
    """The name of a container whose image has the program."""
    for container in pod.containers:
        image = container.image.value if container.image is not None else ""
        parsed = image_references.parse(image)
        fits = images.executor_image(image) is not None if program == EXECUTOR else _is_named_after(parsed, program)
        if fits and container.name is not None and not container.init:
            return container.name
    return None


def _is_named_after(parsed: image_references.ImageReference | None, program: str) -> bool:
    """Whether an image is named after the program, and so contains it."""
    name = parsed.path.rpartition("/")[2] if parsed is not None else ""
    return name == {"mvn": "maven"}.get(program, program)
