"""What an end-to-end build says of its snippets; the build itself is run by verify and by tests/lab/end_to_end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.checks import end_to_end_buildah
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    import pytest


def test_it_judges_files_of_the_quick_start() -> None:
    subjects = end_to_end_buildah.subjects(lambda _: [])
    assert subjects == ["quick-start/Dockerfile", "quick-start/Jenkinsfile"]
    assert all((SNIPPETS / subject).is_file() for subject in subjects)


def test_every_snippet_has_the_fault_of_the_one_build(monkeypatch: pytest.MonkeyPatch) -> None:
    subjects = end_to_end_buildah.subjects(lambda _: [])
    monkeypatch.setattr(end_to_end_buildah, "whole_build", lambda: None)
    assert end_to_end_buildah.faults(subjects) == []
    monkeypatch.setattr(end_to_end_buildah, "whole_build", lambda: "it fails")
    assert end_to_end_buildah.faults(subjects) == [
        f"snippets/{subject}:1:1: error: it fails [end-to-end-buildah]" for subject in subjects
    ]
