from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import EXECUTORS, record
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

HOST = "registry.example.com"


@pytest.mark.parametrize(
    ("flags", "base", "found"),
    [
        (f"--insecure -d {HOST}/a:1", f"{HOST}/b:1", True),
        (f"--insecure -d {HOST}:80/a:$TAG", f"{HOST}:80/b:1", True),
        (f"--insecure --skip-tls-verify -d {HOST}/a", f"{HOST}/b", True),
        (f"--insecure --skip-tls-verify-registry={HOST} -d {HOST}/a", f"{HOST}/b", True),
        (f"--skip-tls-verify -d {HOST}/a:1", f"{HOST}/b:1", False),
        (f"--insecure --insecure-pull -d {HOST}/a:1", f"{HOST}/b:1", False),
        (f"--insecure --insecure-pull=$PULL -d {HOST}/a:1", f"{HOST}/b:1", False),
        (f"--insecure --insecure-registry={HOST} -d {HOST}/a:1", f"{HOST}/b:1", False),
        (f"--insecure --registry-map={HOST}=mirror.example.com -d {HOST}/a:1", f"{HOST}/b:1", False),
        (f"--insecure=false -d {HOST}/a:1", f"{HOST}/b:1", False),
        (f"--insecure -d {HOST}/a:1 $MORE", f"{HOST}/b:1", False),
        (f"--insecure -d {HOST}/a:1", "eclipse-temurin:21-jre", False),
        (f"--insecure -d {HOST}/a:1", "library/eclipse-temurin:21-jre", False),
        (f"--insecure -d {HOST}/a:1", "other.example.com/b:1", False),
        ("--insecure -d $HOST/a:1", "$HOST/b:1", False),
        ("--insecure -d 10.0.0.1:5000/a:1", "10.0.0.1:5000/b:1", False),
        ("--insecure -d localhost:5000/a:1", "localhost:5000/b:1", False),
        ("--insecure -d registry.local/a:1", "registry.local/b:1", False),
    ],
)
def test_base_image_in_the_same_http_registry(tmp_path: Path, flags: str, base: str, *, found: bool) -> None:
    files = {"a.sh": f"/kaniko/executor {flags}\n", "Dockerfile": f"FROM {base}\n"}
    findings = [line.split(",")[0] for line in findings_in(tmp_path, files, "insecure-push-only")]
    assert findings == (["a.sh:1:18 `--insecure` only affects the push"] if found else [])


def test_a_stage_is_no_image(tmp_path: Path) -> None:
    dockerfile = f"FROM scratch AS {HOST}/b\nFROM {HOST}/b\n"
    files = {"a.sh": f"/kaniko/executor --insecure -d {HOST}/a:1\n", "Dockerfile": dockerfile}
    assert findings_in(tmp_path, files, "insecure-push-only") == []


def test_several_dockerfiles_are_ambiguous(tmp_path: Path) -> None:
    files = {
        "a.sh": f"/kaniko/executor --insecure -d {HOST}/a:1\n",
        "Dockerfile": f"FROM {HOST}/b:1\n",
        "b/Dockerfile": "FROM scratch\n",
    }
    assert findings_in(tmp_path, files, "insecure-push-only") == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_the_help_says_what_each_flag_is_for(executor: str) -> None:
    lines = record(executor, "00-help").splitlines()
    texts = {line.split()[0]: " ".join(line.split()[1:]) for line in lines if line.strip().startswith("--")}
    assert texts["--insecure"].startswith("Push to insecure registry")
    assert texts["--insecure-pull"].startswith("Pull from insecure registry")
    assert texts["--insecure-registry"].endswith("to push and pull. Set it repeatedly for multiple registries.")


@pytest.mark.parametrize(("host", "found"), [("ghcr.io", 0), ("registry.example.com:5000", 1)])
def test_public_registry(tmp_path: Path, host: str, found: int) -> None:
    files = {"a.sh": f"/kaniko/executor --insecure --destination={host}/a:1\n", "Dockerfile": f"FROM {host}/base:1\n"}
    assert len(findings_in(tmp_path, files, "insecure-push-only")) == found
