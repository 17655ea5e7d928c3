"""Buildah as a substitute for the executor: it checks the Dockerfile and the credentials, not the executor's flags.

In the container a script takes the place of the executor and sends its command line to the worker. The worker parses
it and runs Buildah with the corresponding options; a flag without such an option is rejected, never ignored.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kaniko_guide.sources import executor, shell
from kaniko_guide.text import Source, Text
from lab.end_to_end import roots
from lab.end_to_end.environment import POLICY, buildah

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.sources.model import ExecutorCall
    from lab.end_to_end.pod import RunningContainer
    from lab.end_to_end.roots import Root

FLAGS = {
    "context": ("--context", "-c"),
    "dockerfile": ("--dockerfile", "-f"),
    "destination": ("--destination", "-d"),
    "label": ("--label",),
}
REPEATABLE = ("destination", "label")
"""Flags that may be given more than once; labels are optional."""
UNSUPPORTED = 64
"""The exit code of the script when Buildah has no option for a flag."""
PIPES = "/kaniko/buildah-substitute"
"""The directory of the named pipes between the script and the worker."""
SCRIPT = f"""#!/busybox/sh
printf '%s\\0' "$PWD" "${{DOCKER_CONFIG:-}}" "$@" > {PIPES}/request
/busybox/cat {PIPES}/output >&2
exit "$(/busybox/cat {PIPES}/status)"
"""


def root(directory: Path, version: str) -> Root:
    """A root file system like that of the executor's debug image, with the script in the executor's place.

    Args:
        directory: an empty directory.
        version: Buildah's.
    """
    made = roots.busybox(directory)
    program = directory / "kaniko/executor"
    program.write_text(SCRIPT, "utf-8")
    program.chmod(0o755)
    pipes = directory / PIPES.lstrip("/")
    pipes.mkdir()
    for name in ("request", "output"):
        os.mkfifo(pipes / name)
    return roots.with_mounts(made, f"Buildah {version} as a substitute for kaniko")


@contextmanager
def serve(container: RunningContainer) -> Iterator[None]:
    """Answer the script for as long as the block lasts."""
    pipes = container.root.path / PIPES.lstrip("/")

    def answer() -> None:
        while request := (pipes / "request").read_bytes():
            directory, config, *arguments = [word.decode() for word in request.split(b"\0")[:-1]]
            with (pipes / "output").open("wb") as output:
                status = _build(container, directory, config, arguments, output.fileno())
                (pipes / "status").write_text(str(status), "utf-8")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        (pipes / "request").write_bytes(b"")
        thread.join(timeout=10)


def _build(container: RunningContainer, directory: str, config: str, arguments: list[str], output: int) -> int:
    """Build and push; the exit code of the first command that failed, else 0.

    Args:
        container: the one in which the script runs.
        directory: its working directory.
        config: the directory of the credentials in it.
        arguments: of the executor.
        output: the file descriptor for the log.
    """
    line = Text.canonical(Source("executor", shlex.join(["/kaniko/executor", *arguments])))
    (call,) = executor.calls_in_script(shell.read(line))
    wrong = list(unsupported_parts(call))
    if wrong:
        os.write(output, f"substitute for kaniko: {'; '.join(wrong)}\n".encode())
        return UNSUPPORTED
    values = {name: [str(flag.value) for flag in call.flags if flag.name in flags] for name, flags in FLAGS.items()}
    where = values["context"][0].removeprefix("dir://")
    context = container.path_on_machine(
        os.path.normpath(f"{directory}/{where}" if not where.startswith("/") else where)
    )
    dockerfile = container.path_on_machine(os.path.normpath(os.path.join(directory, values["dockerfile"][0])))  # noqa: PTH118
    credentials = container.path_on_machine(os.path.normpath(f"{config}/config.json"))
    login = ["--authfile", str(credentials)] if credentials.is_file() else []
    policy = f"--signature-policy={POLICY}"
    build = ["bud", policy, "--isolation=chroot", "--pull-always", "--no-cache", *login, "--format=oci"]
    labels = [f"--label={label}" for label in values["label"]]
    tags = [f"--tag={destination}" for destination in values["destination"]]
    pushes = [["push", policy, *login, destination] for destination in values["destination"]]
    for command in ([*build, *labels, *tags, f"--file={dockerfile}", str(context)], *pushes):
        done = subprocess.run(
            [*buildah(), *command], stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=600, check=False
        )
        if done.returncode:
            return done.returncode
    return 0


def unsupported_parts(call: ExecutorCall) -> Iterator[str]:
    """The parts of a command line that Buildah can not do, a message each."""
    known = {flag for flags in FLAGS.values() for flag in flags}
    yield from (f"Buildah has no option for {flag.name}" for flag in call.flags if flag.name not in known)
    yield from (f"{word.value} is not a flag" for word in call.positionals)
    for name, flags in FLAGS.items():
        given = [flag for flag in call.flags if flag.name in flags]
        wrong = len(given) != 1 if name not in REPEATABLE else name == "destination" and not given
        expected = "with a value" if name in REPEATABLE else "once"
        if wrong or any(flag.value is None for flag in given):
            yield f"expected --{name} {expected}, found it {len(given)} times"
