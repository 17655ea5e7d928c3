"""What a failure needs besides its objects: servers, and images on the node or in a registry.

Each preparation is a context in which the failure is made, under the name that `failure.yml` has in `prepare`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lab.cluster import images, webhook
from lab.cluster.layout import home
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from lab.cluster.client import Cluster


@contextmanager
def _server(cluster: Cluster, module: str, *arguments: str) -> Iterator[None]:
    """A module of the lab that reports when it listens, and ends with its standard input."""
    command = (sys.executable, "-m", module, *arguments)
    with cluster.popen(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        yield


OF_DOCTOR = "doctor-"
"""How the names of the namespaces begin in which `doctor` meets the failures."""


@contextmanager
def refusing_registry(cluster: Cluster) -> Iterator[None]:
    """The registry of `lab.cluster.refusing_registry`."""
    with _server(cluster, "lab.cluster.refusing_registry"):
        yield


@contextmanager
def webhooks(cluster: Cluster) -> Iterator[None]:
    """The webhook of `lab.cluster.webhook`, and one without a server; each judges the namespaces of one failure."""
    others = (home().pki / "ca.crt").read_bytes()
    addresses = (webhook.ADDRESS, webhook.SILENT_ADDRESS)
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        own = webhook.make_certificate(Path(directory)).read_bytes()
        configurations = [
            webhook.configuration(f"{prefix}{name}", service, authority)
            for prefix in ("", OF_DOCTOR)
            for name, service, authority in (
                ("webhook-denied", webhook.SERVICE, own),
                ("webhook-unknown-ca", webhook.SERVICE, others),
                ("webhook-unreachable", webhook.SILENT_SERVICE, own),
            )
        ]
        for address in addresses:
            cluster.run("ip", "address", "add", f"{address}/32", "dev", "lo").expect()
            stack.callback(cluster.run, "ip", "address", "delete", f"{address}/32", "dev", "lo")
        stack.enter_context(_server(cluster, "lab.cluster.webhook", directory))
        for entry in configurations:
            stack.callback(cluster.kubectl, "delete", "validatingwebhookconfiguration", entry["metadata"]["name"])
        stack.callback(cluster.kubectl, "delete", "namespace", webhook.NAMESPACE, "--wait=false")
        cluster.apply(*webhook.services(), *configurations)
        yield


@contextmanager
def tainted_node(cluster: Cluster) -> Iterator[None]:
    """A taint that pods do not tolerate, on the only node."""
    taint = ("taint", "node", "--all", "dedicated=web:NoSchedule")
    cluster.kubectl(*taint).expect()
    try:
        yield
    finally:
        cluster.kubectl(*taint[:-1], "dedicated-").expect()


@contextmanager
def image_without_shell(cluster: Cluster) -> Iterator[None]:
    """An image that has one program, which runs and is no shell."""
    layer = images.Layer()
    layer.file("/app/busybox", Path(find("busybox")).read_bytes(), 0o755)
    process = {"Entrypoint": ["/app/busybox", "sleep", "86400"]}
    cluster.add_images(images.Image("registry.k8s.io/pause:3.10.1", layer.finish(), process))
    yield


PREPARATIONS: dict[str, Callable[[Cluster], AbstractContextManager[None]]] = {
    "image-without-shell": image_without_shell,
    "refusing-registry": refusing_registry,
    "tainted-node": tainted_node,
    "webhooks": webhooks,
}


@contextmanager
def prepared(cluster: Cluster, names: Iterable[str]) -> Iterator[None]:
    """All preparations with these names, each once.

    Args:
        cluster: in which the failures are made.
        names: of preparations.

    Raises:
        KeyError: there is no preparation with a name.
    """
    with ExitStack() as stack:
        for name in sorted(set(names)):
            stack.enter_context(PREPARATIONS[name](cluster))
        yield
