"""The releases that a recipe pins, and whether a version is one of them."""

from __future__ import annotations

import pytest

from kaniko_guide.facts import images
from kaniko_guide_site.evidence.pinned import is_release, releases
from kaniko_guide_site.snippets import library
from tests.support import SNIPPETS


def test_releases_are_read_from_images_of_pods_and_dockerfiles() -> None:
    projects = library.load(SNIPPETS).projects
    assert releases(projects["quick-start"]) == {
        "Kaniko": frozenset({images.pinned_version()}),
        "Maven": frozenset({"3.9"}),
        "Java": frozenset({"21"}),
    }
    assert releases(projects["copy-executor-image"]) == {}


@pytest.mark.parametrize(
    ("version", "pinned", "expected"),
    [
        ("3.9.11", "3.9", True),
        ("21", "21", True),
        ("v1.28.3", "v1.28.3", True),
        ("3.8.7", "3.9", False),
        ("3.91", "3.9", False),
        ("17", "21", False),
    ],
)
def test_a_pinned_release_may_leave_out_the_last_numbers(version: str, pinned: str, *, expected: bool) -> None:
    assert is_release(version, pinned) is expected
