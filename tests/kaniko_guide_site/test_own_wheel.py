"""The wheel of the command: built without a network, the same bytes each time and by uv."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tomllib
import zipfile
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import own_wheel
from kaniko_guide_site.own_wheel import BuildError, OwnWheel
from lab.tools import find
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The files that the wheel is made of, without Git."""
    for name in ("LICENSE", "NOTICE", "README.md", "hatch_build.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    package = tmp_path / "src" / "kaniko_guide"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""A package."""\n', "utf-8")
    (package / "facts" / "a").mkdir(parents=True)
    (package / "facts" / "a" / "b.yml").write_text("verified: 2026-01-02\nfound: [1]\n", "utf-8")
    return tmp_path


def test_version_and_hash_are_those_of_the_wheel() -> None:
    wheel = OwnWheel("kaniko_guide-0.1.0+a.b-py3-none-any.whl", b"")
    assert wheel.version == "0.1.0+a.b"
    assert wheel.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.slow
def test_wheel_is_built_again_only_after_a_change(project: Path) -> None:
    begun = own_wheel.begin(project)
    first = own_wheel.build(project)
    assert own_wheel.build(project) is first is begun.result()
    assert first.version == "0.0.0"
    module = project / "src" / "kaniko_guide" / "new.py"
    module.write_text("", "utf-8")
    second = own_wheel.build(project)
    assert second.sha256 != first.sha256
    module.unlink()
    assert own_wheel.build(project).content == first.content


def test_facts_are_in_the_wheel_as_json(project: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(own_wheel.build(project).content)) as archive:
        assert archive.read("kaniko_guide/facts/a/b.json") == b'{"verified":"2026-01-02","found":[1]}'
    assert not list(project.rglob("*.json"))


def test_a_failed_build_is_reported(project: Path) -> None:
    (project / "NOTICE").unlink()
    (project / "pyproject.toml").write_text("[project]\n", "utf-8")
    with pytest.raises(BuildError, match=r"^ValueError: .*version"):
        own_wheel.build(project)


@pytest.mark.slow
@pytest.mark.tool
def test_uv_builds_the_same_bytes_in_another_directory_at_another_time(project: Path, tmp_path: Path) -> None:
    built = own_wheel.build(project)
    copy = tmp_path / "another" / "directory"
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("another"))
    for path in copy.rglob("*"):
        os.utime(path, (1, 1))
    uv = os.environ.get("UV") or find("uv")
    subprocess.run([uv, "build", "--quiet", "--wheel"], cwd=copy, check=True)
    assert (copy / "dist" / built.name).read_bytes() == built.content


def test_the_site_builds_with_the_versions_of_the_build_system() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert data["dependency-groups"]["build"] == data["build-system"]["requires"]
