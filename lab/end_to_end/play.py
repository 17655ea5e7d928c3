"""One build of a recipe, from the secret to the answer of the started image."""

from __future__ import annotations

import os
import shutil
import string
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from kaniko_guide import project as projects
from kaniko_guide.facts import images
from kaniko_guide.text import SECTION_MARKER
from kaniko_guide_site.snippets.recipes import Recipe
from lab.end_to_end import (
    BuildError,
    executor,
    image,
    maven,
    pipeline,
    pod,
    repository,
    roots,
    second_opinion,
    secret,
    shown,
    volumes,
    world,
)
from lab.end_to_end.roots import Mount
from lab.end_to_end.sandbox import Played, Step
from lab.end_to_end.world import ACCOUNT, AUTHORITY, COMPANY, PLACE
from lab.paths import SNIPPETS
from lab.registry import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Pod
    from kaniko_guide.sources.model import Step as Shell
    from kaniko_guide.text import Text
    from kaniko_guide_site.snippets.description import Promises
    from lab.end_to_end.executor import Executor
    from lab.end_to_end.image import Image
    from lab.end_to_end.pipeline import Pipeline
    from lab.end_to_end.pod import Running

AGENT = "/home/jenkins/agent"
AGENT_CONTAINER = "jnlp"
"""Jenkins' own program, which checks the project out; there is no Jenkins, so it is not started."""
JOB, NUMBER = "myapp", "42"
WORKSPACE = f"{AGENT}/workspace/{JOB}"
JENKINS = {
    "BUILD_ID": NUMBER,
    "BUILD_NUMBER": NUMBER,
    "GIT_COMMIT": "0123456789abcdef0123456789abcdef01234567",
    "GIT_URL": "https://git.corp.internal/nms4cloud/myapp.git",
    "JOB_NAME": JOB,
    "WORKSPACE": WORKSPACE,
    "WORKSPACE_TMP": f"{WORKSPACE}@tmp",
}
CREDENTIALS = {"username": ACCOUNT, "password": PASSWORD}
"""What `withCredentials` binds; every registry that asks for a login takes it."""
AGENT_USER = 1000
"""As whom the agent's container checks the project out."""
SHOWN = 20
"""How many lines of a failed step's log are told."""


@dataclass
class Build:
    """A build that is being played.

    Attributes:
        place: an empty folder for all that the build writes.
        tell: is told of each step that ended.
        project: what the readers find in the reader's repository.
        promised: what the recipe promises.
        steps: those that ended.
        logs: what each `sh` step printed, by the container it ran in.
        executors: what builds an image, by the name of the container it runs in.
        outputs: what pages may show of the build, by name.
    """

    place: Path
    tell: Callable[[Step], None]
    project: Project
    promised: Promises
    steps: list[Step] = field(default_factory=list)
    logs: list[tuple[str, str]] = field(default_factory=list)
    executors: dict[str, Executor] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def repository(self) -> Path:
        """The reader's repository."""
        return self.place / "repository"

    @property
    def executor(self) -> Executor | None:
        """What builds, once that is known; all containers have the same."""
        return next(iter(self.executors.values()), None)

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Time a step; what is put into the list is told of it."""
        began = time.monotonic()
        told: list[str] = []
        try:
            yield told
        finally:
            done = Step(name, round(time.monotonic() - began, 2), "; ".join(told))
            self.steps.append(done)
            self.tell(done)


def play(folder: Path, tell: Callable[[Step], None]) -> Played:
    """Play one build.

    Args:
        folder: the recipe.
        tell: is told of each step that ended.
    """
    recipe = Recipe(folder, SNIPPETS)
    if recipe.promises is None:
        message = f"{recipe.name} promises nothing"
        raise ValueError(message)
    place = PLACE / "build"
    repository.assembled(recipe, place / "repository")
    build = Build(place, tell, projects.read(place / "repository"), recipe.promises)
    fault = None
    try:
        with ExitStack() as stack:
            stack.callback(world.cleared)
            _play(build, stack)
    except BuildError as error:
        fault = str(error)
    finally:
        shutil.rmtree(place)
    left = world.left_behind()
    if left:
        message = f"the build left behind: {', '.join(left)}"
        raise RuntimeError(message)
    by = build.executor
    return Played(
        steps=build.steps,
        fault=fault,
        executor="" if by is None else by.root.told,
        kaniko=None if by is None else by.build,
        log=build.logs[-1][1] if build.logs else "",
        outputs=build.outputs,
    )


def _play(build: Build, stack: ExitStack) -> None:
    with build.step("secret") as told:
        secrets = secret.created(build.project, build.place)
        told += [f"{name} with {', '.join(data)}" for name, data in secrets.items()]
    with build.step("pipeline") as told:
        plan = pipeline.read(build.project)
        told.append(f"Groovy {plan.groovy}: {len(plan.steps)} sh steps")
    with build.step("base images") as told:
        told += [roots.served(reference, mirror(build.project)) for reference in sorted(bases(build.project))]
    with build.step("pod") as told:
        containers = _started(build, plan, secrets, stack)
        told += [f"{name}: {running.root.told}" for name, running in containers.items()]
    for name, found in build.executors.items():
        if found.build is None:
            stack.enter_context(second_opinion.answering(containers[name]))
    for number, step in enumerate(plan.steps):
        with build.step(f"sh {step.stage}/{step.container}, line {step.script.text.position().line}") as told:
            _run(build, containers, step, plan.bound[number], number)
    _judge(build, stack)


def bases(project: Project) -> set[str]:
    """The images that the Dockerfiles are built from."""
    return {
        instruction.arguments[0].value
        for dockerfile in project.dockerfiles
        for instruction in dockerfile.instructions
        if instruction.keyword == "FROM"
    }


def mirror(project: Project) -> str | None:
    """The mirror of Docker Hub that the command lines name."""
    flags = [call.flag("--registry-mirror") for call in project.executor_calls]
    return next((flag.value for flag in flags if flag is not None), None)


def substituted(text: str, **more: str) -> str:
    """A text with the values of Jenkins' variables, and of more, in their places."""
    return string.Template(text).substitute(JENKINS | more)


def _started(build: Build, plan: Pipeline, secrets: secret.Secrets, stack: ExitStack) -> dict[str, Running]:
    """Check the project out, then start every container of the pod."""
    agent = build.place / "agent"
    _check_out(build, agent / WORKSPACE.removeprefix(f"{AGENT}/"))
    folders = volumes.filled(plan.pod, build.project, secrets, build.place / "volumes")
    started = {}
    for container in plan.pod.containers:
        name = str(container.name)
        if name == AGENT_CONTAINER:
            continue
        root = _root(build, plan.pod, container, build.place / "roots" / name)
        mounts = [Mount(agent, AGENT, writable=True)]
        for mount in container.mounts:
            if str(mount.name) not in folders:
                raise BuildError(mount.where, f"the pod is refused: no volume is named {mount.name}")
            folder = folders[str(mount.name)]
            source = folder if mount.sub_path is None else folder / str(mount.sub_path)
            mounts.append(Mount(source, str(mount.path), writable=pod.writable(plan.pod, container, mount)))
        running = pod.start(plan.pod, container, root, tuple(mounts), build.place / "containers" / name)
        stack.callback(running.stop)
        if not running.alive():
            raise BuildError(container.where, f"the container does not run: {pod.said(running).strip()}")
        started[name] = running
    return started


def _check_out(build: Build, workspace: Path) -> None:
    """What a reader has in the repository, as the agent checks it out."""
    workspace.mkdir(parents=True)
    for name in build.project.files:
        target = workspace / name
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = (build.repository / name).read_text("utf-8").splitlines(keepends=True)
        target.write_text("".join(line for line in lines if not SECTION_MARKER.fullmatch(line.rstrip("\n"))), "utf-8")
    for path in [workspace.parent, workspace, *workspace.rglob("*")]:
        os.chown(path, AGENT_USER, AGENT_USER)


def _root(build: Build, of: Pod, container: Container, folder: Path) -> roots.Root:
    """The file system of a container.

    Raises:
        UnavailableError: the recipe needs another executor than is here.
    """
    if images.executor_image(str(container.image)) is not None:
        found = executor.prepared(str(container.image), folder)
        executor.suits(found, build.promised.executor)
        found.trust(AUTHORITY)
        if not any(volume.kind == "configMap" for volume in of.volumes):
            found.trust(COMPANY)
        build.executors[str(container.name)] = found
        return found.root
    real = roots.of_image(str(container.image))
    if real is not None:
        # Maven fetches its plugins from Central.
        return roots.online(real)
    made = roots.machine(folder)
    home = folder / "root/.m2"
    home.mkdir(parents=True)
    place = build.place / "maven"
    content, told = maven.settings(place)
    (home / "settings.xml").write_text(content, "utf-8")
    return roots.extended(made, f"{made.told}, {told}", Mount(place, str(place), writable=True))


def _run(build: Build, containers: dict[str, Running], step: Shell, bound: Mapping[str, str], number: int) -> None:
    """Run a step as Jenkins does: a script beside the workspace, by the `sh` of the container.

    Raises:
        BuildError: it ends with another code than 0, or there is no such container.
    """
    name = str(step.container)
    if step.container is None or name not in containers:
        raise BuildError(step.container or step.script.text, f"container {name} not found in pod")
    running = containers[name]
    if not running.alive():
        raise BuildError(step.container, f"the container ended: {pod.said(running).strip()}")
    script = f"{WORKSPACE}@tmp/durable-{number}/script.sh"
    outside = running.outside(script)
    outside.parent.mkdir(parents=True)
    outside.write_text(str(step.script.text), "utf-8")
    log = build.place / "log"
    with log.open("wb") as output:
        credentials = {variable: CREDENTIALS[what] for variable, what in bound.items()}
        status = running.run(["sh", "-xe", script], JENKINS | credentials, WORKSPACE, output)
    build.logs.append((name, log.read_text("utf-8", errors="replace")))
    if status:
        raise BuildError(_place(build, step), f"script returned exit code {status}\n{_shown(build.logs[-1][1])}")


def _shown(log: str) -> str:
    """The end of a log as a person reads it: without colours, and without the flags that kaniko lists."""
    lines = shown.printed(log).partition("\nUsage:\n")[0].splitlines()
    return "\n".join(lines[-SHOWN:])


def _place(build: Build, step: Shell) -> Any:  # noqa: ANN401
    """The executor's command line where a step has one, else the script."""
    calls = [call for call in build.project.executor_calls if call.step == step]
    return calls[0].where if calls else step.script.text


def _judge(build: Build, stack: ExitStack) -> None:
    """Hold logs, workspace and every pushed image against the promises, then start the first image."""
    promised = build.promised
    where = _destination(build.project)
    printed = "".join(log for name, log in build.logs if name in build.executors)
    destinations = [substituted(destination) for destination in promised.destinations]
    pushed = [_inspected(build, destination, number) for number, destination in enumerate(destinations)]
    digest = image.digest(destinations[0])
    for line in promised.log:
        expected = substituted(line, DIGEST=digest)
        if build.executor is not None and build.executor.build is not None and expected not in printed:
            raise BuildError(where, f"the executor's log is not as promised: {expected!r} is not in it")
    for name, content in promised.workspace.items():
        file = build.place / "agent" / WORKSPACE.removeprefix(f"{AGENT}/") / name
        expected = substituted(content, DIGEST=digest)
        found = file.read_text("utf-8") if file.is_file() else None
        if found != expected:
            raise BuildError(where, f"{name} is not as promised: expected {expected!r}, found {found!r}")
        build.outputs[name] = expected
    build.outputs["kaniko.txt"] = shown.printed(printed)
    answer = promised.answer
    if answer is None:
        return
    with build.step("start") as told:
        running = image.started(pushed[0], build.place / "containers/pushed")
        stack.callback(running.stop)
        try:
            status, body = image.answer(running, answer.port, answer.path)
        except RuntimeError as error:
            raise BuildError(where, f"the image does not answer: {error}") from error
        if (status, body) != (answer.status, answer.body):
            raise BuildError(where, f"expected the answer {answer.status} {answer.body!r}, found {status} {body!r}")
        told.append(f"port {answer.port} answers {status} {body!r}")


def _destination(project: Project) -> Text:
    """The first destination, as a command line has it."""
    flags = [call.flag("--destination", "-d") for call in project.executor_calls]
    return next(flag.value_text for flag in flags if flag is not None and flag.value_text is not None)


def _inspected(build: Build, destination: str, number: int) -> Image:
    """Pull an image back and hold it against the promise."""
    where = _destination(build.project)
    with build.step("pull back") as told:
        try:
            pushed = image.pulled(destination, build.place / f"pushed-{number}")
        except RuntimeError as error:
            raise BuildError(where, f"nothing was pushed to {destination}: {error}") from error
        (reference,) = {roots.full(name) for name in bases(build.project)}
        there = mirror(build.project)
        name = reference if there is None else f"{there}/{reference.removeprefix('docker.io/')}"
        base = image.base(name)
        told.append(destination)
    with build.step("inspect") as told:
        labels = {name: substituted(value) for name, value in build.promised.image.labels.items()}
        wrong = image.differences(pushed, base, replace(build.promised.image, labels=labels))
        if wrong:
            raise BuildError(where, f"the image is not as promised: {'; '.join(wrong)}")
        config = {key: pushed.config.get(key) for key in ("Entrypoint", "WorkingDir", "User", "ExposedPorts", "Labels")}
        told.append(f"{config}, {len(pushed.layers)} layers, of which {len(base.layers)} of {reference}")
        told += [
            f"{entry.path} {entry.owner} {entry.mode}" for layer in pushed.added[len(base.layers) :] for entry in layer
        ]
    return pushed
