"""CodeNarc's rules for Jenkins judge Jenkinsfiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.codenarc import lint
from lab.paths import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kaniko_guide.text import Text
    from lab.checks import Sound


def subjects(sound: Sound) -> list[str]:
    return sound("jenkinsfile")


def versions() -> dict[str, str]:
    return {"npm-groovy-lint": lint.version()}


def faults(snippets: Iterable[str]) -> list[str]:
    return violations({snippet: canonical(snippet) for snippet in snippets})


def violations(files: Mapping[str, Text]) -> list[str]:
    """What CodeNarc finds in files, each at its line."""
    found = []
    for fault in lint.check({name: text.value for name, text in files.items()}):
        text = files[fault.file]
        at = text.position(sum(map(len, text.value.splitlines(keepends=True)[: fault.line - 1])))
        found.append(f"{text.source.path}:{at.line}:1: error: {fault.message} [codenarc/{fault.rule}]")
    return found
