"""A file that readers copy, with the properties that follow from its path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from kaniko_guide_site.facts import silent_features

SNIPPETS = "snippets"
"""The directory of all snippets, in the project and on the site alike."""

EXAMPLES = "examples"
"""Where the example pairs of rules are, each named as its rule."""

SILENT = "silent"
"""Where the example pairs of silent features are, each named as its feature."""

GROUPS = (EXAMPLES, SILENT)
BAD, GOOD = "bad", "good"

OUTPUT = ".txt"
"""The suffix of recorded output, which is only shown."""

_DEPTH = 3
"""The number of names in the path of an example: group, pair, `bad` or `good`."""


@dataclass(frozen=True, slots=True, order=True)
class Snippet:
    """A file that readers copy, or a directory of such files.

    Attributes:
        path: below `snippets/`.
    """

    path: str

    @property
    def group(self) -> str:
        """The directory directly below `snippets/` that contains it: a recipe, or a group of example pairs."""
        return self.path.partition("/")[0]

    @property
    def directory(self) -> str:
        """The directory, below `snippets/`, of its recipe or example."""
        return "/".join(self.path.split("/")[: _DEPTH if self.group in GROUPS else 1])

    @property
    def pair(self) -> str | None:
        """The name of its example pair; None if it is not an example."""
        return self.path.split("/")[1] if self.group in GROUPS else None

    @property
    def is_bad(self) -> bool:
        """Whether it belongs to a bad example."""
        return self.pair is not None and self.directory.endswith(f"/{BAD}")

    @property
    def rule(self) -> str | None:
        """The rule that finds the bad example of its pair; None if there is none."""
        return self.pair if self.pair is None or self.group == EXAMPLES else silent_features.by_id()[self.pair].rule

    @property
    def is_output(self) -> bool:
        """Whether it is recorded output of a command."""
        return PurePosixPath(self.path).suffix == OUTPUT
