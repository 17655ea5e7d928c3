"""Ignore comments, as `check` applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check as checked

from kaniko_guide.cli import exit_codes
from tests.kaniko_guide.command import check, write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

IGNORE = "kaniko-guide: ignore[placeholder-left]"


def test_comments_suppress_findings(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content, expected in [
        (f"kubectl logs <pod> # {IGNORE} shown to people\n", []),
        (f"# {IGNORE} shown to people\nkubectl logs <pod>\n", []),
        (f"# {IGNORE} shown to people\r\nkubectl logs <pod>\r\n", []),
        (f"# {IGNORE} shown to people\nkubectl logs \\\n  --namespace=jenkins \\\n  <pod>\n", []),
        (f"# {IGNORE} 给人看的\n# kaniko-guide: ignore[schema] no\nkubectl logs <pod>\n", ["a.sh:2 unused-ignore"]),
        ("# kaniko-guide: ignore[placeholder-left, schema] no\nkubectl logs <pod>\n", ["a.sh:1 unused-ignore"]),
        (f"kubectl logs <pod>\n# {IGNORE} too late\n", ["a.sh:1 placeholder-left", "a.sh:2 unused-ignore"]),
        (f"# {IGNORE} too early\n\nkubectl logs <pod>\n", ["a.sh:1 unused-ignore", "a.sh:3 placeholder-left"]),
        (f"ls # {IGNORE} after code\nkubectl logs <pod>\n", ["a.sh:1 unused-ignore", "a.sh:2 placeholder-left"]),
        (f"kubectl logs <pod> # {IGNORE}\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("kubectl logs <pod> # kaniko-guide: ignore\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("kubectl logs <pod> # kaniko-guide: ignore[] x\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("kubectl logs <pod> # kaniko-guide: ignore[place] x\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("ls # see kaniko-guide: ignore nothing\n", []),
    ]:
        with checked(f"{content}, {expected}"):
            write(working_directory, {"a.sh": content})
            found = check(capsys)[1]
            assert sorted(found) == sorted(expected)


def test_comments_inside_groovy_strings_and_other_languages(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline = f"node {{\n  sh '''\n    # {IGNORE} shown\n    kubectl logs <pod>\n  '''\n"
    write(
        working_directory,
        {
            "Jenkinsfile": f"{pipeline}  // {IGNORE} shown\n  sh 'kubectl logs <pod>'\n}}\n",
            "Dockerfile": "# kaniko-guide: ignore[removed-image] a copy is kept\nFROM openjdk:21-jdk-slim\n",
        },
    )
    assert check(capsys)[:2] == (exit_codes.CLEAN, [])
