"""A worker in namespaces of its own, which plays builds.

Its standard input is its lifeline: when that ends, however the one who holds it ended, the worker ends, and as it is
the first process of its PID namespace the kernel ends every other with it. Its files are in memory, in its own mount
namespace: the machine is not changed, not even for as long as it runs.
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
KEPT = ("CI", "DOCKER_HOST", "KANIKO_EXECUTOR", "GROOVY_HOME", "PATH")
"""What the worker keeps of the environment."""
ALONE = "E2E_ALONE"
"""Set where nothing from outside is taken."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a build: its name, how long it took, what it told."""

    name: str
    seconds: float
    told: str = ""

    def __str__(self) -> str:
        return f"{self.seconds:6.2f} s  {self.name}{self.told and ': '}{self.told}"


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a build.

    Attributes:
        steps: in order; the one that failed is the last.
        fault: why it failed, as compilers print it; None when it didn't.
        executor: what built the image.
        kaniko: which build of kaniko that was; None for Buildah in its place.
        log: what the last step printed.
        outputs: what pages may show of the build, by name.
    """

    steps: list[Step]
    fault: str | None
    executor: str
    kaniko: str | None
    log: str
    outputs: dict[str, str]

    @property
    def seconds(self) -> float:
        """The whole time."""
        return sum(step.seconds for step in self.steps)


@dataclass
class Sandbox:
    """A running worker."""

    process: subprocess.Popen[str]
    report: Callable[[Step], None] = field(default=lambda _: None)

    def play(self, folder: Path) -> Played:
        """Play one build of the recipe in a folder.

        Raises:
            UnavailableError: a program or a condition of the run is missing.
            RuntimeError: the worker itself failed.
        """
        answer = self._ask({"play": str(folder.absolute())})
        steps = [Step(**step) for step in answer.pop("steps")]
        return Played(steps=steps, **answer)

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
                self.report(Step(**message["step"]))
            elif "unavailable" in message:
                raise UnavailableError(message["unavailable"], message["reason"])
            elif "crash" in message:
                raise RuntimeError(message["crash"])
            else:
                return message
        message_ = "the worker ended without an answer"
        raise RuntimeError(message_)


def possible() -> list[str]:
    """The beginning of a command line that runs a program in namespaces of its own.

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
def started(report: Callable[[Step], None] = lambda _: None, *, alone: bool = False) -> Iterator[Sandbox]:
    """Start a worker for as long as the block lasts.

    Args:
        report: is told of each step when it ended.
        alone: whether to take no kaniko and no image from outside, even where they are there: the same on any machine.

    Raises:
        UnavailableError: see `possible`.
    """
    command = possible()
    environment = {name: os.environ[name] for name in KEPT if name in os.environ} | ({ALONE: "true"} if alone else {})
    outside = [os.open(f"/proc/self/ns/{kind}", os.O_RDONLY) for kind in ("net", "mnt")]
    paths = f"{ROOT}{os.pathsep}{ROOT / 'src'}"
    with subprocess.Popen(
        [*command, sys.executable, "-m", "lab.end_to_end.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment
        | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "E2E_OUTSIDE": " ".join(map(str, outside))},
        pass_fds=outside,
        cwd="/",
    ) as process:
        for descriptor in outside:
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
