"""Runs registries on the loopback address under public names, without a change to the machine.

Debian's docker-registry serves TLS, and an HTTPS proxy connects each name to its registry. Go programs trust the
certificate by `SSL_CERT_FILE`. Nothing leaves the machine: the proxy rejects any other name.
"""

from __future__ import annotations

import json
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPSConnection
from types import MappingProxyType
from typing import TYPE_CHECKING

from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PASSWORD = "it's $HOME"  # noqa: S105
HTPASSWD = "$2b$04$dQnezno.Pz4hrN.XFWJ21uDvl04CZk/UJhOjEmTgv9OvTCeLdY4/K"
"""The bcrypt hash of `PASSWORD`."""
INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
PLATFORMS = ("amd64", "arm64")


@dataclass(frozen=True, slots=True)
class Registry:
    """A running registry: its public name, its port on the loopback address, and the file of its certificate."""

    name: str
    port: int
    certificate: Path

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request to the registry without the proxy; status, lower-case headers and body of the answer."""
        context = ssl.create_default_context(cafile=self.certificate)
        context.check_hostname = False
        connection = HTTPSConnection("127.0.0.1", self.port, context=context, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def put_blob(
        self, repository: str, blob: bytes, login: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, object]:
        """Upload a blob and return its digest and size; `login` is the header of a login."""
        _, headers, _ = self.request("POST", f"/v2/{repository}/blobs/uploads/", headers=dict(login))
        digest = f"sha256:{sha256(blob).hexdigest()}"
        location = headers["location"].partition(f":{self.port}")[2] or headers["location"]
        status, _, answer = self.request(
            "PUT", f"{location}&digest={digest}", blob, {"Content-Type": "application/octet-stream", **login}
        )
        assert status == 201, answer
        return {"digest": digest, "size": len(blob)}

    def put_manifest(
        self,
        repository: str,
        reference: str,
        media: str,
        content: dict[str, object],
        login: Mapping[str, str] = MappingProxyType({}),
    ) -> dict[str, object]:
        """Upload a manifest or an index and return its digest, size and media type; `login` is a header."""
        body = json.dumps({"schemaVersion": 2, "mediaType": media, **content}).encode()
        digest = f"sha256:{sha256(body).hexdigest()}"
        path = f"/v2/{repository}/manifests/{reference or digest}"
        status, _, answer = self.request("PUT", path, body, {"Content-Type": media, **login})
        assert status == 201, answer
        return {"digest": digest, "size": len(body), "mediaType": media}

    def put_image(self, repository: str, tag: str) -> str:
        """Upload an image with two architectures and return the digest of its index."""
        manifests: list[object] = []
        for architecture in PLATFORMS:
            platform = {"architecture": architecture, "os": "linux"}
            config = json.dumps({**platform, "rootfs": {"type": "layers", "diff_ids": []}}).encode()
            described = {"mediaType": CONFIG, **self.put_blob(repository, config)}
            manifest = self.put_manifest(repository, "", MANIFEST, {"config": described, "layers": []})
            manifests.append({**manifest, "platform": platform})
        return str(self.put_manifest(repository, tag, INDEX, {"manifests": manifests})["digest"])


@contextmanager
def serve(directory: Path, name: str, user: str | None = None) -> Iterator[Registry]:
    """Run a registry for as long as the block lasts.

    Args:
        directory: for its files; it does not exist yet.
        name: the public name.
        user: with whom, and `PASSWORD`, clients must log in; None for no login.
    """
    program = find("docker-registry")
    directory.mkdir()
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([find("openssl"), *request, *names, *files], check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config: dict[str, object] = {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(directory / "data")}},
        "http": {"addr": f"127.0.0.1:{port}", "tls": {"certificate": str(certificate), "key": str(key)}},
    }
    if user is not None:
        (directory / "htpasswd").write_text(f"{user}:{HTPASSWD}\n", "utf-8")
        config["auth"] = {"htpasswd": {"realm": "test", "path": str(directory / "htpasswd")}}
    (directory / "config.yml").write_text(json.dumps(config), "utf-8")
    with subprocess.Popen([program, "serve", directory / "config.yml"], stderr=subprocess.PIPE) as process:
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield Registry(name, port, certificate)
        finally:
            process.kill()


class _Tunnel(socketserver.StreamRequestHandler):
    ports: dict[str, int]

    def handle(self) -> None:
        """Answer `CONNECT name:443` with a tunnel to the registry of that name, or with 403."""
        name = self.rfile.readline().split()[1].decode().rpartition(":")[0]
        while self.rfile.readline().strip():
            pass
        if name not in self.ports:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", self.ports[name])) as upstream:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_pump, args=(upstream, self.connection), daemon=True)
            back.start()
            _pump(self.connection, upstream)
            back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@contextmanager
def proxy(*registries: Registry) -> Iterator[str]:
    """Run the proxy for as long as the block lasts and return its address."""
    handler = type("BoundTunnel", (_Tunnel,), {"ports": {registry.name: registry.port for registry in registries}})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
