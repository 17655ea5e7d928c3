"""Runs kubectl, and scripts that call it, against a fake API server."""

from __future__ import annotations

import json
import os
import re
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

LONG_ID = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
SECONDS = re.compile(r"(?<= )\d\ds(?= )")
TRAILING = re.compile(r" +$", re.MULTILINE)


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

    def record(self, script: Path) -> str:
        """The output of a script as a reader sees it: each command as written (`sh -v`), then its output."""
        result = subprocess.run(
            ["sh", "-v", script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=script.parent,
            env=self.environment,
            text=True,
            timeout=30,
            check=True,
        )
        return normalise(result.stdout)


def version() -> str:
    """The version of kubectl."""
    found: str = json.loads(output_of("kubectl", "version", "--client", "--output=json"))["clientVersion"]["gitVersion"]
    return found.removeprefix("v")


def normalise(output: str) -> str:
    """Output as pages show it.

    The age of events, which kubectl computes from the real time, becomes that of the build. Ids of 64 hexadecimal
    digits are cut to twelve, because they are invented. Trailing spaces are removed.
    """
    shortened = LONG_ID.sub(r"\1…", output)
    return TRAILING.sub("", SECONDS.sub(f"{cluster_state.settings()['build_age']}s", shortened))


@contextmanager
def cluster(*extra: Object, building: bool = True) -> Iterator[Cluster]:
    """Run a fake cluster with the state of `cluster_state` for as long as the block lasts.

    Args:
        extra: more objects.
        building: whether the build pod exists.
    """
    kubectl = Path(find("kubectl"))
    objects = [*cluster_state.objects(building=building), *extra]
    with (
        tempfile.TemporaryDirectory() as directory,
        server.serve(objects, cluster_state.logs(), cluster_state.now()) as fake,
    ):
        home = Path(directory)
        (home / "config").write_text(KUBECONFIG.format(url=fake.url), "utf-8")
        yield Cluster(kubectl, home, fake.store)
