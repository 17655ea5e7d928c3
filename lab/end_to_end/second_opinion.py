"""Buildah in the executor's place: it proves the Dockerfile and the credentials, not the executor's flags and failures.

In the container stands a script that hands its command line to the worker. There the reader takes it apart; a flag that
has no counterpart is refused, never left out.
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
from lab.end_to_end.world import POLICY, buildah

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.sources.model import ExecutorCall
    from lab.end_to_end.pod import Running
    from lab.end_to_end.roots import Root

NAMES = {
    "context": ("--context", "-c"),
    "dockerfile": ("--dockerfile", "-f"),
    "destination": ("--destination", "-d"),
    "label": ("--label",),
}
OFTEN = ("destination", "label")
"""What may be given more than once; a label need not be given."""
REFUSED = 64
PLACE = "/kaniko/second-opinion"
SCRIPT = f"""#!/busybox/sh
printf '%s\\0' "$PWD" "${{DOCKER_CONFIG:-}}" "$@" > {PLACE}/request
/busybox/cat {PLACE}/output >&2
exit "$(/busybox/cat {PLACE}/status)"
"""


def root(folder: Path, version: str) -> Root:
    """A root as the executor's image has it, with the script in the executor's place.

    Args:
        folder: an empty folder.
        version: Buildah's.
    """
    made = roots.busybox(folder)
    program = folder / "kaniko/executor"
    program.write_text(SCRIPT, "utf-8")
    program.chmod(0o755)
    place = folder / PLACE.lstrip("/")
    place.mkdir()
    for name in ("request", "output"):
        os.mkfifo(place / name)
    return roots.extended(made, f"second opinion: Buildah {version} in kaniko's place")


@contextmanager
def answering(container: Running) -> Iterator[None]:
    """Answer the script for as long as the block lasts."""
    place = container.root.path / PLACE.lstrip("/")

    def answer() -> None:
        while request := (place / "request").read_bytes():
            folder, config, *arguments = [word.decode() for word in request.split(b"\0")[:-1]]
            with (place / "output").open("wb") as output:
                status = _build(container, folder, config, arguments, output.fileno())
                (place / "status").write_text(str(status), "utf-8")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        (place / "request").write_bytes(b"")
        thread.join(timeout=10)


def _build(container: Running, folder: str, config: str, arguments: list[str], output: int) -> int:
    """Build and push; the exit code of the first that failed."""
    line = Text.canonical(Source("executor", shlex.join(["/kaniko/executor", *arguments])))
    (call,) = executor.calls_in_script(shell.read(line))
    wrong = list(refusals(call))
    if wrong:
        os.write(output, f"second opinion: {'; '.join(wrong)}\n".encode())
        return REFUSED
    values = {name: [str(flag.value) for flag in call.flags if flag.name in flags] for name, flags in NAMES.items()}
    where = values["context"][0].removeprefix("dir://")
    context = container.outside(os.path.normpath(f"{folder}/{where}" if not where.startswith("/") else where))
    dockerfile = container.outside(os.path.normpath(os.path.join(folder, values["dockerfile"][0])))  # noqa: PTH118
    credentials = container.outside(os.path.normpath(f"{config}/config.json"))
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


def refusals(call: ExecutorCall) -> Iterator[str]:
    """What of a command line has no counterpart."""
    known = {flag for flags in NAMES.values() for flag in flags}
    yield from (f"{flag.name} has no counterpart" for flag in call.flags if flag.name not in known)
    yield from (f"{word.value} is no flag" for word in call.positionals)
    for name, flags in NAMES.items():
        given = [flag for flag in call.flags if flag.name in flags]
        wrong = len(given) != 1 if name not in OFTEN else name == "destination" and not given
        if wrong or any(flag.value is None for flag in given):
            yield f"expected --{name} {'once' if name not in OFTEN else 'with a value'}, found it {len(given)} times"
