"""The servers of a case: they give the stated answers, and pass other requests on."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from lab.executor import servers
from lab.executor.cases import Answer, Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADDRESS = "127.0.0.1"


def test_the_operation_of_a_request() -> None:
    for method, target, expected in [
        ("CONNECT", "a.b:443", "connect"),
        ("GET", "/v2/", "ping"),
        ("GET", "/service/token?scope=repository%3Aa%2Fb%3Apull", "token"),
        ("GET", "/v2/token?service=a.b", "token"),
        ("HEAD", "/v2/a/b/manifests/1", "head-manifest"),
        ("PUT", "/v2/a/b/manifests/1", "put-manifest"),
        ("GET", "/v2/a/b/blobs/sha256:0", "get-blob"),
        ("POST", "/v2/a/b/blobs/uploads/", "start-upload"),
        ("PATCH", "/v2/a/b/blobs/uploads/1?_state=x", "upload-blob"),
        ("PUT", "/v2/a/b/blobs/uploads/1?digest=sha256:0", "upload-blob"),
    ]:
        with check(f"{method}, {target}"):
            assert servers.operation(method, target) == expected


class _Registry(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer with the path."""
        body = f"registry {self.path} {self.headers['Host']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(directory: Path, *answers: Answer) -> Iterator[int]:
    """A server with answers before a registry; its port."""
    server = Server(names=("a.b",), port=free_port(), connection="http", answers=answers)
    with HTTPServer((ADDRESS, 0), _Registry) as registry:
        threading.Thread(target=registry.serve_forever, daemon=True).start()
        with servers.proxy(server, ADDRESS, directory, (ADDRESS, registry.server_address[1])):
            yield server.port
        registry.shutdown()


def get(port: int, path: str) -> tuple[int, str, str]:
    with closing(http.client.HTTPConnection(ADDRESS, port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Host": "a.b"})
        with connection.getresponse() as answer:
            return answer.status, answer.read().decode(), answer.getheader("Location", "")


def test_an_answer_is_given_and_other_requests_are_passed_on(tmp_path: Path) -> None:
    answer = Answer("get-manifest", 403, "no, HOST", {"Location": "https://HOST/x"})
    with running(tmp_path, answer) as port:
        assert get(port, "/v2/c/manifests/1") == (403, "no, a.b", "https://a.b/x")
        assert get(port, "/v2/") == (200, "registry /v2/ a.b", "")


def test_an_answer_may_be_given_only_some_times(tmp_path: Path) -> None:
    with running(tmp_path, Answer("ping", 503, times=2)) as port:
        assert [get(port, "/v2/")[0] for _ in range(3)] == [503, 503, 200]


@pytest.mark.parametrize("how", ["closed", "reset", "half"])
def test_a_connection_may_break_off(tmp_path: Path, how: str) -> None:
    answer = Answer("get-blob", breaks=how)  # type: ignore[arg-type]
    with running(tmp_path, answer) as port, pytest.raises((http.client.HTTPException, OSError)):
        get(port, "/v2/c/blobs/sha256:0")
