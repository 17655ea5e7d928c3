"""Runs a case in the worker of `lab.end_to_end`: a container with the executor, registries, and a base image.

The base image is a stub: BusyBox and a few files of which the owner and the mode matter. Each registry has it: Docker
Hub as `base:1`, the others as `team/base:1`. Docker Hub also has `platforms:1` for two architectures; the registry with
plain HTTP also has a mirror of Docker Hub below `hub/`. `/kaniko/company.pem` is the authority that no image trusts.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import tarfile
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.end_to_end import pod, roots, run
from lab.end_to_end.environment import ACCOUNT, AUTHORITY, COMPANY, REGISTRIES, TMPFS, registry_options, skopeo
from lab.end_to_end.page_output import clean_log
from lab.end_to_end.roots import Mount
from lab.executor import cases, programs, servers
from lab.executor.outcome import CommandRun, File, Outcome, PushedImage
from lab.registry import PASSWORD
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.end_to_end.pod import RunningContainer
    from lab.end_to_end.roots import Root
    from lab.executor.cases import Case

HUB = "docker.io/library"
MIRRORED = "registry.corp.internal:5000/hub/library/base:1"
PROGRAMS_OF_BASE = "/bin/"
"""The directory of the base image that outcomes leave out."""
LONGEST_TEXT = 200
"""The size in bytes of the longest file whose content is recorded."""
CONFIG_KEYS = ("Cmd", "Entrypoint", "Env", "ExposedPorts", "Labels", "User", "Volumes", "WorkingDir")
OPAQUE, WHITEOUT = ".wh..wh..opq", ".wh."
OCI = "application/vnd.oci.image"


@dataclass(frozen=True, slots=True)
class BaseFile:
    """A file or, without content, a directory of the base image."""

    path: str
    content: str | None = None
    owner: tuple[int, int] = (0, 0)
    mode: int = 0o644


BASE = (
    *(
        BaseFile(name, mode=0o1777 if name == "tmp" else 0o755)
        for name in ("bin", "data", "etc", "home", "opt", "root", "tmp", "usr", "usr/bin", "var", "var/mail")
    ),
    BaseFile("home/app", owner=(1000, 1000), mode=0o755),
    BaseFile("var/shared", owner=(0, 42), mode=0o2775),
    BaseFile("etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n"),
    BaseFile("etc/group", "root:x:0:\nshadow:x:42:\napp:x:1000:\n"),
    BaseFile("data/base.txt", "of the base image\n"),
    BaseFile("usr/bin/setgid", "#!/bin/sh\n", owner=(0, 42), mode=0o2755),
)


def run_case(name: str, release: str) -> Outcome:
    """Run a case.

    Args:
        name: of the case.
        release: the short name of the executor's release.

    Raises:
        UnavailableError: the executor or another program is missing.
    """
    case = cases.read(name)
    root = _executor_root(cases.releases()[release])
    _restore_registries()
    directory = TMPFS / "case"
    try:
        with servers.serve(case, directory / "servers"), _container(case, name, root, directory) as running:
            steps = tuple(_step(running, case, command, directory / "log") for command in case.steps)
        return Outcome(steps, dict(_pushed_images()))
    finally:
        shutil.rmtree(directory)


@contextmanager
def _container(case: Case, name: str, root: Root, directory: Path) -> Iterator[RunningContainer]:
    """The container of a case, which runs for as long as the block lasts."""
    bundle = directory / "bundle"
    mounts = tuple(_mounts(case, name, directory))
    layered, process = pod.mount_overlay(root, bundle), _process(case, root)
    running = pod.start_container(
        "executor", layered, process, mounts, bundle, input_open=True, read_only=case.read_only
    )
    try:
        yield running
    finally:
        running.stop()


def _step(running: RunningContainer, case: Case, command: str, file: Path) -> CommandRun:
    with file.open("wb") as log:
        code = running.run(["/busybox/sh", "-c", command], {}, case.context_at, log)
    return CommandRun(command, code, clean_log(file.read_text("utf-8", errors="replace")))


def _mounts(case: Case, name: str, directory: Path) -> Iterator[Mount]:
    context = directory / "context"
    shutil.copytree(cases.context_directory(name), context, symlinks=True)
    uid, gid = map(int, case.owner.split(":"))
    for path in (context, *context.rglob("*")):
        os.chown(path, uid, gid, follow_symlinks=False)
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    yield Mount(context, case.context_at, writable=True)
    if case.auths or case.config:
        secret = directory / "secret"
        secret.mkdir()
        (secret / "config.json").write_text(case.config or json.dumps({"auths": _auths(case)}), "utf-8")
        yield Mount(secret, "/kaniko/.docker")
    for number, volume in enumerate(case.volumes):
        (directory / f"volume{number}").mkdir()
        yield Mount(directory / f"volume{number}", volume, writable=True)


def _auths(case: Case) -> dict[str, dict[str, str]]:
    return {
        key: {"username": ACCOUNT, "password": PASSWORD if state == "valid" else "wrong"}
        for key, state in case.auths.items()
    }


def _process(case: Case, root: Root) -> dict[str, Any]:
    dropped = set(pod.CAPABILITIES) if "ALL" in case.capabilities.drop else set(case.capabilities.drop)
    names = sorted(f"CAP_{name}" for name in (set(pod.CAPABILITIES) - dropped) | set(case.capabilities.add))
    effective = names if case.user == 0 else []
    environment = root.environment | case.environment
    return {
        "terminal": False,
        "user": {"uid": case.user, "gid": 0},
        "args": ["/busybox/cat"],
        "env": [f"{key}={value}" for key, value in environment.items()],
        "capabilities": {"bounding": names, "effective": effective, "permitted": effective},
        "noNewPrivileges": not case.privilege_escalation,
        "cwd": "/",
    }


@cache
def _executor_root(release: str) -> Root:
    """The file system of the executor's debug image, with the warmer in it."""
    directory = TMPFS / "executors" / release
    directory.mkdir(parents=True)
    root = roots.busybox(directory)
    for program in programs.PROGRAMS:
        target = directory / "kaniko" / program
        shutil.copy(programs.require(release, program), target)
        target.chmod(0o755)
    shutil.copy(AUTHORITY, directory / "kaniko/ssl/certs/registries.crt")
    shutil.copy(COMPANY, directory / "kaniko/company.pem")
    return root


@cache
def _pristine() -> Path:
    """A copy of the files of the registries, which have only the base images."""
    layouts = {"base": _layout("base", ("amd64",)), "platforms": _layout("platforms", ("amd64", "arm64"))}
    names = [f"{HUB}/base:1", MIRRORED, *(f"{registry.host}/team/base:1" for registry in REGISTRIES[1:])]
    targets = [(layouts["base"], name) for name in names] + [(layouts["platforms"], f"{HUB}/platforms:1")]
    for layout, target in targets:
        options = registry_options(target, "dest")
        run([*skopeo(), "copy", "--all", "--quiet", *options, f"oci:{layout}:latest", f"docker://{target}"])
    copy = TMPFS / "pristine"
    for registry in REGISTRIES:
        shutil.copytree(_files(registry.address), copy / registry.address)
    return copy


def _files(address: str) -> Path:
    """The directory of a registry's files."""
    return TMPFS / "registries" / address / "docker"


def _restore_registries() -> None:
    pristine = _pristine()
    for registry in REGISTRIES:
        shutil.rmtree(_files(registry.address))
        shutil.copytree(pristine / registry.address, _files(registry.address))


def _pushed_images() -> Iterator[tuple[str, PushedImage]]:
    """The images in the registries that were not there before, by their references."""
    for registry in REGISTRIES:
        files = _files(registry.address) / "registry/v2"
        for link in sorted(files.glob("repositories/**/_manifests/tags/*/current/link")):
            relative = link.relative_to(files)
            if (_pristine() / registry.address / "registry/v2" / relative).exists():
                continue
            *repository, _, _, tag, _, _ = relative.parts[1:]
            manifest = json.loads(_blob(files, link.read_text("utf-8")))
            yield f"{registry.host}/{'/'.join(repository)}:{tag}", _image(files, manifest)


def _blob(files: Path, digest: str) -> bytes:
    hexadecimal = digest.strip().removeprefix("sha256:")
    return (files / "blobs/sha256" / hexadecimal[:2] / hexadecimal / "data").read_bytes()


def _image(files: Path, manifest: dict[str, Any]) -> PushedImage:
    config = json.loads(_blob(files, manifest["config"]["digest"]))
    tree: dict[str, File] = {}
    for layer in manifest["layers"]:
        _apply(tree, _blob(files, layer["digest"]))
    stated = config.get("config") or {}
    return PushedImage(
        {key: stated[key] for key in CONFIG_KEYS if stated.get(key)},
        {path: tree[path] for path in sorted(tree) if not path.startswith(PROGRAMS_OF_BASE)},
    )


def _apply(tree: dict[str, File], blob: bytes) -> None:
    """Apply a layer to a tree of files."""
    content = gzip.decompress(blob) if blob.startswith(b"\x1f\x8b") else blob
    with tarfile.open(fileobj=io.BytesIO(content)) as layer:
        for entry in layer:
            path = f"/{entry.name.removeprefix('./').strip('/')}"
            directory, _, name = path.rpartition("/")
            if name == OPAQUE:
                _remove_below(tree, directory)
            elif name.startswith(WHITEOUT):
                deleted = f"{directory}/{name.removeprefix(WHITEOUT)}"
                _remove_below(tree, deleted)
                tree.pop(deleted, None)
            elif path != "/":
                tree[path] = _file(layer, entry)


def _remove_below(tree: dict[str, File], directory: str) -> None:
    for path in [path for path in tree if path.startswith(f"{directory}/")]:
        del tree[path]


def _file(layer: tarfile.TarFile, entry: tarfile.TarInfo) -> File:
    owner, mode = f"{entry.uid}:{entry.gid}", f"{entry.mode & 0o7777:04o}"
    if entry.isdir():
        return File("directory", owner, mode)
    if entry.issym():
        return File("link", owner, target=entry.linkname)
    target = entry.linkname if entry.islnk() else None
    entry.linkname = entry.linkname.lstrip("/")
    source = layer.extractfile(entry)
    if source is None:
        return File("other", owner, mode)
    return File("file", owner, mode, _content(source.read()), target)


def _content(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = ""
    return text if len(data) <= LONGEST_TEXT and (text or not data) else f"sha256:{sha256(data).hexdigest()}"


def _layout(name: str, architectures: tuple[str, ...]) -> Path:
    """The OCI layout of the base image; with several architectures, `/etc/architecture` names each.

    Args:
        name: of the directory.
        architectures: of the image.
    """
    layout = TMPFS / "bases" / name
    blobs = layout / "blobs/sha256"
    blobs.mkdir(parents=True)

    def put(media: str, data: bytes) -> dict[str, object]:
        digest = sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"mediaType": f"{OCI}.{media}", "digest": f"sha256:{digest}", "size": len(data)}

    manifests = []
    for architecture in architectures:
        layer = _base_layer(architecture)
        config = {
            "architecture": architecture,
            "os": "linux",
            "config": {"Env": ["PATH=/usr/bin:/bin"], "Cmd": ["sh"]},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(layer).hexdigest()}"]},
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": f"{OCI}.manifest.v1+json",
            "config": put("config.v1+json", json.dumps(config).encode()),
            "layers": [put("layer.v1.tar+gzip", gzip.compress(layer, compresslevel=1, mtime=0))],
        }
        described = put("manifest.v1+json", json.dumps(manifest).encode())
        manifests.append(described | {"platform": {"architecture": architecture, "os": "linux"}})
    if len(manifests) > 1:
        index = {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": manifests}
        manifests = [put("index.v1+json", json.dumps(index).encode())]
    entry = manifests[0] | {"annotations": {"org.opencontainers.image.ref.name": "latest"}}
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}), "utf-8")
    (layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', "utf-8")
    return layout


def _base_layer(architecture: str) -> bytes:
    """The layer of the base image, an archive without modification times."""
    program = find("busybox")
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as layer:
        for file in (*BASE, BaseFile("etc/architecture", f"{architecture}\n")):
            entry = tarfile.TarInfo(file.path)
            entry.mode, (entry.uid, entry.gid) = file.mode, file.owner
            if file.content is None:
                entry.type = tarfile.DIRTYPE
            data = (file.content or "").encode()
            entry.size = len(data)
            layer.addfile(entry, io.BytesIO(data))
        entry = tarfile.TarInfo("bin/busybox")
        entry.mode, entry.size = 0o755, Path(program).stat().st_size
        layer.addfile(entry, io.BytesIO(Path(program).read_bytes()))
        for name in run([program, "--list"]).split():
            if name != "busybox":
                link = tarfile.TarInfo(f"bin/{name}")
                link.type, link.linkname = tarfile.SYMTYPE, "busybox"
                layer.addfile(link)
    return content.getvalue()
