"""Reads a Jenkinsfile; a stub until its reader lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.sources.model import Jenkinsfile

if TYPE_CHECKING:
    from kaniko_guide.text import Text


def read(text: Text) -> Jenkinsfile:
    """Read a Jenkinsfile."""
    return Jenkinsfile(text, (), (), ())
