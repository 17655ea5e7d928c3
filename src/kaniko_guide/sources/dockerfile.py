"""Reads a Dockerfile; a stub until its reader lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.sources.model import Dockerfile

if TYPE_CHECKING:
    from kaniko_guide.text import Text


def read(text: Text) -> Dockerfile:
    """Read a Dockerfile."""
    return Dockerfile(text, ())
