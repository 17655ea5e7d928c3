"""The generated parts of pages: one module for each directive, found by name.

A page writes `::: pod-fields volumes` on a line of its own; the module `pod_fields.py` yields the Markdown that
replaces the line. Such a module documents its directive and defines `render(page)`. A directive with an argument also
defines `arguments()`, the values that a page can give, and its function is `render(page, argument)`. A module that
shows facts names their files in `TOPICS`, so that the page is marked once the facts have expired.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import clock, editions
from kaniko_guide_site.facts import content
from kaniko_guide_site.markdown import Line, blocks
from kaniko_guide_site.publisher import NOBODY, Publisher

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language

MARK = ":::"

EXPIRED = Bilingual(
    "此项的来源截至 {verified}，已过期，待重新核实（`{topic}.yml`）。",
    "The sources of this are as of {verified}; it has expired and must be verified again (`{topic}.yml`).",
)


class DirectiveError(Exception):
    """A directive that does not exist, or an argument that it rejects.

    Attributes:
        line: of the page's text, once that is known; 0 before.
    """

    line = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The page that a directive is written in.

    Attributes:
        root: the project's directory.
        language: of the page.
        to_site: the relative address of the root of the page's edition, as seen from the page.
        publisher: of the site.
    """

    root: Path
    language: Language
    to_site: str = ""
    publisher: Publisher = NOBODY

    @property
    def to_root(self) -> str:
        """The relative address of the root of the whole site, of which the page's edition is a part."""
        return f"{self.to_site}{editions.to_root(self.language)}"

    @property
    def snippets(self) -> Path:
        """The directory of all snippets."""
        return self.root / "snippets"


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive as a page writes it.

    Attributes:
        line: its line.
        name: in kebab case; empty when the line names none.
        arguments: the words after the name.
    """

    line: Line
    name: str
    arguments: tuple[str, ...]

    @classmethod
    def parse(cls, line: Line) -> Directive | None:
        """The directive on a line outside of fences; None when there is none."""
        if not line.text.lstrip().startswith(MARK):
            return None
        mark, *words = line.text.split()
        name, *arguments = words if mark == MARK and words else [""]
        return cls(line, name, tuple(arguments))


Topics = Collection[str] | Mapping[str, Collection[str]]
"""The topics of the facts that a directive shows; by argument if they depend on it."""


class Module(Protocol):
    """The interface of the modules of this package."""

    render: Callable[..., Iterator[str]]


@cache
def load() -> Mapping[str, Module]:
    """All directives by name, in alphabetical order."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    return {name.replace("_", "-"): cast("Module", importlib.import_module(f"{__name__}.{name}")) for name in names}


def argument_values(name: str) -> Collection[str]:
    """The values of a directive's argument; empty if it has no argument.

    Args:
        name: of a directive that exists.
    """
    arguments: Callable[[], Collection[str]] | None = getattr(load()[name], "arguments", None)
    return arguments() if arguments is not None else ()


def topics(directive: Directive) -> Collection[str]:
    """The topics of the facts that a directive shows.

    Args:
        directive: one that exists, with an argument that it accepts.
    """
    shown: Topics = getattr(load()[directive.name], "TOPICS", ())
    return shown[directive.arguments[0]] if isinstance(shown, Mapping) else shown


def is_expired(topic: str, today: dt.date) -> bool:
    """Whether the facts of a topic must be verified again.

    Args:
        topic: the name of their file without `.yml`.
        today: the day in question.
    """
    return bool(content(topic)["expires"] <= today)


def find(text: str) -> Iterator[Directive]:
    """The directives of a page, in order.

    Args:
        text: the page's Markdown.
    """
    for block in blocks(text):
        directive = Directive.parse(block) if isinstance(block, Line) else None
        if directive is not None:
            yield directive


def render(page: Page, directive: Directive) -> Iterator[str]:
    """The Markdown that replaces a directive, line by line; a note comes first for facts that have expired.

    Args:
        page: the page that it is written in.
        directive: that the page contains.

    Raises:
        DirectiveError: see there.
    """
    found = directive.line.text.strip()
    if directive.name not in load():
        message = f"no such directive: {found}. Name a module of src/kaniko_guide_site/directives/."
        raise DirectiveError(message)
    known = argument_values(directive.name)
    if not known and directive.arguments:
        message = f"{directive.name} has no argument: {found}"
        raise DirectiveError(message)
    if known and (len(directive.arguments) != 1 or directive.arguments[0] not in known):
        message = f"{found}: expected one argument of {', '.join(known)}"
        raise DirectiveError(message)
    for topic in topics(directive):
        if is_expired(topic, clock.today()):
            note = EXPIRED.format(verified=content(topic)["verified"], topic=topic)[page.language]
            yield from ("", "!!! warning", "", f"    {note}", "")
    yield from load()[directive.name].render(page, *directive.arguments)
