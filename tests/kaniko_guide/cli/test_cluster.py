"""The connection to a cluster; what can go wrong is in `test_doctor.py`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.cli import cluster
from kaniko_guide.cli.options import UsageError
from tests.kaniko_guide.command import write
from tests.kaniko_guide.doctor import stub

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("named", "namespace"), [("builds", "builds"), ("", "default"), ("--all", "default")])
def test_the_cluster_is_named_as_kubectl_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, namespace: str
) -> None:
    stub.install(tmp_path)
    write(tmp_path, {"config": f"prod\nhttps://10.0.0.1:6443\n{named}"})
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    found = cluster.connect(None)
    assert (found.context, found.server, found.namespace, found.version) == (
        "prod",
        "https://10.0.0.1:6443",
        namespace,
        "v1.37.2",
    )


def test_a_namespace_has_a_valid_name() -> None:
    cluster.validated_namespace(None)
    cluster.validated_namespace("builds")
    with pytest.raises(UsageError, match="--all"):
        cluster.validated_namespace("--all")
