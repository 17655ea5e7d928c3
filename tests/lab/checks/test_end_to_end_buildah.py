"""How the failure of an end-to-end build is reported; verify and tests/lab/end_to_end run the build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.checks import end_to_end_buildah
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    import pytest


def test_it_checks_files_of_the_quick_start() -> None:
    subjects = end_to_end_buildah.subjects(lambda _: [])
    assert subjects == ["quick-start/Dockerfile", "quick-start/Jenkinsfile"]
    assert all((SNIPPETS / subject).is_file() for subject in subjects)


def test_failure_of_the_build_is_reported_for_every_snippet(monkeypatch: pytest.MonkeyPatch) -> None:
    subjects = end_to_end_buildah.subjects(lambda _: [])
    monkeypatch.setattr(end_to_end_buildah, "build_failure", lambda: None)
    assert end_to_end_buildah.failures(subjects) == []
    monkeypatch.setattr(end_to_end_buildah, "build_failure", lambda: "it fails")
    assert end_to_end_buildah.failures(subjects) == [
        f"snippets/{subject}:1:1: error: it fails [end-to-end-buildah]" for subject in subjects
    ]
