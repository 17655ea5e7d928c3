"""The images that the cluster starts with, as one archive that containerd imports: stubs, and the executor's own.

A stub has only BusyBox, under the name that a pod asks for. The images of the executor have the real program where it
is at hand, and are stubs otherwise.
"""

from __future__ import annotations

import functools
import io
import json
import os
import subprocess
import tarfile
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kaniko_guide.doctor import plugin_pod
from lab.executor import programs
from lab.tools import find, unavailable

AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
SEARCH_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PAUSE = "cluster.test/pause:1"
"""The image of a pod's first container, which keeps its namespaces; named in `config/containerd.toml`."""
STUBS = (
    "docker.io/library/busybox:1.35",
    "docker.io/library/maven:3.9-eclipse-temurin-21",
)
AGENT = f"docker.io/{plugin_pod.AGENT_IMAGE}"
EXECUTOR_RELEASE = "osscontainertools-v1.28.3"
EXECUTOR = "ghcr.io/osscontainertools/kaniko:v1.28.3"
MAXIMUM_AGE = 24 * 3600
"""For how many seconds an archive is kept that is not used."""
NOHUP = """\
#!{directory}/sh
trap '' HUP
exec "$@"
"""


@dataclass(frozen=True, slots=True)
class Image:
    """An image with one layer.

    Attributes:
        name: with registry and tag.
        layer: an uncompressed tar archive.
        config: as in the OCI image configuration: `Cmd`, `Env`, `User` and so on.
    """

    name: str
    layer: bytes
    config: dict[str, Any]


class Layer:
    """A layer that is being written; every file belongs to root."""

    def __init__(self) -> None:
        self._bytes = io.BytesIO()
        self._tar = tarfile.open(fileobj=self._bytes, mode="w")  # noqa: SIM115

    def file(self, path: str, data: bytes, mode: int = 0o644) -> None:
        """Add a file."""
        self._add(path, tarfile.REGTYPE, mode=mode, data=data)

    def directories(self, *paths: str, mode: int = 0o755) -> None:
        """Add directories."""
        for path in paths:
            self._add(path, tarfile.DIRTYPE, mode=mode)

    def symlink(self, path: str, target: str) -> None:
        """Add a symbolic link."""
        self._add(path, tarfile.SYMTYPE, target=target)

    def hard_link(self, path: str, target: str) -> None:
        """Add another name of a file that was added."""
        self._add(path, tarfile.LNKTYPE, target=target.lstrip("/"))

    def busybox(self, directory: str) -> None:
        """Add BusyBox with all its commands to a directory, and `nohup`, which Debian's lacks and Jenkins runs.

        Raises:
            MissingToolError: it is not installed.
        """
        program = find("busybox")
        self.directories(directory)
        self.file(f"{directory}/busybox", Path(program).read_bytes(), 0o755)
        self.file(f"{directory}/nohup", NOHUP.format(directory=directory).encode(), 0o755)
        for command in subprocess.check_output([program, "--list"], text=True).split():
            if command not in {"busybox", "nohup"}:
                self.hard_link(f"{directory}/{command}", f"{directory}/busybox")

    def finish(self) -> bytes:
        """The archive."""
        self._tar.close()
        return self._bytes.getvalue()

    def _add(self, path: str, kind: bytes, *, mode: int = 0o755, data: bytes = b"", target: str = "") -> None:
        entry = tarfile.TarInfo(path.lstrip("/"))
        entry.mode, entry.type, entry.size, entry.linkname = mode, kind, len(data), target
        self._tar.addfile(entry, io.BytesIO(data))


@functools.cache
def shell_layer() -> bytes:
    """A layer with BusyBox, and the user `jenkins` with the number 1000."""
    return started_shell_layer().finish()


def started_shell_layer() -> Layer:
    """The same as `shell_layer`, for more files."""
    layer = Layer()
    layer.busybox("/bin")
    layer.directories("/etc", "/home", "/root")
    layer.directories("/tmp", "/home/jenkins", mode=0o1777)  # noqa: S108
    layer.file("/etc/passwd", b"root:x:0:0:root:/root:/bin/sh\njenkins:x:1000:1000::/home/jenkins:/bin/sh\n")
    layer.file("/etc/group", b"root:x:0:\njenkins:x:1000:\n")
    return layer


def stub(name: str, **config: Any) -> Image:  # noqa: ANN401
    """An image that has only BusyBox.

    Args:
        name: with registry and tag.
        config: what the image's configuration has besides `Cmd` and `Env`.
    """
    return Image(name, shell_layer(), {"Cmd": ["sh"], "Env": [SEARCH_PATH]} | config)


def agent(name: str) -> Image:
    """A stub of the agent, which runs until it is ended, as the agent does.

    Args:
        name: with registry and tag.
    """
    process = {"Entrypoint": ["/bin/tail", "-f", "/dev/null"], "Cmd": []}
    return stub(name, User="jenkins", WorkingDir="/home/jenkins", **process)


def executor_program() -> Path | None:
    """The executor: of `KANIKO_EXECUTOR`, else the one that was built here; None where neither exists.

    Raises:
        UnavailableError: `KANIKO_EXECUTOR` names no file.
    """
    given = os.environ.get("KANIKO_EXECUTOR")
    if given and not Path(given).is_file():
        unavailable("kaniko-executor", f"KANIKO_EXECUTOR names no file: {given}.")
    return Path(given) if given else programs.cached_program(EXECUTOR_RELEASE)


def warmer_program() -> Path | None:
    """The warmer that was built here; None where there is none."""
    return programs.cached_program(EXECUTOR_RELEASE, "warmer")


def warmer_image(program: Path | None, authority: Path) -> Image:
    """The warmer's image.

    Args:
        program: the warmer; None for a stub that ends without an error.
        authority: see `executor_images`.
    """
    layer = started_shell_layer() if program is None else Layer()
    layer.directories("/kaniko/ssl", "/kaniko/ssl/certs", "/workspace")
    layer.file("/kaniko/warmer", b"#!/bin/sh\n" if program is None else program.read_bytes(), 0o755)
    layer.file("/kaniko/ssl/certs/ca-certificates.crt", AUTHORITIES.read_bytes() + authority.read_bytes())
    layer.file("/etc/nsswitch.conf", b"hosts: files dns\n")
    config = {"Entrypoint": ["/kaniko/warmer"], "Env": _executor_variables("/kaniko"), "WorkingDir": "/workspace"}
    return Image(f"{EXECUTOR}-warmer", layer.finish(), config)


def executor_images(program: Path | None, authority: Path) -> list[Image]:
    """The executor's image and its debug image.

    Args:
        program: the executor; None for images with only BusyBox.
        authority: a certificate that the executor trusts besides those of this machine.
    """
    config: dict[str, Any] = {
        "Entrypoint": ["/kaniko/executor"],
        "Env": _executor_variables("/kaniko:/busybox"),
        "WorkingDir": "/workspace",
    }
    debug = config | {"Volumes": {"/busybox": {}}}
    return [
        Image(EXECUTOR, _executor_layer(program, authority, debug=False), config),
        Image(f"{EXECUTOR}-debug", _executor_layer(program, authority, debug=True), debug),
    ]


def _executor_variables(search_path: str) -> list[str]:
    """The variables of the image (osscontainertools/kaniko v1.28.3, `deploy/Dockerfile`)."""
    return [
        f"PATH=/usr/local/bin:{search_path}",
        "HOME=/root",
        "USER=root",
        "DOCKER_CONFIG=/kaniko/.docker/",
        "SSL_CERT_DIR=/kaniko/ssl/certs",
    ]


def _executor_layer(program: Path | None, authority: Path, *, debug: bool) -> bytes:
    layer = Layer()
    layer.directories("/kaniko/ssl", "/kaniko/ssl/certs", "/workspace", "/etc")
    layer.directories("/kaniko", "/kaniko/.docker", mode=0o777)
    if program is not None:
        layer.file("/kaniko/executor", program.read_bytes(), 0o755)
    layer.file("/kaniko/ssl/certs/ca-certificates.crt", AUTHORITIES.read_bytes() + authority.read_bytes())
    layer.file("/etc/nsswitch.conf", b"hosts: files dns\n")
    if debug:
        layer.busybox("/busybox")
        layer.directories("/bin")
        layer.symlink("/bin/sh", "/busybox/sh")
    return layer.finish()


def first_images(program: Path | None, authority: Path) -> list[Image]:
    """The images that the cluster starts with; for the arguments see `executor_images`."""
    return [
        Image(PAUSE, shell_layer(), {"Cmd": ["/bin/tail", "-f", "/dev/null"], "User": "65535"}),
        *(stub(name) for name in STUBS),
        agent(AGENT),
        *executor_images(program, authority),
    ]


def archive(images: list[Image]) -> bytes:
    """An archive of images as `docker save` writes it; equal layers are written once."""
    whole, manifests, written = Layer(), [], set()
    for number, image in enumerate(images):
        digest = sha256(image.layer).hexdigest()
        config = {
            "architecture": "amd64",
            "os": "linux",
            "config": image.config,
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}"]},
            "history": [{"created": "1970-01-01T00:00:00Z", "created_by": "lab.cluster.images"}],
        }
        whole.file(f"{number}.json", json.dumps(config).encode())
        if digest not in written:
            written.add(digest)
            whole.file(f"{digest}.tar", image.layer)
        manifests.append({"Config": f"{number}.json", "RepoTags": [image.name], "Layers": [f"{digest}.tar"]})
    whole.file("manifest.json", json.dumps(manifests).encode())
    return whole.finish()


def provide(directory: Path, authority: Path) -> Path:
    """Write the archive of `first_images`, unless it is there already, under a name of its own for each input.

    Args:
        directory: for the archive; archives that were not used for `MAXIMUM_AGE` are removed.
        authority: see `executor_images`.

    Returns:
        The archive.

    Raises:
        UnavailableError: `KANIKO_EXECUTOR` names no file, or BusyBox is not installed.
    """
    program = executor_program()
    inputs = [_identity(path) for path in (program, authority, Path(__file__), Path(find("busybox")))]
    target = directory / f"{sha256(json.dumps(inputs).encode()).hexdigest()[:16]}.tar"
    directory.mkdir(parents=True, exist_ok=True)
    for file in directory.iterdir():
        if time.time() - file.stat().st_mtime > MAXIMUM_AGE:
            file.unlink()
    if target.is_file():
        target.touch()
    else:
        unfinished = target.with_suffix(".unfinished")
        unfinished.write_bytes(archive(first_images(program, authority)))
        unfinished.replace(target)
    return target


def _identity(path: Path | None) -> list[str | int] | None:
    if path is None:
        return None
    return [str(path), path.stat().st_size, path.stat().st_mtime_ns]
