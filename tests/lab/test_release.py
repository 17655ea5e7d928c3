"""The release command: what it tags and builds, and what it refuses; always in a repository of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lab.release import RefusedError, check
from lab.tools import find
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

NEEDED = (".gitignore", "LICENSE", "NOTICE", "README.md", "hatch_build.py", "pyproject.toml", "src", "lab")
CHANGELOG = "# Changelog\n\n## [0.2.0] - 2026-11-29\n\n## [0.1.0] - 2026-11-28\n"


def git(folder: Path, *arguments: str) -> str:
    words = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments)
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with what a release needs, of which 0.1.0 is released."""
    folder = tmp_path / "repository"
    folder.mkdir()
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=a")
    git(folder, "tag", "v0.1.0")
    return folder


def release(folder: Path, version: str, **env: str) -> subprocess.CompletedProcess[str]:
    """What the command prints in a repository."""
    author = {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com", "PYTHONPATH": str(folder)}
    words = [sys.executable, "-m", "lab.release", version]
    return subprocess.run(words, cwd=folder, env=os.environ | author | env, capture_output=True, text=True, check=False)


@pytest.mark.tool
def test_a_release_has_an_annotated_tag_and_files_of_its_version(repository: Path) -> None:
    done = release(repository, "0.2.0", UV=os.environ.get("UV") or find("uv"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "dist/kaniko_guide-0.2.0-py3-none-any.whl",
        "dist/kaniko_guide-0.2.0.tar.gz",
        "Next: git push origin v0.2.0, which starts .github/workflows/release.yml.",
    ]
    assert git(repository, "cat-file", "-t", "v0.2.0") == "tag\n"
    assert git(repository, "for-each-ref", "--format=%(contents:subject)", "refs/tags/v0.2.0") == "kaniko-guide 0.2.0\n"
    assert git(repository, "status", "--porcelain") == ""


def test_no_tag_is_left_where_the_build_fails(repository: Path) -> None:
    done = release(repository, "0.2.0", UV="false")
    assert done.returncode == 2
    assert "the files were not built, and the tag v0.2.0 is removed again: false build failed" in done.stderr
    assert git(repository, "tag") == "v0.1.0\n"


def test_an_uncommitted_file_is_refused(repository: Path) -> None:
    (repository / "new.txt").touch()
    done = release(repository, "0.2.0")
    assert done.returncode == 2
    assert "release: error: found uncommitted changes, commit or remove them:\n?? new.txt\n" in done.stderr
    assert git(repository, "tag") == "v0.1.0\n"


@pytest.mark.parametrize(
    ("version", "changed", "tags", "changelog", "message"),
    [
        ("v0.2.0", "", [], CHANGELOG, "found the version 'v0.2.0', expected three numbers such as 0.1.0"),
        ("0.02.0", "", [], CHANGELOG, "found the version '0.02.0', expected three numbers such as 0.1.0"),
        ("0.2.0", " M a", [], CHANGELOG, "found uncommitted changes, commit or remove them:\n M a"),
        (
            "0.2.0",
            "",
            ["v0.2.0", "v0.10.0", "other"],
            CHANGELOG,
            "found the tag v0.10.0, expected a version newer than it, not 0.2.0",
        ),
        ("0.1.0", "", ["v0.1.0"], CHANGELOG, "found the tag v0.1.0, expected a version newer than it, not 0.1.0"),
        *(
            (
                "0.3.0",
                "",
                ["v0.2.0"],
                changelog,
                "CHANGELOG.md has no heading `## [0.3.0] - YYYY-MM-DD`: write it with today's date, and commit",
            )
            for changelog in (CHANGELOG, "## [0.3.0] - unreleased\n", "## [0x3.0] - 2026-11-29\n")
        ),
    ],
)
def test_what_is_refused(version: str, changed: str, tags: list[str], changelog: str, message: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check(version, changed, tags, changelog)
    assert str(refused.value) == message


@pytest.mark.parametrize(("version", "tags"), [("0.2.0", ["v0.1.0", "v0.2.0rc1"]), ("0.1.0", [])])
def test_what_is_accepted(version: str, tags: list[str]) -> None:
    check(version, "", tags, CHANGELOG)
