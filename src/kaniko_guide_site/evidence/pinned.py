"""The releases that a recipe or an example pins by its images, by program."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import named_images
from kaniko_guide.facts import image_references

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaniko_guide.project import Project

TAGS = {
    "Kaniko": re.compile(r"(?:kaniko|executor):(?P<release>v\d+(?:\.\d+)*)"),
    "Maven": re.compile(r"maven:(?P<release>\d+(?:\.\d+)*)"),
    "Java": re.compile(r"(?:maven:.*temurin-|eclipse-temurin:)(?P<release>\d+)"),
}
"""The release of each program in an image's last name and tag, such as `maven:3.9-eclipse-temurin-21`."""


def releases(project: Project) -> Mapping[str, frozenset[str]]:
    """The releases of each program that a project's pods and Dockerfiles pin.

    Args:
        project: a recipe or an example.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for text in named_images(project):
        image = image_references.parse(text.value)
        if image is not None and image.tag is not None:
            named = f"{image.path.rpartition('/')[2]}:{image.tag}"
            for program, tag in TAGS.items():
                match = tag.match(named)
                if match is not None:
                    found[program].add(match["release"])
    return {program: frozenset(pinned) for program, pinned in found.items()}


def is_release(version: str, pinned: str) -> bool:
    """Whether a version is the pinned release, which may leave out its last numbers.

    Args:
        version: of the program that ran, such as `3.9.11`.
        pinned: the release in a tag, such as `3.9`.
    """
    return version == pinned or version.startswith(f"{pinned}.")
