"""A program that surely is not in the container in which a step runs it.

Kaniko's images hold the executor, credential helpers and a busybox, so no `docker` and no `mvn`; after a build the base
image lies there too, so only steps before it are judged. And an official image of Docker Hub holds no executor, nor
does the agent, in which every step outside a `container('…')` runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.facts import images
from kaniko_guide.findings import Bilingual, Rule, Severity
from kaniko_guide.pods import given_by, is_whole
from kaniko_guide.sure_steps import sure_steps
from kaniko_guide.surroundings import before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Container, Pod, Word
    from kaniko_guide.sure_steps import SureStep
    from kaniko_guide.text import Text

RULE = Rule(
    name="wrong-container",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="命令放错了容器", en="A command in the wrong container"),
    why=Bilingual(
        zh=(
            "Pod 里每个容器只有自己镜像里的程序，共用的只是工作区。Kaniko 镜像里没有 `mvn`、`docker`、`git`，"
            "Maven 镜像里没有 `/kaniko/executor`；没写 `container('…')` 的步骤在 agent 容器 `jnlp` 里运行，"
            "那里两样都没有。结果是 `not found`，退出码 127。"
        ),
        en=(
            "Each container of a pod has the programs of its own image; only the workspace is shared. Kaniko's image "
            "has no `mvn`, `docker` or `git`, Maven's has no `/kaniko/executor`, and a step outside any "
            "`container('…')` runs in the agent's container `jnlp`, which has neither. The step ends in `not found`, "
            "exit code 127."
        ),
    ),
    message=Bilingual(zh="容器 `{container}` 里没有 `{program}`。", en="Container `{container}` has no `{program}`."),
    help=Bilingual(zh="{cure}。", en="{cure}."),
    source=(
        "deploy/Dockerfile of both kaniko repositories; docker-library/official-images; the Kubernetes plugin's "
        "README.md: `container`, and the `jnlp` container"
    ),
)

USE = Bilingual(zh="把这一步放进 `container('{name}') {{ … }}`", en="Put this step into `container('{name}') {{ … }}`")
ADD = Bilingual(
    zh="在镜像里有它的容器里运行；没有这样的容器就在 Pod 里加一个",
    en="Run it in a container whose image has it, and add one to the pod if there is none",
)
NO_DOCKER = Bilingual(
    zh="删掉它：构建和推送由 `/kaniko/executor` 完成，登录靠挂载的 `config.json`",
    en="Take it out: `/kaniko/executor` builds and pushes, and the mounted `config.json` logs in",
)

EXECUTOR = "/kaniko/executor"
AGENT = "jnlp"
_PATH_WORDS = ("PATH=", "PATH+", "PATH =", "tools {")
"""Words by which programs may be found in another place."""

_CONTAINER_WORDS = ("defaultContainer", "agentContainer")
"""Words by which a step outside `container` may run elsewhere than in `jnlp`."""


def check(project: Project) -> Iterator[Finding]:
    """Findings at the program."""
    for step in sure_steps(project):
        where = _container(project, step)
        if where is None or any(word in step.pipeline.text.value for word in _PATH_WORDS):
            continue
        pod, name, container = where
        for command in step.script.commands:
            program = command.words[0]
            if not command.conditional and _lacks(project, step, container, command):
                cure = _cure(pod, program.value)
                yield RULE.finding(program.text, container=name, program=program.value, cure=cure)


def _container(project: Project, step: SureStep) -> tuple[Pod, str, Container | None] | None:
    """The pod and the container in which a step runs; the container is None for the agent that the plugin adds."""
    found = given_by(project, step.pipeline.pods[step.step.pod]) if step.step.pod is not None else []
    if len(found) != 1 or not is_whole(project, found[0]):
        return None
    name = step.step.container.value if step.step.container is not None else AGENT
    if step.step.container is None and _may_be_elsewhere(step):
        return None
    named = [one for one in found[0].containers if one.name is not None and one.name.value == name]
    return (found[0], name, named[0] if named else None) if named or name == AGENT else None


def _may_be_elsewhere(step: SureStep) -> bool:
    """Whether a step without a known container may run in another one than the agent's."""
    stated = any(word in step.pipeline.text.value for word in _CONTAINER_WORDS)
    return stated or any(block.name == "container" for block in step.around)


def _lacks(project: Project, step: SureStep, container: Container | None, command: Command) -> bool:
    """Whether a container surely has no such program."""
    program = command.words[0]
    if any("/kaniko" in word.value for word in _words_before(step, command)):
        return False
    if program.value == EXECUTOR:
        return _lacks_executor(container)
    image = container.image.value if container is not None and container.image is not None else ""
    found = images.executor(image)
    if container is None or found is None or found.publisher is None or found.kind is None:
        return False
    if found.kind.word == "alpine" or program.value not in images.absent_programs():
        return False
    added = any(mount.path is None or not mount.path.value.startswith("/kaniko/.") for mount in container.mounts)
    defined = f"{program.value}()" in step.script.text.value
    return not added and not defined and not _after_a_build(project, step, command)


def _lacks_executor(container: Container | None) -> bool:
    if container is None:
        return True
    paths = [mount.path.value.rstrip("/") if mount.path is not None else "" for mount in container.mounts]
    image = container.image.value if container.image is not None else ""
    return images.lacks_executor(image) and not {"", "/kaniko", EXECUTOR} & set(paths)


def _words_before(step: SureStep, command: Command) -> Iterator[Word]:
    """What the script names before a command: it may put a program there."""
    for earlier in step.script.commands:
        if before(earlier.text, command.text) and not _holds(earlier, command.text):
            yield from earlier.words[1:]


def _after_a_build(project: Project, step: SureStep, command: Command) -> bool:
    """Whether an earlier build may have unpacked an image with the program into the container."""
    name = step.step.container.value if step.step.container is not None else None
    around = [outer for outer in step.script.commands if outer is not command and _holds(outer, command.text)]
    return any(
        call.container == name
        and before(call.where, command.text)
        and not any(_holds(outer, call.where) for outer in around)
        for call in project.executor_calls
    )


def _holds(command: Command, text: Text) -> bool:
    """Whether a text stands in a command: in a substitution, which runs first."""
    start, at = command.text.origin(0), text.origin(0)
    return start <= at < command.text.origin(len(command.text))


def _cure(pod: Pod, program: str) -> Bilingual:
    if program == "docker":
        return NO_DOCKER
    for container in pod.containers:
        image = container.image.value if container.image is not None else ""
        parsed = images.parse(image)
        fits = images.executor(image) is not None if program == EXECUTOR else _tells(parsed, program)
        if fits and container.name is not None and not container.init:
            return USE.format(name=container.name)
    return ADD


def _tells(parsed: images.Image | None, program: str) -> bool:
    """Whether an image's name tells that it has a program."""
    name = parsed.path.rpartition("/")[2] if parsed is not None else ""
    return name == {"mvn": "maven"}.get(program, program)
