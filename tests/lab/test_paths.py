"""Paths of snippets and of the cache, and the snippets that must pass every check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lab.paths import SNIPPETS, cache_directory, canonical, directory_of, passing_files, passing_paths, snippet_path

if TYPE_CHECKING:
    import pytest


def test_cache_is_below_that_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_directory() == tmp_path / "kaniko-guide"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_directory() == Path.home() / ".cache" / "kaniko-guide"


def test_snippet_has_its_path_and_its_directory() -> None:
    text = canonical("quick-start/Jenkinsfile")
    assert text.source.path == "snippets/quick-start/Jenkinsfile"
    assert "--8<--" not in text.value
    assert directory_of("quick-start/Jenkinsfile") == SNIPPETS / "quick-start"
    assert directory_of("examples/a/bad/ci/x") == SNIPPETS / "examples/a/bad"
    assert snippet_path(SNIPPETS / "a/b") == "a/b"


def test_bad_examples_may_have_findings() -> None:
    found = passing_paths("jenkinsfile")
    assert "quick-start/Jenkinsfile" in found
    assert "examples/unknown-flag/good/Jenkinsfile" in found
    assert "examples/unknown-flag/bad/Jenkinsfile" not in found
    assert not {"quick-start/pom.xml", "quick-start/recipe.yml"} & set(found)
    assert found == [snippet_path(path) for path in passing_files("jenkinsfile")]
