"""Paths of snippets, and the snippets that must pass every check."""

from __future__ import annotations

from lab.paths import SNIPPETS, canonical, directory_of, passing_files, passing_paths, snippet_path


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
