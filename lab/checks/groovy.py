"""Parses Jenkinsfiles by Groovy 2.4, the version that Jenkins embeds."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lab.groovy import oracle
from lab.paths import canonical
from lab.tools import report_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kaniko_guide.text import Text
    from lab.checks import PassingSnippets


def subjects(passing: PassingSnippets) -> list[str]:
    return passing("jenkinsfile")


def versions() -> dict[str, str]:
    if not oracle.is_jenkins_version():
        report_missing("groovy")
    return {"Groovy": PurePosixPath(oracle.classpath()).stem.rpartition("-")[2]}


def failures(snippets: Iterable[str]) -> list[str]:
    return list(syntax_errors({snippet: canonical(snippet) for snippet in snippets}).values())


def syntax_errors(files: Mapping[str, Text]) -> dict[str, str]:
    """Groovy's message for each file that it rejects, by the name of the file.

    Args:
        files: the text of each, by any name.
    """
    _, answers = oracle.evaluate({name: text.value for name, text in files.items()}, run=False)
    found = {}
    for name, answer in answers.items():
        if answer.error is not None:
            lines = files[name].value.splitlines(keepends=True)[: answer.error["line"] - 1]
            at = files[name].position(sum(map(len, lines)))
            message = " ".join(answer.error["message"].split())
            found[name] = f"{files[name].source.path}:{at.line}:{answer.error['column']}: error: {message} [groovy]"
    return found
