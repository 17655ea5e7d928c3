"""A registry on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab import registry
from tests.lab.lookups.answers import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def served_digests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A registry on loopback under the name of a public one; the digest of each tag that it has."""
    directory = tmp_path_factory.mktemp("registry")
    with (
        registry.serve(directory / "ghcr", HOST) as server,
        registry.proxy(server) as proxy,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("HTTPS_PROXY", proxy)
        patch.setenv("SSL_CERT_FILE", str(server.certificate))
        patch.setenv("HOME", str(directory))
        patch.setenv("XDG_RUNTIME_DIR", str(directory))
        tags = ("v1.0.0-debug", "v1.0.1-debug", "v1.0.1", "latest")
        digests = {tag: server.put_image("a/kaniko", tag) for tag in tags}
        yield digests | {"other": server.put_image("a/other", "v1")}
