"""Starts a worker process in its own namespaces and asks it for builds.

When the standard input of the worker ends, for whatever reason, the worker exits; it is the first process of its PID
namespace, so the kernel kills every other process there. Its files are in memory, in its own mount namespace: the
machine itself is not changed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from lab.paths import ROOT
from lab.tools import UnavailableError, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAMESPACES = ("--mount", "--net", "--pid", "--ipc", "--uts")
PASSED_VARIABLES = ("CI", "DOCKER_HOST", "KANIKO_EXECUTOR", "GROOVY_HOME", "PATH")
"""The environment variables that the worker gets."""
SUBSTITUTES_ONLY = "E2E_SUBSTITUTES_ONLY"
"""The environment variable that forbids a real executor and real images."""


@dataclass(frozen=True, slots=True)
class BuildStep:
    """A step of a build: its name, its duration, and what it did."""

    name: str
    seconds: float
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.seconds:6.2f} s  {self.name}{self.detail and ': '}{self.detail}"


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The result of a build.

    Attributes:
        steps: in order; the one that failed is the last.
        failure: why it failed, as `path:line:column: error: message`; None when it passed.
        executor: a description of the program that built the image; empty when nothing was built.
        release: of kaniko, as in `facts.executors.releases`; None for Buildah, the substitute.
        log: the output of the last `sh` step.
        outputs: the outputs that pages may show, by file name.
    """

    steps: list[BuildStep]
    failure: str | None
    executor: str
    release: str | None
    log: str
    outputs: dict[str, str]

    @property
    def seconds(self) -> float:
        """The total duration."""
        return sum(step.seconds for step in self.steps)


@dataclass
class Sandbox:
    """A running worker."""

    process: subprocess.Popen[str]
    report: Callable[[BuildStep], None] = field(default=lambda _: None)

    def build(self, directory: Path) -> BuildResult:
        """Build the recipe in a directory.

        Raises:
            UnavailableError: a program or a condition of the run is missing.
            RuntimeError: the worker itself failed.
        """
        answer = self._ask({"build": str(directory.absolute())})
        steps = [BuildStep(**step) for step in answer.pop("steps")]
        return BuildResult(steps=steps, **answer)

    def case(self, name: str, release: str) -> str:
        """Run a case of `lab.executor` and return the text of its outcome.

        Args:
            name: of the case.
            release: the short name of the executor's release.

        Raises:
            UnavailableError: a program or a condition of the run is missing.
            RuntimeError: the worker itself failed.
        """
        return str(self._ask({"case": name, "release": release})["outcome"])

    def _ask(self, question: dict[str, str]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return self.answer(self.process.stdout)

    def answer(self, lines: IO[str]) -> dict[str, Any]:
        """The worker's next answer; steps that end before it are reported."""
        for line in lines:
            message: dict[str, Any] = json.loads(line)
            if "step" in message:
                self.report(BuildStep(**message["step"]))
            elif "unavailable" in message:
                raise UnavailableError(message["unavailable"], message["reason"])
            elif "crash" in message:
                raise RuntimeError(message["crash"])
            else:
                return message
        ended = "the worker ended without an answer"
        raise RuntimeError(ended)


def namespace_command() -> list[str]:
    """The command line that runs the program given after it in new namespaces.

    Raises:
        UnavailableError: the user is not root, or new namespaces are not allowed.
    """
    if os.geteuid() != 0:
        unavailable("root", "Builds run only as root: they need namespaces, mounts and containers.")
    command = ["unshare", *NAMESPACES, "--fork", "--kill-child", "--mount-proc"]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    ):
        unavailable("namespaces", "This machine allows no new namespaces.")
    return command


@contextmanager
def start(report: Callable[[BuildStep], None] = lambda _: None, *, substitutes_only: bool = False) -> Iterator[Sandbox]:
    """Start a worker for as long as the block lasts.

    Args:
        report: called with each step when it ended.
        substitutes_only: whether to use Buildah and the substitute base image even where the real ones are available,
            so that the build is the same on every machine.

    Raises:
        UnavailableError: see `namespace_command`.
    """
    command = namespace_command()
    environment = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ} | (
        {SUBSTITUTES_ONLY: "true"} if substitutes_only else {}
    )
    namespaces = [os.open(f"/proc/self/ns/{kind}", os.O_RDONLY) for kind in ("net", "mnt")]
    paths = f"{ROOT}{os.pathsep}{ROOT / 'src'}"
    with subprocess.Popen(
        [*command, sys.executable, "-m", "lab.end_to_end.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment
        | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "E2E_NAMESPACES": " ".join(map(str, namespaces))},
        pass_fds=namespaces,
        cwd="/",
    ) as process:
        for descriptor in namespaces:
            os.close(descriptor)
        sandbox = Sandbox(process, report)
        try:
            assert process.stdout is not None
            sandbox.answer(process.stdout)
            yield sandbox
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=30)
