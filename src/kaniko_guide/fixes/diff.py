"""A unified diff of fixed files, without secrets and control characters."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from kaniko_guide.report.neutral import visible
from kaniko_guide.report.redaction import Redaction
from kaniko_guide.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NO_NEWLINE = "\\ No newline at end of file"


def render(sources: Mapping[str, Source], texts: Mapping[str, str]) -> Iterator[str]:
    """The lines of the diff, which `patch` accepts unless it hides a secret or a control character.

    Args:
        sources: the files as they were checked, by the path that findings show.
        texts: the new text of each changed file, by the same path.
    """
    for path in sorted(texts):
        name = visible(path)
        old, new = _shown_lines(sources[path]), _shown_lines(Source(path, texts[path]))
        for line in unified_diff(old, new, name, name, lineterm=""):
            content, *rest = line.split("\n")
            yield content
            yield from rest


def _shown_lines(source: Source) -> list[str]:
    """The lines of a file as the diff shows them; a carriage return before the line feed stays."""
    redaction = Redaction(source)
    shown = []
    for number, line in enumerate(source.lines, 1):
        content = "\t".join(map(visible, redaction.line(number)[0].split("\t")))
        shown.append(content + "\r" * line.endswith("\r"))
    last = shown.pop()
    return shown if not last else [*shown, f"{last}\n{NO_NEWLINE}"]
