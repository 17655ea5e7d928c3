"""What a failure needs besides its objects: servers, and images on the node or in a registry.

Each preparation is a context in which the failure is made, under the name that `failure.yml` has in `prepare`.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from lab.cluster.client import Cluster


@contextmanager
def refusing_registry(cluster: Cluster) -> Iterator[None]:
    """The registry of `lab.cluster.refusing_registry`."""
    command = (sys.executable, "-m", "lab.cluster.refusing_registry")
    with cluster.popen(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        yield


PREPARATIONS: dict[str, Callable[[Cluster], AbstractContextManager[None]]] = {
    "refusing-registry": refusing_registry,
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
