"""Checks Jenkinsfiles by CodeNarc's rules for Jenkins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.codenarc import lint
from lab.paths import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kaniko_guide.text import Text
    from lab.checks import PassingSnippets


def subjects(passing: PassingSnippets) -> list[str]:
    return passing("jenkinsfile")


def versions() -> dict[str, str]:
    return {"npm-groovy-lint": lint.version()}


def failures(snippets: Iterable[str]) -> list[str]:
    return violations({snippet: canonical(snippet) for snippet in snippets})


def violations(files: Mapping[str, Text]) -> list[str]:
    """CodeNarc's violations, with the line in the file.

    Args:
        files: the text of each, by any name.
    """
    found = []
    for violation in lint.check({name: text.value for name, text in files.items()}):
        text = files[violation.file]
        at = text.position(sum(map(len, text.value.splitlines(keepends=True)[: violation.line - 1])))
        found.append(f"{text.source.path}:{at.line}:1: error: {violation.message} [codenarc/{violation.rule}]")
    return found
