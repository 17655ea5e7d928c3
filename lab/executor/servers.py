"""Servers of a case: a registry, or a proxy in front of one, that answers, fails or breaks off as the case says.

They listen on loopback addresses of the sandbox under the names of the case, and pass requests on to a real
docker-registry, except those for which the case states an answer. The certificates are made by OpenSSL; where the case
has directives of nginx, nginx is the server.
"""

from __future__ import annotations

import json
import os
import re
import socket
import socketserver
import ssl
import struct
import subprocess
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

from lab.end_to_end import run
from lab.end_to_end.environment import AUTHORITY, HOSTS, REGISTRIES, RESOLVER, TMPFS, wait_for
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.executor.cases import Answer, Case, Server

SHARED = REGISTRIES[-1]
"""The registry of the environment to which requests are passed on: plain HTTP, without a login."""
NAME_SERVER = "127.0.0.53"
NO_ROUTE, NO_NETWORK = "203.0.113.1", "203.0.113.2"
"""Addresses for documentation (RFC 5737): the first has a route that is unreachable, the second has none."""
LARGE = 100_000
"""The size in bytes above which a blob is a layer with content."""
TIMES = {"expired": ("200101000000Z", "210101000000Z"), "future": ("480101000000Z", "490101000000Z")}
"""The validity of a certificate, as OpenSSL reads it."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a certificate, with the chain that is sent, and its key."""

    certificate: Path
    key: Path


@contextmanager
def serve(case: Case, directory: Path) -> Iterator[None]:
    """Run the servers of a case for as long as the block lasts.

    Args:
        case: the case.
        directory: for their files; it does not exist yet.
    """
    hosts, resolver = HOSTS.read_text("utf-8"), RESOLVER.read_text("utf-8")
    lines = []
    with ExitStack() as stack:
        for number, server in enumerate(case.servers):
            address = stack.enter_context(_serve(server, f"127.0.0.{20 + number}", directory / str(number)))
            lines.append(f"{address} {' '.join(server.names)}\n")
        if case.name_server:
            stack.enter_context(_name_server(case.name_server))
            RESOLVER.write_text(f"nameserver {NAME_SERVER}\nsearch svc.cluster.local\noptions ndots:5\n", "utf-8")
        HOSTS.write_text("".join(lines) + hosts, "utf-8")
        try:
            yield
        finally:
            HOSTS.write_text(hosts, "utf-8")
            RESOLVER.write_text(resolver, "utf-8")


@contextmanager
def _serve(server: Server, address: str, directory: Path) -> Iterator[str]:
    """Run a server; the address that its names have."""
    directory.mkdir(parents=True)
    if server.connection == "no-network":
        yield NO_NETWORK
    elif server.connection == "no-route":
        run([find("ip"), "route", "add", "unreachable", NO_ROUTE])
        try:
            yield NO_ROUTE
        finally:
            run([find("ip"), "route", "del", "unreachable", NO_ROUTE])
    elif server.connection == "refuses":
        yield address
    elif server.connection == "drops":
        with _full_backlog(address, server.port):
            yield address
    elif server.connection in RAW:
        with _raw(server, address, directory):
            yield address
    elif server.nginx:
        with _nginx(server, address, directory):
            yield address
    else:
        with _registry(server, address, directory) as upstream, proxy(server, address, directory, upstream):
            yield address


# --- HTTP ---


def operation(method: str, target: str) -> str:
    """The operation of a request, as `Answer.to` names it.

    Args:
        method: of the request.
        target: its path with the query.
    """
    path = target.partition("?")[0]
    if method == "CONNECT":
        return "connect"
    if path == "/v2/":
        return "ping"
    if not path.startswith("/v2/") or path == "/v2/token":
        return "token"
    if "/manifests/" in path:
        return f"{method.lower()}-manifest"
    if path.endswith("/blobs/uploads/"):
        return "start-upload"
    return "upload-blob" if "/blobs/uploads/" in path else f"{method.lower()}-blob"


class _Handler(BaseHTTPRequestHandler):
    """Gives the answers of a case, and passes other requests on to a registry."""

    protocol_version = "HTTP/1.1"
    answers: ClassVar[tuple[Answer, ...]]
    given: ClassVar[dict[int, int]]
    upstream: ClassVar[tuple[str, int]]
    scheme: ClassVar[str]

    def do_GET(self) -> None:
        """Answer a request, of any method."""
        wanted = operation(self.command, self.path)
        for number, answer in enumerate(self.answers):
            if answer.to == wanted and (not answer.times or self.given.get(number, 0) < answer.times):
                self.given[number] = self.given.get(number, 0) + 1
                self._give(answer)
                return
        self._pass_on()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_CONNECT = do_GET  # noqa: N815 (of the base class)

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def _give(self, answer: Answer) -> None:
        if answer.breaks == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if answer.breaks in {"closed", "reset"}:
            self._close()
            return
        if answer.breaks == "half":
            self._pass_on(half=True)
            return
        self._body()
        body = answer.body.replace("HOST", self.headers["Host"]).encode()
        self._send(answer.status, answer.headers, body)

    def _send(self, status: int, headers: dict[str, str], body: bytes, *, half: bool = False) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value.replace("HOST", self.headers["Host"]))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if half else body)
        if half:
            self._close()

    def _close(self) -> None:
        """Close the connection at once, without the end of TLS."""
        self.close_connection = True
        os.close(self.connection.detach())

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _pass_on(self, *, half: bool = False) -> None:
        body = self._body()
        dropped = {"transfer-encoding", "content-length", "connection", "authorization"}
        headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
        connection = HTTPConnection(*self.upstream, timeout=30)
        try:
            connection.request(self.command, self.path, body or None, headers | {"X-Forwarded-Proto": self.scheme})
            answer = connection.getresponse()
            content = answer.read()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in dropped}
            if self.command == "HEAD":
                kept["Content-Length"] = answer.getheader("Content-Length", "0")
            self._send(answer.status, kept, content, half=half)
        finally:
            connection.close()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Print nothing: clients close connections early."""


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    """Answer requests in a thread for as long as the block lasts."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def proxy(server: Server, address: str, directory: Path, upstream: tuple[str, int]) -> Iterator[None]:
    """Run a proxy that gives the answers of a case, for as long as the block lasts.

    Args:
        server: of the case.
        address: on which it listens.
        directory: for the files of its certificate.
        upstream: address and port of the registry to which other requests are passed on.
    """
    scheme = "http" if server.connection == "http" else "https"
    bound = {"answers": server.answers, "given": {}, "upstream": upstream, "scheme": scheme}
    with _HttpServer((address, server.port), type("Bound", (_Handler,), bound)) as running:
        if scheme == "https":
            running.socket = _context(server, directory).wrap_socket(running.socket, server_side=True)
        with _serving(running):
            yield


@contextmanager
def _registry(server: Server, address: str, directory: Path) -> Iterator[tuple[str, int]]:
    """The address and the port of the registry behind a proxy; one of its own where the case needs another state."""
    if server.registry == "without-layers":
        for blob in (TMPFS / "registries" / SHARED.address).glob("docker/registry/v2/blobs/sha256/*/*/data"):
            if blob.stat().st_size > LARGE:
                blob.unlink()
    if server.registry in {"shared", "without-layers"}:
        yield SHARED.address, SHARED.port
        return
    data = directory / "data"
    data.mkdir()
    if server.registry == "full":
        run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", data])
    config = {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {
            "filesystem": {"rootdirectory": str(data)},
            "maintenance": {"readonly": {"enabled": server.registry == "read-only"}},
        },
        "http": {"addr": f"{address}:5001"},
    }
    file = directory / "registry.yml"
    file.write_text(json.dumps(config), "utf-8")
    with (directory / "registry.log").open("wb") as log:
        process = subprocess.Popen([find("docker-registry"), "serve", file], stdout=log, stderr=log)
        try:
            wait_for(address, 5001)
            yield address, 5001
        finally:
            process.kill()
            process.wait()
            if server.registry == "full":
                run(["umount", data])


@contextmanager
def _nginx(server: Server, address: str, directory: Path) -> Iterator[None]:
    """Run nginx with the directives of a case; without `location` they are those of a proxy of the shared registry."""
    files = _certificate(server, directory)
    listen = f"listen {address}:{server.port}{' ssl' if server.connection == 'tls' else ''};"
    tls = f"ssl_certificate {files.certificate}; ssl_certificate_key {files.key};"
    passing = f"proxy_pass http://{SHARED.address}:{SHARED.port}; proxy_set_header Host $http_host; "
    passing += "proxy_set_header X-Forwarded-Proto https;"
    location = "" if "location" in server.nginx else f"location / {{ {passing} }}"
    body = server.nginx.replace("PASS", passing)
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{name}_temp_path {directory / name};" for name in names)
    file = directory / "nginx.conf"
    file.write_text(
        f"daemon off; pid {directory}/pid; error_log {directory}/error.log; user root; events {{}}\n"
        f"http {{ access_log off; {temporary}\nserver {{ {listen} {tls}\n{location}\n{body} }} }}\n",
        "utf-8",
    )
    with (directory / "nginx.log").open("wb") as log:
        process = subprocess.Popen([find("nginx"), "-c", file, "-p", directory], stdout=log, stderr=log)
        try:
            wait_for(address, server.port)
            yield
        finally:
            process.terminate()
            process.wait()


# --- TLS ---


def _context(server: Server, directory: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    files = _certificate(server, directory)
    context.load_cert_chain(files.certificate, files.key)
    if server.connection == "tls-1.1":
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    elif server.connection == "old-cipher":
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("DHE:@SECLEVEL=0")
    elif server.connection in {"client-certificate", "client-certificate-1.2"}:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(AUTHORITY)
        if server.connection.endswith("1.2"):
            context.maximum_version = ssl.TLSVersion.TLSv1_2
    elif server.connection in {"unrecognized-name", "internal-error"}:
        alert = getattr(ssl, f"ALERT_DESCRIPTION_{server.connection.replace('-', '_').upper()}")
        context.sni_callback = lambda *_: alert
    return context


@dataclass(frozen=True, slots=True)
class _Authority:
    """A certificate authority: its certificate and its key."""

    certificate: Path
    key: Path


def _certificate(server: Server, directory: Path) -> Files:
    """The certificate of a server, of the kind that the case states."""
    kind, names = server.certificate, ",".join(_subject(name) for name in server.names)
    trusted = _Authority(AUTHORITY, TMPFS / "registries" / AUTHORITY.stem / "ca.key")
    common, extensions, digest, key = server.names[0], [f"subjectAltName={names}"], "sha256", "ec"
    chain: list[Path] = []
    authority = trusted
    if kind == "other-name":
        extensions = ["subjectAltName=DNS:www.example.com"]
    elif kind == "no-names":
        extensions = []
    elif kind == "for-clients":
        extensions.append("extendedKeyUsage=clientAuth")
    elif kind == "sha1":
        digest = "sha1"
    elif kind == "small-key":
        key = "rsa:768"
    elif kind == "same-name-authority":
        authority = _own_authority(directory, AUTHORITY.stem)
    elif kind == "unknown-authority":
        authority = _own_authority(directory, "company")
    elif kind in {"missing-intermediate", "constrained", "leaf-as-authority"}:
        authority = _intermediate(directory, trusted, kind)
        chain = [] if kind == "missing-intermediate" else [authority.certificate]
    if kind == "self-signed":
        made = directory / "self.crt"
        request: list[str | Path] = ["-subj", f"/CN={common}", "-addext", extensions[0], "-days", "1", "-out", made]
        run([find("openssl"), "req", "-x509", *_new_key("ec"), "-keyout", directory / "self.key", *request])
        return Files(made, directory / "self.key")
    files = _sign(directory, "server", common, authority, extensions, digest, key, TIMES.get(kind))
    with files.certificate.open("a", encoding="utf-8") as file:
        file.writelines(part.read_text("utf-8") for part in chain)
    return files


def _subject(name: str) -> str:
    return f"IP:{name}" if re.fullmatch(r"[\d.]+", name) else f"DNS:{name}"


def _new_key(kind: str) -> list[str]:
    curve = ["-pkeyopt", "ec_paramgen_curve:P-256"] if kind == "ec" else []
    return ["-newkey", kind, *curve, "-nodes"]


def _own_authority(directory: Path, name: str) -> _Authority:
    certificate, key = directory / "own.crt", directory / "own.key"
    subject: list[str | Path] = ["-subj", f"/CN={name}", "-days", "1", "-keyout", key, "-out", certificate]
    run([find("openssl"), "req", "-x509", *_new_key("ec"), *subject])
    return _Authority(certificate, key)


def _intermediate(directory: Path, trusted: _Authority, kind: str) -> _Authority:
    extensions = [f"basicConstraints=critical,CA:{'FALSE' if kind == 'leaf-as-authority' else 'TRUE'}"]
    if kind == "constrained":
        extensions.append("nameConstraints=critical,permitted;DNS:other.example.com")
    files = _sign(directory, "intermediate", "intermediate", trusted, extensions)
    return _Authority(files.certificate, files.key)


def _sign(  # noqa: PLR0913, PLR0917
    directory: Path,
    name: str,
    common: str,
    authority: _Authority,
    extensions: list[str],
    digest: str = "sha256",
    key: str = "ec",
    times: tuple[str, str] | None = None,
) -> Files:
    """Make a key and a certificate for it that an authority signs."""
    place = directory / f"{name}-authority"
    place.mkdir()
    (place / "index").touch()
    config = place / "config"
    lines = "\n".join(extensions)
    config.write_text(
        f"[ca]\ndefault_ca=own\n[own]\ndatabase={place}/index\nnew_certs_dir={place}\nrand_serial=yes\n"
        f"policy=policy\nx509_extensions=extensions\n[policy]\ncommonName=supplied\n[extensions]\n{lines}\n",
        "utf-8",
    )
    files = Files(directory / f"{name}.crt", directory / f"{name}.key")
    request = directory / f"{name}.csr"
    run([find("openssl"), "req", *_new_key(key), "-subj", f"/CN={common}", "-keyout", files.key, "-out", request])
    signer: list[str | Path] = ["-cert", authority.certificate, "-keyfile", authority.key, "-md", digest]
    validity = ["-startdate", times[0], "-enddate", times[1]] if times else ["-days", "1"]
    written: list[str | Path] = ["-batch", "-notext", "-in", request, "-out", files.certificate]
    run([find("openssl"), "ca", "-config", config, *signer, *validity, *written])
    return files


# --- connections without HTTP ---


@dataclass(slots=True)
class _Raw:
    """A server that handles each connection by a function."""

    handler: type[socketserver.BaseRequestHandler]
    tls: bool = False
    protocols: tuple[str, ...] = field(default=())


class _Silent(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Read, and never answer."""
        while self.request.recv(65536):
            pass


class _Closing(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Close the connection at its first bytes."""
        self.request.recv(65536)


class _Resetting(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Reset the connection at its first bytes."""
        self.request.recv(1)
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.request.detach())


class _Banner(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Greet as a server of another protocol."""
        self.request.sendall(b"220 mail.example.com ESMTP ready\r\n")
        self.request.recv(65536)


class _Http2(socketserver.BaseRequestHandler):
    """Speaks HTTP/2, ends each request by a frame (RFC 9113, section 6), and closes the connection."""

    frame: ClassVar[bytes]

    def handle(self) -> None:
        """Send the settings, wait for a request, and send the frame."""
        self.request.sendall(b"\0\0\0\4\0\0\0\0\0")
        received = b""
        while b"\0\0\0\1" not in received[24 + 9 :]:
            data = self.request.recv(65536)
            if not data:
                return
            received += data
        self.request.sendall(self.frame)


class _Http2Reset(_Http2):
    frame = b"\0\0\4\3\0\0\0\0\1\0\0\0\2"


class _Http2GoAway(_Http2):
    frame = b"\0\0\x08\7\0\0\0\0\0\0\0\0\1\0\0\0\0"


RAW = {
    "silent": _Raw(_Silent),
    "closes": _Raw(_Closing),
    "resets": _Raw(_Resetting),
    "other-protocol": _Raw(_Banner),
    "http2-reset": _Raw(_Http2Reset, tls=True, protocols=("h2",)),
    "http2-goaway": _Raw(_Http2GoAway, tls=True, protocols=("h2",)),
}


class _RawServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, *_: object) -> None:
        """Print nothing: clients close connections early."""


@contextmanager
def _raw(server: Server, address: str, directory: Path) -> Iterator[None]:
    kind = RAW[server.connection]
    with _RawServer((address, server.port), kind.handler) as running:
        if kind.tls:
            context = _context(server, directory)
            context.set_alpn_protocols(list(kind.protocols))
            running.socket = context.wrap_socket(running.socket, server_side=True)
        with _serving(running):
            yield


@contextmanager
def _full_backlog(address: str, port: int) -> Iterator[None]:
    """A port that answers no connection: the queue of connections that wait to be accepted is full."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(0)
        for _ in range(3):
            filler = stack.enter_context(socket.socket())
            filler.settimeout(0)
            filler.connect_ex((address, port))
        yield


# --- names ---


@contextmanager
def _name_server(kind: str) -> Iterator[None]:
    """Run a name server that knows no name (`unknown`), reports its own failure (`fails`) or is silent."""
    code = {"unknown": 3, "fails": 2}.get(kind)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            """Answer with the code and the question, without an entry."""
            data, answering = self.request
            if code is not None:
                header = data[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, 0, 0, 0)
                end = data.index(b"\0", 12) + 5
                answering.sendto(header + data[12:end], self.client_address)

    with socketserver.ThreadingUDPServer((NAME_SERVER, 53), Handler) as running, _serving(running):
        yield
