"""Runs kubectl, and scripts that call it, against a fake API server."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lab.kubectl import cluster_state, server
from lab.tools import find, output_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lab.kubectl.cluster_state import Object
    from lab.kubectl.server import Store

Result = subprocess.CompletedProcess[str]

KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters:
- name: fake
  cluster: {{server: "{url}"}}
contexts:
- name: fake
  context: {{cluster: fake, user: nobody}}
users:
- name: nobody
current-context: fake
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A fake cluster, and kubectl with its own home and KUBECONFIG and without inherited variables.

    Attributes:
        kubectl: the program.
        home: the home directory.
        store: of the fake API server.
    """

    kubectl: Path
    home: Path
    store: Store

    @property
    def environment(self) -> dict[str, str]:
        """All environment variables of the programs that run here."""
        return {
            "HOME": str(self.home),
            "KUBECONFIG": str(self.home / "config"),
            "PATH": f"{self.kubectl.parent}:{os.defpath}",
            "TZ": "UTC",
        }

    def run(self, argv: Iterable[str], stdin: str = "", cwd: Path | None = None) -> Result:
        """Run a program, at most 30 seconds."""
        return subprocess.run(
            [*argv],
            input=stdin,
            cwd=cwd,
            env=self.environment,
            text=True,
            capture_output=True,
            timeout=30,
            check=False,
        )


def version() -> str:
    """The version of kubectl."""
    found: str = json.loads(output_of("kubectl", "version", "--client", "--output=json"))["clientVersion"]["gitVersion"]
    return found.removeprefix("v")


@contextmanager
def cluster(*extra: Object) -> Iterator[Cluster]:
    """Run a fake cluster for as long as the block lasts; it has one pod.

    Args:
        extra: more objects.
    """
    kubectl = Path(find("kubectl"))
    with (
        tempfile.TemporaryDirectory() as directory,
        server.serve([cluster_state.build_pod(), *extra]) as fake,
    ):
        home = Path(directory)
        (home / "config").write_text(KUBECONFIG.format(url=fake.url), "utf-8")
        yield Cluster(kubectl, home, fake.store)
