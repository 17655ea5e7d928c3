from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"


@pytest.mark.parametrize(
    "command",
    [
        f"kubectl run a --image={IMAGE} --rm -it -- /busybox/sh",
        f"kubectl -n jenkins run a --image {IMAGE} -- sh -c 'ls'",
        "kubectl run a --image=gcr.io/kaniko-project/executor:debug --command=false -- sh",
    ],
)
def test_found(tmp_path: Path, command: str) -> None:
    (line,) = findings_in(tmp_path, {"a.sh": f"{command}\n"}, "kubectl-run-without-command")
    assert line.startswith(f"a.sh:1:{command.index(' -- ') + 5} The executor reads `")


@pytest.mark.parametrize(
    "command",
    [
        f"kubectl run a --image={IMAGE} --command -- /busybox/sh",
        f"kubectl run a --command=true --image={IMAGE} -- sh",
        f"kubectl run a --image={IMAGE} -- --context=dir:///workspace --no-push",
        f"kubectl run a --image={IMAGE} -- version",
        f"kubectl run a --image={IMAGE} -- $COMMAND",
        f"kubectl run a --image={IMAGE}",
        "kubectl run a --image=busybox -- sh",
        "kubectl run a --image=$IMAGE -- sh",
        "kubectl exec run --container=kaniko -- sh",
    ],
)
def test_not_found(tmp_path: Path, command: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"{command}\n"}, "kubectl-run-without-command") == []
