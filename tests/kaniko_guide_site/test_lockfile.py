"""The versions of the lock files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.lockfile import locked_versions
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_versions_are_those_of_the_projects_lock_file() -> None:
    assert f'name = "ruff"\nversion = "{locked_versions(ROOT)["ruff"]}"' in (ROOT / "uv.lock").read_text("utf-8")


def test_packages_of_python_and_npm_have_their_versions(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").write_text(
        '[[package]]\nname = "a"\nversion = "1"\n[[package]]\nname = "without-version"\n', "utf-8"
    )
    npm = tmp_path / "lab" / "codenarc" / "package-lock.json"
    npm.parent.mkdir(parents=True)
    packages = {
        "": {"version": "0"},
        "node_modules/b": {"version": "2"},
        "node_modules/b/node_modules/c": {"version": "3"},
    }
    npm.write_text(json.dumps({"packages": packages}), "utf-8")
    assert locked_versions(tmp_path) == {"a": "1", "npm/b": "2", "npm/b/node_modules/c": "3"}


PYTHON = "uv.lock"
NPM = "lab/codenarc/package-lock.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one package in each lock file."""
    (tmp_path / NPM).parent.mkdir(parents=True)
    (tmp_path / PYTHON).write_text('[[package]]\nname = "ruff"\nversion = "1.0"\n[[package]]\nname = "own"\n', "utf-8")
    (tmp_path / NPM).write_text('{"packages": {"": {}, "node_modules/a/b": {"version": "2.0"}}}', "utf-8")
    return tmp_path


@pytest.mark.parametrize(("path", "old", "new"), [(PYTHON, "1.0", "1.0.1"), (NPM, "2.0", "2.0.1")])
def test_a_changed_lock_file_is_read_again(root: Path, path: str, old: str, new: str) -> None:
    assert new not in locked_versions(root).values()
    (root / path).write_text((root / path).read_text("utf-8").replace(old, new), "utf-8")
    assert new in locked_versions(root).values()
