"""One build of a recipe, from the secret to the answer of the started image."""

from __future__ import annotations

import os
import re
import shutil
import string
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from registry import PASSWORD

from e2e import BuildError, executor, image, maven, pipeline, pod, promises, roots, second_opinion, secret, world
from e2e.roots import Mount
from e2e.sandbox import Played, Step
from e2e.world import ACCOUNT, PLACE
from kaniko_guide import project as projects
from kaniko_guide.facts import images
from kaniko_guide.text import SECTION_MARKER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from e2e.executor import Executor
    from e2e.pipeline import Pipeline
    from e2e.pod import Running
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, ExecutorCall
    from kaniko_guide.sources.model import Step as Shell

AGENT = "/home/jenkins/agent"
JOB, NUMBER = "myapp", "42"
WORKSPACE = f"{AGENT}/workspace/{JOB}"
JENKINS = {
    "BUILD_ID": NUMBER,
    "BUILD_NUMBER": NUMBER,
    "JOB_NAME": JOB,
    "WORKSPACE": WORKSPACE,
    "WORKSPACE_TMP": f"{WORKSPACE}@tmp",
}
AGENT_USER = 1000
"""As whom the agent's container checks the project out."""
SHOWN = 20
"""How many lines of a failed step's log are told."""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Build:
    """A build that is being played.

    Attributes:
        folder: the recipe.
        place: an empty folder for all that the build writes.
        tell: is told of each step that ended.
        project: what the readers find in the recipe.
        steps: those that ended.
        log: what the last `sh` step printed.
        executor: what builds the image, once that is known.
        executing: the name of the container it runs in.
    """

    folder: Path
    place: Path
    tell: Callable[[Step], None]
    project: Project
    steps: list[Step] = field(default_factory=list)
    log: str = ""
    executor: Executor | None = None
    executing: str = ""

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
    place = PLACE / "build"
    place.mkdir()
    build = Build(folder, place, tell, projects.read(folder))
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
    told = "" if by is None else by.root.told
    return Played(build.steps, fault, told, by is not None and by.by_kaniko, build.log)


def _play(build: Build, stack: ExitStack) -> None:
    promised = promises.read(build.project)
    with build.step("secret") as told:
        secrets = secret.created(build.project, build.place)
        told += [f"{name} with {', '.join(data)}" for name, data in secrets.items()]
    with build.step("pipeline") as told:
        plan = pipeline.read(build.project)
        told.append(f"Groovy {plan.groovy}: {len(plan.steps)} sh steps")
    with build.step("base images") as told:
        told += [roots.served(reference) for reference in sorted(bases(build.project))]
    with build.step("pod") as told:
        containers = _started(build, plan, secrets, stack)
        told += [f"{name}: {running.root.told}" for name, running in containers.items()]
    if build.executor is not None and not build.executor.by_kaniko:
        stack.enter_context(second_opinion.answering(containers[build.executing]))
    for number, step in enumerate(plan.steps):
        with build.step(f"sh {step.stage}/{step.container}, line {step.script.position().line}") as told:
            _run(build, containers, step, number)
    _judge(build, promised, stack)


def bases(project: Project) -> set[str]:
    """The images that the Dockerfiles are built from."""
    return {
        instruction.arguments[0].value
        for dockerfile in project.dockerfiles
        for instruction in dockerfile.instructions
        if instruction.keyword == "FROM"
    }


def _call(project: Project) -> ExecutorCall:
    (call,) = project.executor_calls
    return call


def _started(build: Build, plan: Pipeline, secrets: secret.Secrets, stack: ExitStack) -> dict[str, Running]:
    """Check the project out, then start every container of the pod."""
    agent = build.place / "agent"
    _check_out(build, agent / WORKSPACE.removeprefix(f"{AGENT}/"))
    volumes: dict[str, Path] = {}
    for volume in plan.pod.volumes:
        content = build.place / "volumes" / str(volume.name)
        content.mkdir(parents=True)
        volumes[str(volume.name)] = content
        if volume.kind == "secret":
            secret.mounted(volume, secrets, content)
        elif volume.kind != "emptyDir":
            raise BuildError(volume.where, f"the run can't give a pod a volume of the kind {volume.kind}")
    started = {}
    for container in plan.pod.containers:
        name = str(container.name)
        root = _root(build, container, build.place / "roots" / name)
        mounts = [Mount(agent, AGENT, writable=True)]
        for mount in container.mounts:
            if str(mount.name) not in volumes:
                raise BuildError(mount.where, f"the pod is refused: no volume is named {mount.name}")
            secrets_of = volumes[str(mount.name)]
            source = secrets_of if mount.sub_path is None else secrets_of / str(mount.sub_path)
            mounts.append(Mount(source, str(mount.path)))
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
        if name.name == projects.RECIPE_FILE:
            continue
        target = workspace / name
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = (build.folder / name).read_text("utf-8").splitlines(keepends=True)
        target.write_text("".join(line for line in lines if not SECTION_MARKER.fullmatch(line.rstrip("\n"))), "utf-8")
    for path in [workspace.parent, workspace, *workspace.rglob("*")]:
        os.chown(path, AGENT_USER, AGENT_USER)


def _root(build: Build, container: Container, folder: Path) -> roots.Root:
    """The file system of a container."""
    if images.executor(str(container.image)) is not None:
        build.executor = executor.prepared(str(container.image), folder)
        build.executing = str(container.name)
        return build.executor.root
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


def _run(build: Build, containers: dict[str, Running], step: Shell, number: int) -> None:
    """Run a step as Jenkins does: a script beside the workspace, by the `sh` of the container.

    Raises:
        BuildError: it ends with another code than 0, or there is no such container.
    """
    name = str(step.container)
    if step.container is None or name not in containers:
        raise BuildError(step.container or step.script, f"container {name} not found in pod")
    running = containers[name]
    if not running.alive():
        raise BuildError(step.container, f"the container ended: {pod.said(running).strip()}")
    script = f"{WORKSPACE}@tmp/durable-{number}/script.sh"
    outside = running.outside(script)
    outside.parent.mkdir(parents=True)
    outside.write_text(str(step.script), "utf-8")
    log = build.place / "log"
    with log.open("wb") as output:
        status = running.run(["sh", "-xe", script], JENKINS, WORKSPACE, output)
    build.log = log.read_text("utf-8", errors="replace")
    if status:
        raise BuildError(_place(build, step), f"script returned exit code {status}\n{_shown(build.log)}")


def _shown(log: str) -> str:
    """The end of a log as a person reads it: without colours, and without the flags that kaniko lists."""
    lines = COLOUR.sub("", log).partition("\nUsage:\n")[0].splitlines()
    return "\n".join(lines[-SHOWN:])


def _place(build: Build, step: Shell) -> Any:  # noqa: ANN401
    """The executor's command line where a step has one, else the script."""
    calls = [call for call in build.project.executor_calls if call.script is not None and call.script.step == step]
    return calls[0].where if calls else step.script


def _judge(build: Build, promised: dict[str, Any], stack: ExitStack) -> None:
    """Pull the image back, hold it against the promises, start it."""
    flag = _call(build.project).flag("--destination", "-d")
    assert flag is not None
    assert flag.value_text is not None
    destination = string.Template(str(flag.value)).substitute(JENKINS)
    with build.step("pull back") as told:
        pushed = image.pulled(destination, build.place / "pushed", f"{ACCOUNT}:{PASSWORD}")
        (reference,) = bases(build.project)
        base = image.pulled(roots.full(reference), build.place / "base")
        told.append(destination)
    with build.step("inspect") as told:
        wrong = image.differences(pushed, base, promised["image"])
        if wrong:
            raise BuildError(flag.value_text, f"the image is not as promised: {'; '.join(wrong)}")
        shown = {key: pushed.config.get(key) for key in ("Entrypoint", "WorkingDir", "User", "ExposedPorts", "Labels")}
        told.append(f"{shown}, {len(pushed.layers)} layers, of which {len(base.layers)} of {reference}")
        told += [
            f"{entry.path} {entry.owner} {entry.mode}" for layer in pushed.added[len(base.layers) :] for entry in layer
        ]
    with build.step("start") as told:
        running = image.started(pushed, build.place / "containers/pushed")
        stack.callback(running.stop)
        expected = promised["answer"]
        try:
            status, body = image.answer(running, expected["port"], expected["path"])
        except RuntimeError as error:
            raise BuildError(flag.value_text, f"the image does not answer: {error}") from error
        if (status, body) != (expected["status"], expected["body"]):
            raise BuildError(flag.value_text, f"expected the answer {expected}, found {status} {body!r}")
        told.append(f"port {expected['port']} answers {status} {body!r}")
