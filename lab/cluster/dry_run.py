"""Asks the API server what it would say of manifests, without creating anything: `python -m lab.cluster.dry_run`.

Standard input has a JSON list of `Request`s, standard output that of the answers in the same order. `kubectl proxy`
logs in; a few connections stay open, so that a thousand requests take seconds.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.cluster.client import Cluster

CONNECTIONS = 4
START_TIME, TIMEOUT = 10.0, 300.0
"""For how many seconds to wait for the proxy; for all answers."""
KUBECTL = "KUBECTL"
"""The variable with the path of kubectl."""


@dataclass(frozen=True, slots=True)
class Request:
    """A pod to judge.

    Attributes:
        namespace: of the request.
        validation: `Warn`, `Strict` or `Ignore`: what happens to unknown and duplicate fields.
        manifest: the YAML, as it is sent.
    """

    namespace: str
    validation: str
    manifest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said.

    Attributes:
        code: of HTTP: 201, 400 (not understood), 403 (refused by admission), 422 (invalid).
        message: of the `Status`; empty if the pod was accepted.
        causes: of the `Status`: field, reason and message.
        warnings: the texts of the `Warning` headers.
    """

    code: int
    message: str
    causes: tuple[tuple[str, str, str], ...]
    warnings: tuple[str, ...]


def ask(cluster: Cluster, requests: Sequence[Request]) -> list[Answer]:
    """The answers of a cluster's server, in the order of the requests."""
    text = json.dumps([asdict(request) for request in requests])
    command = (sys.executable, "-m", "lab.cluster.dry_run")
    program = [] if cluster.own else [f"{KUBECTL}={cluster.program('kubectl')}"]
    answers = cluster.run("env", *program, *command, stdin=text, timeout=TIMEOUT).json()
    return [
        Answer(
            entry["code"],
            entry["message"],
            tuple((field, reason, message) for field, reason, message in entry["causes"]),
            tuple(entry["warnings"]),
        )
        for entry in answers
    ]


class _Connection(http.client.HTTPConnection):
    """HTTP through a socket file."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))


def _ask_some(path: Path, requests: list[Request]) -> list[Answer]:
    connection = _Connection(path)
    try:
        return [_ask_one(connection, request) for request in requests]
    finally:
        connection.close()


def _ask_one(connection: _Connection, request: Request) -> Answer:
    query = f"dryRun=All&fieldValidation={request.validation}"
    headers = {"Content-Type": "application/yaml", "Accept": "application/json"}
    target = f"/api/v1/namespaces/{request.namespace}/pods?{query}"
    connection.request("POST", target, request.manifest.encode(), headers)
    response = connection.getresponse()
    body: dict[str, Any] = json.loads(response.read())
    warnings = tuple(_warning_text(value) for value in response.headers.get_all("Warning", ()))
    accepted = body.get("kind") != "Status"
    causes = () if accepted else body.get("details", {}).get("causes", ())
    return Answer(
        response.status,
        "" if accepted else str(body.get("message", "")),
        tuple((cause.get("field", ""), cause.get("reason", ""), cause.get("message", "")) for cause in causes),
        warnings,
    )


def _warning_text(header: str) -> str:
    """The text of a header such as `299 - "unknown field \\"a\\""`."""
    return header.partition('"')[2].rpartition('"')[0].replace('\\"', '"').replace("\\\\", "\\")


def _main() -> None:
    requests = [Request(**entry) for entry in json.load(sys.stdin)]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "proxy.sock"
        command = [os.environ.get(KUBECTL, "kubectl"), "proxy", f"--unix-socket={path}"]
        proxy = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + START_TIME
            while not path.exists() and proxy.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
            with ThreadPoolExecutor(CONNECTIONS) as pool:
                parts = [requests[part::CONNECTIONS] for part in range(CONNECTIONS)]
                answers = list(pool.map(_ask_some, [path] * CONNECTIONS, parts))
        finally:
            proxy.terminate()
            proxy.wait()
    ordered = [answers[number % CONNECTIONS][number // CONNECTIONS] for number in range(len(requests))]
    json.dump([asdict(answer) for answer in ordered], sys.stdout)


if __name__ == "__main__":
    _main()
