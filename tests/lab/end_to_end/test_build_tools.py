"""The tools of build containers, which can be described without root."""

from __future__ import annotations

import subprocess
import zipfile
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from lab.end_to_end import build_tools
from lab.tools import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.tool
@pytest.mark.parametrize(
    ("reference", "description"),
    [
        ("golang:1.27", "Go "),
        ("gradle:9.7-jdk21", "Gradle "),
        ("maven:3.9-eclipse-temurin-21", "Maven "),
        ("node:24-slim", "Node.js "),
        ("harbor.corp.internal/mirror/python:3.13-slim-trixie", "Python "),
    ],
)
def test_tool_is_that_of_the_image(tmp_path: Path, reference: str, description: str) -> None:
    tool = build_tools.build_tool(reference, tmp_path / "tool")
    assert tool.description.startswith(description)
    assert all(mount.source.exists() for mount in tool.mounts)


def test_unknown_image_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"^The image rust:1 is missing"):
        build_tools.build_tool("rust:1", tmp_path)


@pytest.mark.tool
def test_pip_installs_a_package_with_what_it_requires(tmp_path: Path) -> None:
    build_tools.write_installed(tmp_path, "mkdocs")
    packages = tmp_path / "packages"
    python = ["/usr/bin/python3", "-m"]
    options = ["--no-index", "--no-compile", f"--find-links={tmp_path}", f"--target={packages}"]
    pip = next(build_tools.PIP_WHEELS.glob("pip-*.whl"))
    for command, modules in ((["pip", "install", *options, "mkdocs"], pip), (["mkdocs", "--version"], packages)):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONPATH": str(modules)}
        done = subprocess.run([*python, *command], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert f"version {version('mkdocs')} " in done.stdout


@pytest.mark.tool
def test_pip_installs_the_wheel(tmp_path: Path) -> None:
    tool = build_tools.build_tool("python:3.13-slim-trixie", tmp_path / "tool")
    (wheel,) = (tmp_path / "tool").glob("greeting-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert "greeting-1.0.dist-info/RECORD" in archive.namelist()
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)} | {
        name: value.replace(tool.mounts[0].target, str(tool.mounts[0].source))
        for name, value in tool.environment.items()
        if name != "PATH"
    }
    command = ["/usr/bin/python3", "-m", "pip", "install", f"--target={tmp_path / 'packages'}", "greeting==1.0"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert (tmp_path / "packages/greeting/__init__.py").read_bytes() == build_tools.PACKAGE_CODE
