"""Reads shell; a stub until its reader lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.sources.model import Script

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Step
    from kaniko_guide.text import Text


def read(text: Text, step: Step | None = None) -> Script:
    """Read a script."""
    return Script(text, (), (), step)
