"""Runs one build of a recipe end to end, from the Secret to the answer of the started image."""

from __future__ import annotations

import os
import shutil
import string
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import project as projects
from kaniko_guide.facts import images
from kaniko_guide.text import SECTION_MARKER
from kaniko_guide_site.snippets.recipes import Recipe
from lab.end_to_end import (
    BuildError,
    build_tools,
    buildah_substitute,
    environment,
    executor,
    image,
    page_output,
    pipeline,
    pod,
    repository,
    roots,
    secret,
    volumes,
)
from lab.end_to_end.environment import ACCOUNT, AUTHORITY, COMPANY, TMPFS
from lab.end_to_end.roots import Mount
from lab.end_to_end.sandbox import BuildResult, BuildStep
from lab.paths import SNIPPETS
from lab.registry import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container
    from kaniko_guide.sources.model import Step as Shell
    from kaniko_guide.text import Text
    from kaniko_guide_site.snippets.description import Promises
    from lab.end_to_end.executor import Executor
    from lab.end_to_end.image import PulledImage
    from lab.end_to_end.pipeline import Pipeline
    from lab.end_to_end.pod import RunningContainer

AGENT = "/home/jenkins/agent"
AGENT_CONTAINER = "jnlp"
"""The container of Jenkins' agent; without Jenkins it is not started."""
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
"""What `withCredentials` binds; every registry with a login accepts it."""
AGENT_USER = 1000
"""The user and group id of the agent's container, which owns the workspace."""
LAST_LINES = 20
"""The number of lines of a failed step's log in the failure."""


@dataclass
class Build:
    """A running build.

    Attributes:
        directory: for all files of the build.
        report: called with each step that ended.
        project: the reader's repository, as the guide's readers parse it.
        promised: the recipe's promises.
        steps: those that ended.
        logs: the container and the output of each `sh` step.
        executors: by the name of the container in which it runs.
        outputs: the outputs that pages may show, by file name.
    """

    directory: Path
    report: Callable[[BuildStep], None]
    project: Project
    promised: Promises
    steps: list[BuildStep] = field(default_factory=list)
    logs: list[tuple[str, str]] = field(default_factory=list)
    executors: dict[str, Executor] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def repository(self) -> Path:
        """The directory of the reader's repository."""
        return self.directory / "repository"

    @property
    def executor(self) -> Executor | None:
        """The executor, which is the same in all containers; None before they start."""
        return next(iter(self.executors.values()), None)

    @contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Time a step and report it; the caller appends its details to the list."""
        began = time.monotonic()
        details: list[str] = []
        try:
            yield details
        finally:
            done = BuildStep(name, round(time.monotonic() - began, 2), "; ".join(details))
            self.steps.append(done)
            self.report(done)


def build_recipe(recipe_directory: Path, report: Callable[[BuildStep], None]) -> BuildResult:
    """Run one build.

    Args:
        recipe_directory: the recipe.
        report: called with each step that ended.

    Raises:
        UnavailableError: a program or a condition of the run is missing.
        ValueError: the recipe has no promises.
        RuntimeError: a program of the environment failed, or the build left something behind.
    """
    recipe = Recipe(recipe_directory, SNIPPETS)
    if recipe.promises is None:
        message = f"{recipe.name} has no promises"
        raise ValueError(message)
    directory = TMPFS / "build"
    repository.assemble(recipe, directory / "repository")
    build = Build(directory, report, projects.read(directory / "repository"), recipe.promises)
    failure = None
    try:
        with ExitStack() as stack:
            stack.callback(environment.clear_storage)
            _run_all(build, stack)
    except BuildError as error:
        failure = str(error)
    finally:
        shutil.rmtree(directory)
    left = environment.leftovers()
    if left:
        message = f"the build left behind: {', '.join(left)}"
        raise RuntimeError(message)
    used = build.executor
    return BuildResult(
        steps=build.steps,
        failure=failure,
        executor="" if used is None else used.root.origin,
        release=None if used is None else used.release,
        log=build.logs[-1][1] if build.logs else "",
        outputs=build.outputs,
    )


def _run_all(build: Build, stack: ExitStack) -> None:
    with build.step("secret") as details:
        secrets = secret.create(build.project, build.directory)
        details += [f"{name} with {', '.join(data)}" for name, data in secrets.items()]
    with build.step("pipeline") as details:
        plan = pipeline.read(build.project)
        details.append(f"Groovy {plan.groovy}: {len(plan.steps)} sh steps")
    with build.step("base images") as details:
        details += [
            roots.provide_base_image(reference, mirror(build.project)) for reference in sorted(bases(build.project))
        ]
    with build.step("pod") as details:
        containers = _start_containers(build, plan, secrets, stack)
        details += [f"{name}: {running.root.origin}" for name, running in containers.items()]
    for name, found in build.executors.items():
        if found.release is None:
            stack.enter_context(buildah_substitute.serve(containers[name]))
    for number, step in enumerate(plan.steps):
        with build.step(f"sh {step.stage}/{step.container}, line {step.script.text.position().line}") as details:
            _run(build, containers, step, plan.bound[number], number)
    _check(build, stack)


def bases(project: Project) -> set[str]:
    """The base images of the Dockerfiles."""
    return {
        instruction.arguments[0].value
        for dockerfile in project.dockerfiles
        for instruction in dockerfile.instructions
        if instruction.keyword == "FROM"
    }


def mirror(project: Project) -> str | None:
    """The value of `--registry-mirror` on the executor's command lines."""
    flags = [call.flag("--registry-mirror") for call in project.executor_calls]
    return next((flag.value for flag in flags if flag is not None), None)


def substitute_variables(text: str, **more: str) -> str:
    """A text with `$NAME` replaced by the values of Jenkins' variables and of those given."""
    return string.Template(text).substitute(JENKINS | more)


def _start_containers(
    build: Build, plan: Pipeline, secrets: secret.Secrets, stack: ExitStack
) -> dict[str, RunningContainer]:
    """Check out the project, then start every container of the pod but the agent's.

    Raises:
        BuildError: the pod is invalid, or a container does not start.
    """
    agent = build.directory / "agent"
    _check_out(build, agent / WORKSPACE.removeprefix(f"{AGENT}/"))
    directories = volumes.fill(plan.pod, build.project, secrets, build.directory / "volumes")
    started = {}
    for container in plan.pod.containers:
        name = str(container.name)
        if name == AGENT_CONTAINER:
            continue
        root = _root(build, plan, container, build.directory / "roots" / name)
        mounts = [Mount(agent, AGENT, writable=True)]
        for mount in container.mounts:
            if str(mount.name) not in directories:
                raise BuildError(mount.where, f"the pod is rejected: no volume is named {mount.name}")
            directory = directories[str(mount.name)]
            source = directory if mount.sub_path is None else directory / str(mount.sub_path)
            mounts.append(Mount(source, str(mount.path), writable=pod.writable(plan.pod, container, mount)))
        running = pod.start_pod_container(
            plan.pod, container, root, tuple(mounts), build.directory / "containers" / name
        )
        stack.callback(running.stop)
        if not running.alive():
            raise BuildError(container.where, f"the container does not start: {pod.process_output(running).strip()}")
        started[name] = running
    return started


def _check_out(build: Build, workspace: Path) -> None:
    """Copy the reader's repository into the workspace, without section markers, owned by the agent's user."""
    workspace.mkdir(parents=True)
    for name in build.project.files:
        target = workspace / name
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = (build.repository / name).read_text("utf-8").splitlines(keepends=True)
        target.write_text("".join(line for line in lines if not SECTION_MARKER.fullmatch(line.rstrip("\n"))), "utf-8")
    for path in [workspace.parent, workspace, *workspace.rglob("*")]:
        os.chown(path, AGENT_USER, AGENT_USER)


def _root(build: Build, plan: Pipeline, container: Container, directory: Path) -> roots.Root:
    """The root file system of a container.

    Raises:
        UnavailableError: the recipe needs another executor, or a program is missing.
    """
    if images.executor_image(str(container.image)) is not None:
        found = executor.prepare(str(container.image), directory)
        executor.require(found, build.promised.executor)
        found.trust(AUTHORITY)
        if not any(volume.kind == "configMap" for volume in plan.pod.volumes):
            found.trust(COMPANY)
        build.executors[str(container.name)] = found
        return found.root
    real = roots.from_image(str(container.image))
    if real is not None:
        # Build tools download from public repositories.
        return roots.with_machine_network(real)
    tool = build_tools.build_tool(str(container.image), build.directory / f"tool-{container.name}")
    made = roots.from_machine(directory)
    for name, content in tool.files.items():
        file = directory / name.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
        file.chmod(0o755 if content.startswith("#!") else 0o644)
    return roots.with_tool(made, tool.description, tool.environment, *tool.mounts)


def _run(
    build: Build, containers: dict[str, RunningContainer], step: Shell, bound: Mapping[str, str], number: int
) -> None:
    """Run a step as Jenkins does: as a script next to the workspace, by the `sh` of the container.

    Args:
        build: the build.
        containers: the running ones, by name.
        step: the `sh` step.
        bound: the part of a credential by the variable that it is bound to.
        number: of the step.

    Raises:
        BuildError: its exit code is not 0, or the pod has no such container.
    """
    name = str(step.container)
    if step.container is None or name not in containers:
        raise BuildError(step.container or step.script.text, f"container {name} not found in pod")
    running = containers[name]
    if not running.alive():
        raise BuildError(step.container, f"the container ended: {pod.process_output(running).strip()}")
    script = f"{WORKSPACE}@tmp/durable-{number}/script.sh"
    file = running.path_on_machine(script)
    file.parent.mkdir(parents=True)
    file.write_text(str(step.script.text), "utf-8")
    log = build.directory / "log"
    with log.open("wb") as output:
        credentials = {variable: CREDENTIALS[part] for variable, part in bound.items()}
        status = running.run(["sh", "-xe", script], JENKINS | credentials, WORKSPACE, output)
    build.logs.append((name, log.read_text("utf-8", errors="replace")))
    if status:
        raise BuildError(_command_line(build, step), f"script returned exit code {status}\n{_tail(build.logs[-1][1])}")


def _tail(log: str) -> str:
    """The last lines of a log, without color codes and without kaniko's list of flags."""
    lines = page_output.clean_log(log).partition("\nUsage:\n")[0].splitlines()
    return "\n".join(lines[-LAST_LINES:])


def _command_line(build: Build, step: Shell) -> Text:
    """The executor's command line of a step; the whole script where it has none."""
    calls = [call for call in build.project.executor_calls if call.step == step]
    return calls[0].where if calls else step.script.text


def _check(build: Build, stack: ExitStack) -> None:
    """Compare logs, workspace and every pushed image with the promises, then start the first image.

    Raises:
        BuildError: a promise is not kept.
    """
    promised = build.promised
    where = _destination(build.project)
    printed = "".join(log for name, log in build.logs if name in build.executors)
    destinations = [substitute_variables(destination) for destination in promised.destinations]
    pushed = [_inspect(build, destination, number) for number, destination in enumerate(destinations)]
    digest = image.digest(destinations[0])
    for line in promised.log:
        expected = substitute_variables(line, DIGEST=digest)
        if build.executor is not None and build.executor.release is not None and expected not in printed:
            raise BuildError(where, f"the executor's log is not as promised: {expected!r} is not in it")
    for name, content in promised.workspace.items():
        file = build.directory / "agent" / WORKSPACE.removeprefix(f"{AGENT}/") / name
        expected = substitute_variables(content, DIGEST=digest)
        found = file.read_text("utf-8") if file.is_file() else None
        if found != expected:
            raise BuildError(where, f"{name} is not as promised: expected {expected!r}, found {found!r}")
        build.outputs[name] = expected
    build.outputs["kaniko.txt"] = page_output.clean_log(printed)
    answer = promised.answer
    if answer is None:
        return
    with build.step("start") as details:
        running = image.start(pushed[0], build.directory / "containers/pushed")
        stack.callback(running.stop)
        try:
            status, body = image.request(running, answer.port, answer.path)
        except RuntimeError as error:
            raise BuildError(where, f"the image does not answer: {error}") from error
        if (status, body) != (answer.status, answer.body):
            raise BuildError(where, f"expected the answer {answer.status} {answer.body!r}, found {status} {body!r}")
        details.append(f"port {answer.port} answers {status} {body!r}")


def _destination(project: Project) -> Text:
    """The first `--destination` value of the command lines."""
    flags = [call.flag("--destination", "-d") for call in project.executor_calls]
    return next(flag.value_text for flag in flags if flag is not None and flag.value_text is not None)


def _inspect(build: Build, destination: str, number: int) -> PulledImage:
    """Pull a pushed image and compare it with the promises.

    Raises:
        BuildError: nothing was pushed, or the image is not as promised.
    """
    where = _destination(build.project)
    with build.step("pull") as details:
        try:
            pushed = image.pull(destination, build.directory / f"pushed-{number}")
        except RuntimeError as error:
            raise BuildError(where, f"nothing was pushed to {destination}: {error}") from error
        (reference,) = {roots.qualified_name(name) for name in bases(build.project)}
        hub_mirror = mirror(build.project)
        name = reference if hub_mirror is None else f"{hub_mirror}/{reference.removeprefix('docker.io/')}"
        base = image.base(name)
        details.append(destination)
    with build.step("inspect") as details:
        labels = {name: substitute_variables(value) for name, value in build.promised.image.labels.items()}
        wrong = image.differences(pushed, base, replace(build.promised.image, labels=labels))
        if wrong:
            raise BuildError(where, f"the image is not as promised: {'; '.join(wrong)}")
        config = {key: pushed.config.get(key) for key in ("Entrypoint", "WorkingDir", "User", "ExposedPorts", "Labels")}
        details.append(f"{config}, {len(pushed.layers)} layers, of which {len(base.layers)} of {reference}")
        details += [
            f"{entry.path} {entry.owner} {entry.mode}" for layer in pushed.added[len(base.layers) :] for entry in layer
        ]
    return pushed
