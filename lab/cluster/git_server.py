"""Serves a bare Git repository read-only over HTTPS, under every path: `python -m lab.cluster.git_server REPOSITORY`.

It runs in the cluster's namespaces, at the address that `config/hosts` gives to github.com, until its standard input
ends.
"""

from __future__ import annotations

import gzip
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lab.cluster.certificates import GIT_ADDRESS
from lab.cluster.layout import NODE
from lab.tools import find

SERVICE = "git-upload-pack"


def advertisement(repository: Path) -> bytes:
    """The first answer of Git's smart protocol over HTTP: the references, after a line that names the service."""
    line = f"# service={SERVICE}\n"
    refs = _upload_pack(repository, "--advertise-refs")
    return f"{len(line) + 4:04x}{line}0000".encode() + refs


def _upload_pack(repository: Path, *options: str, request: bytes = b"") -> bytes:
    command = [find("git"), "-c", "safe.directory=*", "upload-pack", "--stateless-rpc", *options, str(repository)]
    return subprocess.run(command, input=request, capture_output=True, check=True).stdout


class Handler(BaseHTTPRequestHandler):
    """Answers the two requests of a clone."""

    repository = Path()

    def do_GET(self) -> None:
        """Answer the request for the references."""
        if self.path.endswith(f"/info/refs?service={SERVICE}"):
            self._answer(f"application/x-{SERVICE}-advertisement", advertisement(self.repository))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """Answer the request for the objects."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        self._answer(f"application/x-{SERVICE}-result", _upload_pack(self.repository, request=request))

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def server(repository: Path, address: str, port: int, certificate: Path, key: Path) -> ThreadingHTTPServer:
    """A server that listens, and serves once it is started.

    Args:
        repository: a bare repository.
        address: on which it listens.
        port: on which it listens; 0 for a free one.
        certificate: a PEM file.
        key: of the certificate.
    """
    handler = type("Handler", (Handler,), {"repository": repository})
    made = ThreadingHTTPServer((address, port), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    made.socket = context.wrap_socket(made.socket, server_side=True)
    return made


def main() -> None:
    """Serve until the standard input ends."""
    pki = NODE / "pki"
    with server(Path(sys.argv[1]), GIT_ADDRESS, 443, pki / "git.crt", pki / "git.key") as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        print("listening", flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main()
