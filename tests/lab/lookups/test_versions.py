"""Versions looked up by Git in a repository on this machine."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from lab.lookups import State, versions
from lab.tools import find
from tests.lab.lookups.answers import HELD, TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide_site.facts.pins import Postponement


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A git repository; the commit of each of its tags, of which v1.0.0 is annotated."""
    git, directory = find("git"), tmp_path_factory.mktemp("git")
    commits = {}
    environment = os.environ | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}

    def run(*words: str) -> str:
        me = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        done = subprocess.run(
            [git, *me, *words], cwd=directory, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    run("init", "--quiet")
    for tag, kind in (("v1.0.0", ["--annotate", "--message=a"]), ("v1.1.0", []), ("v2.0.0-rc1", [])):
        run("commit", "--quiet", "--allow-empty", f"--message={tag}")
        run("tag", *kind, tag)
        commits[tag] = run("rev-parse", "HEAD")
    return directory, commits


def test_version_is_looked_up_among_tags(repository: tuple[Path, dict[str, str]]) -> None:
    directory, commits = repository

    def state(tag: str, commit: str | None = None, held: Postponement | None = None) -> tuple[State, str]:
        version = versions.Version(f"a/b@{tag}", "a.yaml:1", str(directory), tag, commit, held=held)
        (answer,) = versions.look([version], TODAY)
        return answer.state, answer.detail

    assert state("v1.1.0") == (State.OK, "")
    assert state("v1.1.0", commits["v1.1.0"]) == (State.OK, "")
    assert state("v1.1.0", commits["v1.0.0"]) == (
        State.CHANGED,
        f"the tag v1.1.0 now has the commit {commits['v1.1.0']}",
    )
    assert state("v1.0.0", commits["v1.0.0"])[0] is State.NEWER
    assert state("v1.0.0", held=HELD)[0] is State.HELD
    assert state("v0.9.0")[0] is State.GONE


def test_missing_repository_is_reported(tmp_path: Path) -> None:
    find("git")
    version = versions.Version("a", "", str(tmp_path / "none"), "v1")
    assert [answer.state for answer in versions.look([version], TODAY)] == [State.GONE]
