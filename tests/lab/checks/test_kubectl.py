"""kubectl rejects an invalid command, with its position; verify runs the commands of the snippets.

That proves that kubectl accepts the flags and that the resource names exist; it proves nothing about a cluster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from lab.checks import kubectl as check

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.tool]


@pytest.mark.parametrize(
    ("command", "line", "column", "message"),
    [
        ("kubectl get pods \\\n  --namespaces=jenkins", 2, 3, "unknown flag: --namespaces"),
        ("kubectl get podz --namespace=jenkins", 1, 13, 'resource type "podz"'),
        ("kubectl auth can-i create podz --namespace=jenkins", 1, 27, "resource type 'podz'"),
        ("(\n  kubectl get pods | kubectl put --filename=-\n)", 2, 30, 'unknown command "put"'),
        ("kubectl logs --selector=jenkins=slave --containers=kaniko", 1, 39, "unknown flag: --containers"),
        ("kubectl run it --image=busybox:1.37.0 --restart=Never --rm --stdin --ty -- sh", 1, 68, "unknown flag: --ty"),
        ("kubectl delete secret no-such-secret", 1, 23, '"no-such-secret" not found'),
    ],
)
def test_an_invalid_command_is_rejected_at_its_position(
    tmp_path: Path, command: str, line: int, column: int, message: str
) -> None:
    (tmp_path / "broken.sh").write_text(command + "\n", "utf-8")
    (script,) = project.read(tmp_path).scripts
    (rejection,) = check.rejections(tmp_path, script)
    assert rejection.startswith(f"broken.sh:{line}:{column}: ")
    assert message in rejection
