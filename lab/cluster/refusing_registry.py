"""A registry that refuses in several ways, each under a name of its own: `python -m lab.cluster.refusing_registry`.

It runs in the cluster's namespaces, at the address that `config/hosts` gives to its names, until its standard input
ends. Each answer is that of a public registry as others have reported it:

- `private.test`: as Docker Hub where a repository does not exist, or is private: a token is given, and then refused
  (https://github.com/containerd/cri/issues/1653 has the requests).
- `limited.test`: as Docker Hub when its limit of pulls is reached: HEAD has an answer, GET has status 429
  (https://github.com/hystax/optscale/issues/845 has the text).
- `forbidden.test`: status 403 for everything, as mirrors do for what they do not offer.
- `arm.test`: images for arm64 only; the tag `index` is an index with one entry, every other tag is the entry itself.
- `untrusted.test`: its certificate is by an authority that nobody knows.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lab.cluster import images
from lab.cluster.certificates import REFUSING_ADDRESS
from lab.cluster.layout import NODE
from lab.registry import CONFIG, INDEX, MANIFEST
from lab.tools import find

UNTRUSTED = "untrusted.test"
LAYER = "application/vnd.oci.image.layer.v1.tar"
LIMIT = "You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit"
ARM_PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\0\xb7\0\x01\0\0\0" + bytes(40)
"""The header of a program for arm64 (machine 183, see `man 5 elf`), which is enough to be refused."""
PROGRAMS = ("busybox/cat", "busybox/sh", "bin/sh", "bin/cat")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its body, and its headers besides the length."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Reply:
    """An error as the distribution specification has it."""
    body = json.dumps({"errors": [{"code": code, "message": message, "detail": None}]}).encode()
    return Reply(status, body, {"Content-Type": "application/json"} | (headers or {}))


def reply(host: str, method: str, path: str, *, with_token: bool) -> Reply:
    """The answer of a name to a request.

    Args:
        host: the name.
        method: of the request.
        path: of the request, with its query.
        with_token: whether the request has a header `Authorization`.
    """
    if host == "forbidden.test":
        return error(403, "DENIED", "requested access to the resource is denied")
    if host == "private.test":
        return _as_docker_hub(path, with_token=with_token)
    content = arm_image(host)
    kind, _, reference = path.rpartition("/")
    name = reference if reference.startswith("sha256:") else "index" if reference == "index" else "image"
    if path.rstrip("/") == "/v2":
        return Reply(200, b"{}", {"Content-Type": "application/json"})
    if name not in content or not kind.endswith(("/manifests", "/blobs")):
        return error(404, "NOT_FOUND", "not found")
    if host == "limited.test" and method == "GET":
        return error(429, "TOOMANYREQUESTS", LIMIT)
    return content[name]


def _as_docker_hub(path: str, *, with_token: bool) -> Reply:
    if path.startswith("/token"):
        return Reply(200, json.dumps({"token": "anonymous"}).encode(), {"Content-Type": "application/json"})
    repository = path.removeprefix("/v2/").partition("/manifests/")[0]
    challenge = f'Bearer realm="https://private.test/token",service="private.test",scope="repository:{repository}:pull"'
    refused = ',error="insufficient_scope"' if with_token else ""
    return error(401, "UNAUTHORIZED", "authentication required", {"WWW-Authenticate": challenge + refused})


def arm_image(host: str) -> dict[str, Reply]:
    """The parts of an image for arm64, by their digests; its manifest also as `image`, its index as `index`.

    Args:
        host: which makes its digests unlike those of other names: a node does not ask for what it has.
    """
    layer = images.Layer()
    layer.directories("/busybox", "/bin")
    for program in PROGRAMS:
        layer.file(program, ARM_PROGRAM, 0o755)
    archive = layer.finish()
    platform = {"architecture": "arm64", "os": "linux"}
    diff = {"type": "layers", "diff_ids": [_digest(archive)]}
    config = json.dumps({**platform, "config": {"Cmd": ["/bin/sh"], "Labels": {"host": host}}, "rootfs": diff}).encode()
    parts = {"config": _described(CONFIG, config), "layers": [_described(LAYER, archive)]}
    manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, **parts}).encode()
    entry = _described(MANIFEST, manifest) | {"platform": platform}
    index = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": [entry]}).encode()
    contents = {archive: LAYER, config: CONFIG, manifest: MANIFEST, index: INDEX}
    replies = {
        _digest(body): Reply(200, body, {"Content-Type": kind, "Docker-Content-Digest": _digest(body)})
        for body, kind in contents.items()
    }
    return replies | {"image": replies[_digest(manifest)], "index": replies[_digest(index)]}


def _described(kind: str, content: bytes) -> dict[str, object]:
    return {"mediaType": kind, "digest": _digest(content), "size": len(content)}


def _digest(content: bytes) -> str:
    return f"sha256:{sha256(content).hexdigest()}"


class Handler(BaseHTTPRequestHandler):
    """Answers with `reply`."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a request, of any method."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        found = reply(self.headers["Host"], self.command, self.path, with_token="Authorization" in self.headers)
        self.send_response(found.status)
        for name, value in (found.headers | {"Content-Length": str(len(found.body))}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(found.body)

    do_HEAD = do_POST = do_GET  # noqa: N815 (the names of `BaseHTTPRequestHandler`)


def server(address: str, port: int, certificate: Path, key: Path, directory: Path) -> ThreadingHTTPServer:
    """A server that listens, and serves once it is started.

    Args:
        address: on which it listens.
        port: on which it listens; 0 for a free one.
        certificate: of all names but `UNTRUSTED`, a PEM file.
        key: of the certificate.
        directory: for the files of the certificate of `UNTRUSTED`, which is made here.

    Raises:
        MissingToolError: OpenSSL is not installed.
    """
    made = ThreadingHTTPServer((address, port), Handler)
    context, untrusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    untrusted.load_cert_chain(*_untrusted_certificate(directory))

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name == UNTRUSTED:
            connection.context = untrusted

    context.sni_callback = choose
    made.socket = context.wrap_socket(made.socket, server_side=True)
    return made


def _untrusted_certificate(directory: Path) -> tuple[Path, Path]:
    """A certificate by an authority of its own, and its key."""
    authority, authority_key = directory / "authority.crt", directory / "authority.key"
    certificate, key = directory / "untrusted.crt", directory / "untrusted.key"
    request = [find("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    made_by = ["-CA", str(authority), "-CAkey", str(authority_key)]
    names = ["-subj", f"/CN={UNTRUSTED}", "-addext", f"subjectAltName=DNS:{UNTRUSTED}"]
    for arguments in (
        ["-subj", "/CN=company authority", "-keyout", str(authority_key), "-out", str(authority)],
        [*made_by, *names, "-keyout", str(key), "-out", str(certificate)],
    ):
        subprocess.run([*request, "-days", "1", *arguments], check=True, capture_output=True)
    return certificate, key


def main() -> None:
    """Serve until the standard input ends."""
    pki = NODE / "pki"
    with (
        tempfile.TemporaryDirectory() as directory,
        server(REFUSING_ADDRESS, 443, pki / "refusing.crt", pki / "refusing.key", Path(directory)) as running,
    ):
        threading.Thread(target=running.serve_forever, daemon=True).start()
        print("listening", flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main()
