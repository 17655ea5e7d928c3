"""What the tests of the linters share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.linters import programs
from kaniko_guide.sources import jenkinsfile
from kaniko_guide.text import Source, Text
from lab.tools import report_missing

if TYPE_CHECKING:
    from kaniko_guide.linters.programs import Program
    from kaniko_guide.sources.model import Script


def program(name: str) -> Program:
    """A linter of the extra.

    Raises:
        MissingToolError: it is not installed.
    """
    return programs.find(name) or report_missing(name)


def script(groovy: str) -> Script:
    """The script of the only step in Groovy code."""
    (step,) = jenkinsfile.read(Text.canonical(Source("Jenkinsfile", groovy))).steps
    return step.script
