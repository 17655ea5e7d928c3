"""Runs real kubectl, and scripts that call it, against a stand-in of their own."""

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

from lab.kubectl import server, world
from lab.tools import find, output_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lab.kubectl.server import Store
    from lab.kubectl.world import Object

Result = subprocess.CompletedProcess[str]

KUBECONFIG = """\
apiVersion: v1
kind: Config
clusters:
- name: stand-in
  cluster: {{server: "{url}"}}
contexts:
- name: stand-in
  context: {{cluster: stand-in, user: nobody}}
users:
- name: nobody
current-context: stand-in
"""

LONG_ID = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
SECONDS = re.compile(r"(?<= )\d\ds(?= )")
TRAILING = re.compile(r" +$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A stand-in with a kubectl that knows no other cluster: own home, own KUBECONFIG, no inherited variable."""

    kubectl: Path
    home: Path
    store: Store

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of what runs here."""
        return {
            "HOME": str(self.home),
            "KUBECONFIG": str(self.home / "config"),
            "PATH": f"{self.kubectl.parent}:{os.defpath}",
            "TZ": "UTC",
        }

    def run(self, argv: Iterable[str], stdin: str = "", cwd: Path | None = None) -> Result:
        """Run a program to its end, at most 30 seconds."""
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
        """What a person sees who runs a script: each command as written (`sh -v`), and what it prints."""
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
    """The version of kubectl itself."""
    found: str = json.loads(output_of("kubectl", "version", "--client", "--output=json"))["clientVersion"]["gitVersion"]
    return found.removeprefix("v")


def normalise(output: str) -> str:
    """Output as it is shown.

    The ages of events, which kubectl counts up to the real time, become the build's age; ids of 64 hexadecimal digits
    keep twelve, for they are invented; lines lose the blanks at their end.
    """
    shortened = LONG_ID.sub(r"\1…", output)
    return TRAILING.sub("", SECONDS.sub(f"{world.facts()['build_age']}s", shortened))


@contextmanager
def cluster(*extra: Object, building: bool = True) -> Iterator[Cluster]:
    """Run a stand-in with the guide's world in it for as long as the block lasts.

    Args:
        extra: further objects.
        building: whether the build pod is there.
    """
    kubectl = Path(find("kubectl"))
    objects = [*world.objects(building=building), *extra]
    with tempfile.TemporaryDirectory() as folder, server.serve(objects, world.logs(), world.now()) as standin:
        home = Path(folder)
        (home / "config").write_text(KUBECONFIG.format(url=standin.url), "utf-8")
        yield Cluster(kubectl, home, standin.store)
