"""Each name of the refusing registry answers in its own way, over TLS."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from http.client import HTTPConnection, HTTPResponse
from typing import TYPE_CHECKING

import pytest

from lab.cluster import certificates, refusing_registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.tool
MANIFEST = "/v2/team/kaniko/manifests/v1"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("refusing")
    certificates.make(directory / "pki")
    return directory


@pytest.fixture(scope="module")
def port(directory: Path) -> Iterator[int]:
    pki = directory / "pki"
    server = refusing_registry.server("127.0.0.1", 0, pki / "refusing.crt", pki / "refusing.key", directory)
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def request(
    port: int, authority: Path, host: str, path: str, method: str = "GET", **headers: str
) -> tuple[HTTPResponse, bytes]:
    context = ssl.create_default_context(cafile=authority)
    connection = HTTPConnection("127.0.0.1", port)
    raw = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sock = context.wrap_socket(raw, server_hostname=host)
    connection.request(method, path, headers={"Host": host, **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


ANSWERS = [
    ("forbidden.test", "GET", MANIFEST, (403, "DENIED")),
    ("limited.test", "GET", MANIFEST, (429, "TOOMANYREQUESTS")),
    ("limited.test", "HEAD", MANIFEST, (200, "")),
    ("private.test", "GET", MANIFEST, (401, "UNAUTHORIZED")),
    ("arm.test", "GET", "/v2/team/kaniko/blobs/sha256:0", (404, "NOT_FOUND")),
    ("arm.test", "GET", "/v2/", (200, "")),
    ("arm.test", "HEAD", MANIFEST, (200, "")),
]


def test_each_name_answers_in_its_way(directory: Path, port: int) -> None:
    for host, method, path, expected in ANSWERS:
        answer, body = request(port, directory / "pki" / "ca.crt", host, path, method)
        errors = json.loads(body or "{}").get("errors", [{"code": ""}])
        assert (answer.status, errors[0]["code"]) == expected, host


def test_a_token_is_given_and_then_refused(directory: Path, port: int) -> None:
    authority = directory / "pki" / "ca.crt"
    first, _ = request(port, authority, "private.test", MANIFEST)
    _, token = request(port, authority, "private.test", "/token?scope=repository:team/kaniko:pull")
    second, _ = request(port, authority, "private.test", MANIFEST, Authorization=f"Bearer {json.loads(token)['token']}")
    assert 'scope="repository:team/kaniko:pull"' in first.headers["WWW-Authenticate"]
    assert "insufficient_scope" not in first.headers["WWW-Authenticate"]
    assert 'error="insufficient_scope"' in second.headers["WWW-Authenticate"]


def test_the_image_is_complete_and_for_arm(directory: Path, port: int) -> None:
    def get(path: str) -> bytes:
        return request(port, directory / "pki" / "ca.crt", "arm.test", f"/v2/team/kaniko/{path}")[1]

    (entry,) = json.loads(get("manifests/index"))["manifests"]
    assert entry["platform"] == {"architecture": "arm64", "os": "linux"}
    manifest = json.loads(get(f"manifests/{entry['digest']}"))
    assert manifest == json.loads(get("manifests/v1"))
    parts = [manifest["config"], *manifest["layers"]]
    assert [len(get(f"blobs/{part['digest']}")) for part in parts] == [part["size"] for part in parts]
    assert json.loads(get(f"blobs/{manifest['config']['digest']}"))["architecture"] == "arm64"


def test_only_one_name_is_not_trusted(directory: Path, port: int) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer certificate"):
        request(port, directory / "pki" / "ca.crt", "untrusted.test", "/v2/")
    assert request(port, directory / "authority.crt", "untrusted.test", "/v2/")[0].status == 200
