"""Real Groovy of the generation that Jenkins embeds parses Jenkinsfiles."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lab.groovy import oracle
from lab.paths import canonical
from lab.tools import missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kaniko_guide.text import Text
    from lab.checks import Sound


def subjects(sound: Sound) -> list[str]:
    return sound("jenkinsfile")


def versions() -> dict[str, str]:
    if not oracle.decides():
        missing("groovy")
    return {"Groovy": PurePosixPath(oracle.classpath()).stem.rpartition("-")[2]}


def faults(snippets: Iterable[str]) -> list[str]:
    return list(refusals({snippet: canonical(snippet) for snippet in snippets}).values())


def refusals(files: Mapping[str, Text]) -> dict[str, str]:
    """What Groovy says of the files that it refuses, by their names."""
    _, answers = oracle.evaluate({name: text.value for name, text in files.items()}, run=False)
    found = {}
    for name, answer in answers.items():
        if answer.error is not None:
            lines = files[name].value.splitlines(keepends=True)[: answer.error["line"] - 1]
            at = files[name].position(sum(map(len, lines)))
            said = " ".join(answer.error["message"].split())
            found[name] = f"{files[name].source.path}:{at.line}:{answer.error['column']}: error: {said} [groovy]"
    return found
