"""A file that readers copy, and what its path says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from kaniko_guide_site.facts import silent_features

SNIPPETS = "snippets"
"""The directory of all snippets, in the project and on the site alike."""

EXAMPLES = "examples"
"""Where the example pairs of rules are, each named as its rule."""

SILENT = "silent"
"""Where the example pairs of silent features are, each named as its topic."""

GROUPS = (EXAMPLES, SILENT)
BAD, GOOD = "bad", "good"

OUTPUT = ".txt"
"""The suffix of what a command printed: it is shown, and nobody runs or commits it."""

_DEPTH = 3
"""How many names lead to an example: its group, its pair, `bad` or `good`."""


@dataclass(frozen=True, slots=True, order=True)
class Snippet:
    """A file that readers copy, or a folder of such files.

    Attributes:
        path: below `snippets/`.
    """

    path: str

    @property
    def group(self) -> str:
        """The folder directly below `snippets/` that has it: a recipe, or a group of example pairs."""
        return self.path.partition("/")[0]

    @property
    def folder(self) -> str:
        """The folder that is read with it, a recipe or an example, below `snippets/`."""
        return "/".join(self.path.split("/")[: _DEPTH if self.group in GROUPS else 1])

    @property
    def pair(self) -> str | None:
        """The name of the example pair that it belongs to; None where it belongs to none."""
        return self.path.split("/")[1] if self.group in GROUPS else None

    @property
    def is_bad(self) -> bool:
        """Whether it belongs to a bad example."""
        return self.pair is not None and self.folder.endswith(f"/{BAD}")

    @property
    def rule(self) -> str | None:
        """The rule that finds the bad example of its pair; None where it belongs to none."""
        return self.pair if self.pair is None or self.group == EXAMPLES else silent_features.by_id()[self.pair].rule

    @property
    def is_output(self) -> bool:
        """Whether it is what a command printed."""
        return PurePosixPath(self.path).suffix == OUTPUT
