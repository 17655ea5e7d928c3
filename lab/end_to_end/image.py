"""The pushed image: it is pulled, compared with the recipe's promises, and started."""

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
from lab.end_to_end.environment import TMPFS, registry_options, skopeo

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide_site.snippets.description import PromisedImage
    from lab.end_to_end.pod import RunningContainer

BUILDAH_LABEL = "io.buildah.version"
"""The label that Buildah adds to every image."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or directory that a layer adds; `owner` is `uid:gid`, `mode` octal."""

    path: str
    owner: str
    mode: str
    is_directory: bool


@dataclass(frozen=True, slots=True)
class PulledImage:
    """An image.

    Attributes:
        layout: the directory of the OCI layout.
        config: the image's configuration, by the names of OCI's image specification.
        layers: the digests of the uncompressed layers.
        added: the entries of each layer.
    """

    layout: Path
    config: dict[str, Any]
    layers: tuple[str, ...]
    added: tuple[tuple[Entry, ...], ...]


def pull(reference: str, directory: Path) -> PulledImage:
    """Pull an image.

    Args:
        reference: with its registry and its tag.
        directory: for the OCI layout; it does not exist yet.

    Raises:
        RuntimeError: the registry has no such image.
    """
    source = [*registry_options(reference, "src"), f"docker://{reference}"]
    run([*skopeo(), "copy", "--quiet", *source, f"oci:{directory}:latest"], seconds=300)
    (entry,) = json.loads((directory / "index.json").read_text("utf-8"))["manifests"]
    manifest = json.loads(_blob(directory, entry["digest"]))
    config = json.loads(_blob(directory, manifest["config"]["digest"]))
    added = tuple(tuple(_entries(_blob(directory, layer["digest"]))) for layer in manifest["layers"])
    return PulledImage(directory, config["config"], tuple(config["rootfs"]["diff_ids"]), added)


@cache
def base(reference: str) -> PulledImage:
    """Pull a base image, only once for all builds.

    Args:
        reference: with its registry and its tag.
    """
    return pull(reference, TMPFS / "tmp" / f"{sha256(reference.encode()).hexdigest()}.base")


def digest(reference: str) -> str:
    """The digest of an image in its registry."""
    options = [option.replace("--src-", "--") for option in registry_options(reference, "src")]
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


def differences(image: PulledImage, base: PulledImage, promised: PromisedImage) -> list[str]:
    """How an image differs from the recipe's promises, a message for each difference.

    Args:
        image: the pushed image.
        base: its base image.
        promised: the recipe's promises.
    """
    found = []
    if image.layers[: len(base.layers)] != base.layers:
        found.append("its first layers are not those of the base image")
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
            actual = {name: text for name, text in actual.items() if name != BUILDAH_LABEL}
        if actual != value:
            found.append(f"{key}: expected {value}, found {actual}")
    files = {
        entry.path: entry for layer in image.added[len(base.layers) :] for entry in layer if not entry.is_directory
    }
    for promise in promised.files:
        entry = files.pop(promise.path, None)
        actual_file = None if entry is None else (entry.owner, entry.mode)
        expected_file = (promise.owner, promise.mode)
        if actual_file != expected_file:
            found.append(f"{promise.path}: expected {expected_file}, found {actual_file}")
    if files:
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        found.append(f"added, but not promised: {min(files)}{more}")
    return found


def start(image: PulledImage, directory: Path) -> RunningContainer:
    """Start a container of an image, without a pod."""
    root = roots.unpack(f"oci:{image.layout}:latest", "the pushed image", real=True)
    return pod.start_container("pushed", root, pod.image_process(root), (), directory)


def request(running: RunningContainer, port: int, path: str, seconds: float = 20) -> tuple[int, str]:
    """Send a GET request to the container, again until it listens; the status and the body of the answer.

    Args:
        running: the container.
        port: on the loopback address.
        path: of the request.
        seconds: the time limit.

    Raises:
        RuntimeError: the container ended or does not listen in time; the message is its output.
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
    raise RuntimeError(pod.process_output(running))
