from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FLAG = "--skip-tls-verify-pull"
VERIFIED = "`--skip-tls-verify-pull` has no effect: certificates are still verified when base images are pulled."
NEEDLESS = "`--skip-tls-verify-pull` has no effect: `{}` is already for pushes and pulls."


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (f"{FLAG} --no-push", VERIFIED),
        (f"{FLAG}=true --no-push", VERIFIED),
        (f"{FLAG}=$SKIP --no-push", VERIFIED),
        (f"{FLAG} --no-push $MORE", VERIFIED),
        (f"{FLAG} --skip-tls-verify=false --no-push", VERIFIED),
        (f"{FLAG} --skip-tls-verify --no-push", NEEDLESS.format("--skip-tls-verify")),
        (f"{FLAG} --skip-tls-verify=$SKIP --no-push", NEEDLESS.format("--skip-tls-verify")),
        (
            f"{FLAG} --skip-tls-verify-registry=registry.example.com --no-push",
            NEEDLESS.format("--skip-tls-verify-registry"),
        ),
        (
            f"{FLAG} --registry-certificate=registry.example.com=/ca.crt --no-push",
            NEEDLESS.format("--registry-certificate"),
        ),
    ],
)
def test_the_flag_is_found(tmp_path: Path, flags: str, message: str) -> None:
    found = findings_in(tmp_path, {"a.sh": f"/kaniko/executor {flags}\n"}, "flag-without-effect")
    assert found == [f"a.sh:1:18 {message}"]


@pytest.mark.parametrize(
    "command",
    [
        f"/kaniko/executor {FLAG}=false --no-push",
        "/kaniko/executor --skip-tls-verify --no-push",
        "/kaniko/executor --insecure-pull --no-push",
        f"/kaniko/executor {FLAG} --help",
        f"echo {FLAG}",
    ],
)
def test_no_problem(tmp_path: Path, command: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"{command}\n"}, "flag-without-effect") == []
