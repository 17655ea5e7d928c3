"""A registry on loopback under a public name: its images, its login, and the proxy that rejects other hosts."""

from __future__ import annotations

import json
import socket
from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from lab import registry

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.tool]


def connect(proxy: str, name: str) -> str:
    """The first line of the proxy's answer to `CONNECT`."""
    address = urlsplit(proxy)
    assert address.hostname is not None
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        connection.sendall(f"CONNECT {name}:443 HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
        return connection.makefile().readline().strip()


def test_image_has_its_digest_and_both_architectures(tmp_path: Path) -> None:
    with registry.serve(tmp_path / "a", "ghcr.io") as server, registry.proxy(server) as proxy:
        digest = server.put_image("a/b", "v1")
        status, headers, body = server.request("GET", "/v2/a/b/manifests/v1", headers={"Accept": registry.INDEX})
        missing, _, _ = server.request("GET", "/v2/a/b/manifests/v2")
        assert connect(proxy, "ghcr.io") == "HTTP/1.1 200 OK"
        assert connect(proxy, "example.com") == "HTTP/1.1 403 Forbidden"
    assert (status, headers["docker-content-digest"], missing) == (200, digest, 404)
    platforms = [entry["platform"]["architecture"] for entry in json.loads(body)["manifests"]]
    assert platforms == list(registry.PLATFORMS)


def test_registry_with_a_user_asks_for_the_password(tmp_path: Path) -> None:
    with registry.serve(tmp_path / "a", "ghcr.io", "user") as server:
        answers = [
            server.request("GET", "/v2/", headers={"Authorization": f"Basic {b64encode(login.encode()).decode()}"})[0]
            for login in (f"user:{registry.PASSWORD}", "user:wrong", f"other:{registry.PASSWORD}")
        ]
        nobody, _, _ = server.request("GET", "/v2/")
    assert (answers, nobody) == ([200, 401, 401], 401)
