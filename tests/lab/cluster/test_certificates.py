"""The certificates of the cluster are for the names and the users that it needs."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
import yaml

from lab.cluster import certificates

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tool


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("pki")
    certificates.make(directory)
    return directory


def verify(directory: Path, name: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["openssl", "verify", "-CAfile", str(directory / "ca.crt"), *options, str(directory / f"{name}.crt")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("registry", "registry.test"),
        ("registry", "ccr.ccs.tencentyun.com"),
        ("registry", "docker.io"),
        ("apiserver", "kubernetes.default.svc"),
        ("kubelet-server", "node"),
    ],
)
def test_server_has_its_names(made: Path, name: str, host: str) -> None:
    assert verify(made, name, "-purpose", "sslserver", "-verify_hostname", host).returncode == 0
    assert "hostname mismatch" in verify(made, name, "-verify_hostname", "example.com").stderr
    assert verify(made, name, "-purpose", "sslclient").returncode != 0


def test_clients_have_their_users(made: Path) -> None:
    for name, subject in certificates.CLIENTS.items():
        assert verify(made, name, "-purpose", "sslclient").returncode == 0
        command = ["openssl", "x509", "-noout", "-subject", "-nameopt", "compat", "-in", str(made / f"{name}.crt")]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert printed == f"subject={subject}\n"


def test_kubeconfig_names_files_that_exist(made: Path) -> None:
    config = yaml.safe_load((made / "admin.kubeconfig").read_text("utf-8"))
    assert config["clusters"][0]["cluster"]["server"] == "https://10.96.0.1"
    files = [config["clusters"][0]["cluster"]["certificate-authority"], *config["users"][0]["user"].values()]
    assert all((made / file).is_file() for file in files)


def test_certificates_are_made_again_when_they_are_old_or_for_others(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = made / certificates.STAMP
    assert certificates.current(made)
    then = time.time() - certificates.MAXIMUM_AGE - 60
    os.utime(stamp, (then, then))
    assert not certificates.current(made)
    stamp.touch()
    assert certificates.current(made)
    monkeypatch.setattr(certificates, "CLIENTS", {"other": "/CN=other"})
    assert not certificates.current(made)
    assert not certificates.current(made / "none")
