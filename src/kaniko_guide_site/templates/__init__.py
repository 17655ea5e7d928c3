"""The HTML that the site adds to pages: Jinja templates, the `*.html` beside this module, and the drawings.

The lines of an `*.html` are joined when it is read, without white space between them; a line that begins with a letter
continues a tag or a sentence and is joined by a space. So a template can be written on many lines, but its
output is on one: Markdown ends HTML at an empty line, and shows a line break within a sentence as a space. Values keep
their line breaks.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).parent
BREAK = re.compile(r"\s*\n\s*")
CONTINUED = re.compile(r"\s*\n\s*(?=[a-z])")


class _JoinedLines(Extension):
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 (the signature is Jinja's)
        return BREAK.sub("", CONTINUED.sub(" ", source)) if name and name.endswith(".html") else source


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader([HERE, HERE.parent / "diagrams"]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[_JoinedLines],
    )


def render(template: str, /, **values: object) -> str:
    """The output of a template; values are escaped unless the template marks them as safe.

    Args:
        template: its file.
        values: by the names that the template uses.
    """
    return _environment().get_template(template).render(values)


def wrap_markdown(template: str, lines: Iterable[str], /, **values: object) -> Iterator[str]:
    """Markdown with a template's HTML around it, line by line.

    Args:
        template: its file, which contains `markdown`.
        lines: the Markdown.
        values: by the names that the template uses.
    """
    yield from render(template, markdown="\n".join(("", "", *lines, "", "")), **values).split("\n")
