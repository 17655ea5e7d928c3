"""The pushed image, pulled back, held against what the recipe promises, and started."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import tarfile
import time
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lab.end_to_end import pod, roots, run
from lab.end_to_end.world import PLACE, reached, skopeo

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide_site.snippets.description import PromisedImage
    from lab.end_to_end.pod import Running

MARK = "io.buildah.version"
"""The label that Buildah gives what it builds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder that a layer adds: owner as `uid:gid`, mode in octal."""

    path: str
    owner: str
    mode: str
    folder: bool


@dataclass(frozen=True, slots=True)
class Image:
    """An image.

    Attributes:
        layout: the OCI layout it was pulled into.
        config: its configuration, as OCI's image specification names the fields.
        layers: the digests of the unpacked layers.
        added: what each layer adds.
    """

    layout: Path
    config: dict[str, Any]
    layers: tuple[str, ...]
    added: tuple[tuple[Entry, ...], ...]


def pulled(reference: str, folder: Path) -> Image:
    """Pull an image.

    Args:
        reference: with its registry and its tag.
        folder: a folder that isn't there yet.

    Raises:
        RuntimeError: it isn't there.
    """
    source = [*reached(reference, "src"), f"docker://{reference}"]
    run([*skopeo(), "copy", "--quiet", *source, f"oci:{folder}:latest"], seconds=300)
    (entry,) = json.loads((folder / "index.json").read_text("utf-8"))["manifests"]
    manifest = json.loads(_blob(folder, entry["digest"]))
    config = json.loads(_blob(folder, manifest["config"]["digest"]))
    added = tuple(tuple(_entries(_blob(folder, layer["digest"]))) for layer in manifest["layers"])
    return Image(folder, config["config"], tuple(config["rootfs"]["diff_ids"]), added)


@cache
def base(reference: str) -> Image:
    """Pull an image that no build changes, once.

    Args:
        reference: with its registry and its tag.
    """
    return pulled(reference, PLACE / "tmp" / f"{sha256(reference.encode()).hexdigest()}.base")


def digest(reference: str) -> str:
    """The digest under which a registry has an image."""
    options = [option.replace("--src-", "--") for option in reached(reference, "src")]
    return run([*skopeo(), "inspect", *options, "--format={{.Digest}}", f"docker://{reference}"]).strip()


def _blob(layout: Path, digest: str) -> bytes:
    return (layout / "blobs/sha256" / digest.removeprefix("sha256:")).read_bytes()


def _entries(blob: bytes) -> list[Entry]:
    content = gzip.decompress(blob) if blob.startswith(b"\x1f\x8b") else blob
    with tarfile.open(fileobj=io.BytesIO(content)) as layer:
        return [
            Entry(f"/{entry.name.strip('/')}", f"{entry.uid}:{entry.gid}", f"{entry.mode & 0o7777:04o}", entry.isdir())
            for entry in layer
        ]


def differences(image: Image, base: Image, promised: PromisedImage) -> list[str]:
    """In what an image differs from what is promised of it.

    Args:
        image: the pushed image.
        base: the one it is built from.
        promised: what the recipe promises of it.
    """
    found = []
    if image.layers[: len(base.layers)] != base.layers:
        found.append("its first layers are not those of the image it is built from")
    expected: dict[str, object] = {
        "Entrypoint": list(promised.entrypoint),
        "WorkingDir": promised.workdir,
        "User": promised.user,
        "ExposedPorts": {f"{port}/tcp": {} for port in promised.ports},
        "Labels": promised.labels,
        "Env": base.config.get("Env"),
    }
    empty: dict[str, object] = {"Entrypoint": [], "User": "", "Labels": {}, "ExposedPorts": {}}
    for key, value in expected.items():
        actual = image.config.get(key) or empty.get(key)
        if isinstance(actual, dict):
            actual = {name: text for name, text in actual.items() if name != MARK}
        if actual != value:
            found.append(f"{key}: expected {value}, found {actual}")
    files = {entry.path: entry for layer in image.added[len(base.layers) :] for entry in layer if not entry.folder}
    for promise in promised.files:
        entry = files.pop(promise.path, None)
        actual_file = None if entry is None else (entry.owner, entry.mode)
        wanted = (promise.owner, promise.mode)
        if actual_file != wanted:
            found.append(f"{promise.path}: expected {wanted}, found {actual_file}")
    if files:
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        found.append(f"not promised, but added: {min(files)}{more}")
    return found


def started(image: Image, folder: Path) -> Running:
    """Start an image as a container of its own."""
    root = roots.unpacked(f"oci:{image.layout}:latest", "the pushed image", real=True)
    return pod.begin("pushed", root, pod.plain(root), (), folder)


def answer(running: Running, port: int, path: str, seconds: float = 20) -> tuple[int, str]:
    """What the program in the image answers; asked again until it listens.

    Raises:
        RuntimeError: it ended, or does not listen in time; with what it printed.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end and running.alive():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            found = connection.getresponse()
            return found.status, found.read().decode()
        except (ConnectionError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(pod.said(running))
