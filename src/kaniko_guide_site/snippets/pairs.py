"""Example pairs: the same files written wrong and right, `bad` and `good`.

They are below `snippets/`, in `examples/` by the rule that finds the bad one, in `silent/` by the feature of
`facts/silent_features.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide_site.snippets.snippet import BAD, GOOD, Snippet

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ExamplePair:
    """A bad and a good example.

    Attributes:
        snippets: the directory of all snippets.
        group: the directory in it, `examples` or `silent`.
        name: of the pair: a rule or a silent feature.
    """

    snippets: Path
    group: str
    name: str

    @property
    def path(self) -> str:
        """Its directory below `snippets/`."""
        return f"{self.group}/{self.name}"

    @property
    def directory(self) -> Path:
        """Its directory."""
        return self.snippets / self.group / self.name

    @property
    def bad(self) -> Path:
        """The directory of the bad example."""
        return self.directory / BAD

    @property
    def good(self) -> Path:
        """The directory of the good example."""
        return self.directory / GOOD

    @property
    def rule(self) -> str | None:
        """The rule that finds the bad example."""
        return Snippet(self.path).rule
