"""The Git server, cloned by this machine's Git."""

from __future__ import annotations

import os
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest

from lab.cluster import certificates, git_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.tool


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    work, pki = tmp_path / "work", tmp_path / "pki"
    work.mkdir()
    (work / "pom.xml").write_text("<project/>\n")
    git = ("git", "-C", str(work), "-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in ("init --quiet --initial-branch=main", "add .", "commit --quiet --message=a"):
        subprocess.run([*git, *arguments.split()], check=True)
    certificates.make(pki)
    server = git_server.server(work / ".git", "127.0.0.1", 0, pki / "git.crt", pki / "git.key")
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()


def clone(address: str, path: str, target: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"GIT_SSL_CAINFO": f"{target.parent}/pki/ca.crt"}
    command = ["git", "clone", "--quiet", f"{address}/{path}", str(target)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_repository_is_cloned_under_any_path(address: str, tmp_path: Path) -> None:
    done = clone(address, "nms4cloud/myapp.git", tmp_path / "clone")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "clone" / "pom.xml").read_text() == "<project/>\n"


def test_what_is_no_request_of_a_clone_is_not_found(address: str, tmp_path: Path) -> None:
    done = clone(address, "a?b=", tmp_path / "clone")
    assert done.returncode != 0
    assert "404" in done.stderr or "not found" in done.stderr
