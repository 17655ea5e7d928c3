"""Where the cluster's files are, and which versions of Kubernetes are pinned."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lab.cluster import layout
from lab.tools import UnavailableError


def test_cache_is_where_the_variables_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLUSTER_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert layout.home().path == tmp_path / "own"
    monkeypatch.delenv("CLUSTER_HOME")
    assert layout.home().path == tmp_path / "kaniko-guide" / "cluster"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert layout.home().path == Path.home() / ".cache" / "kaniko-guide" / "cluster"


def test_programs_of_each_version_have_their_own_directory() -> None:
    home = layout.Home(Path("/cache"))
    assert home.programs("1.36") == Path("/cache/bin/1.36")


def test_minor_versions_are_ordered_by_number(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("1.9", "1.36", "1.37"):
        (tmp_path / version).mkdir()
    monkeypatch.setattr(layout, "KUBERNETES", tmp_path)
    assert layout.minor_versions() == ["1.37", "1.36", "1.9"]


def test_newest_version_is_run_unless_another_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    newest, other = layout.minor_versions()
    monkeypatch.delenv("CLUSTER_MINOR", raising=False)
    assert layout.chosen_minor() == newest
    monkeypatch.setenv("CLUSTER_MINOR", other)
    assert layout.chosen_minor() == other
    monkeypatch.setenv("CLUSTER_MINOR", "1.0")
    with pytest.raises(UnavailableError, match=rf"^CLUSTER_MINOR is 1.0; it must be one of {newest}, {other}\.$"):
        layout.chosen_minor()


def test_module_runs_from_any_directory(tmp_path: Path) -> None:
    command = layout.python_command("lab.cluster.dns", "no-such-file", "127.0.0.1")
    environment = layout.python_environment()
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "No such file or directory: 'no-such-file'" in done.stderr
