"""Twins: the same files written wrong and right, `bad` and `good`.

They lie below `snippets/`, in `examples/` by the rule that finds them, in `silent/` by the topic of
`facts/silent_features.yml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = "examples"
SILENT = "silent"
FOLDERS = (EXAMPLES, SILENT)
BAD = "bad"
_DEPTH = 3
"""How many names lead to a side: the folder of twins, the twin, the side."""


def folder_of(snippet: str) -> str:
    """The folder that is read with a snippet: its recipe, or its side of a twin.

    Args:
        snippet: the file, or a folder, below `snippets/`.
    """
    parts = snippet.split("/")
    return "/".join(parts[: _DEPTH if parts[0] in FOLDERS else 1])


def is_wrong(snippet: str) -> bool:
    """Whether a snippet, or a folder, belongs to the wrong side of a twin."""
    return name_of(snippet) is not None and folder_of(snippet).endswith(f"/{BAD}")


def name_of(snippet: str) -> str | None:
    """The twin that a snippet, or a folder, belongs to; None where it belongs to none."""
    first, _, rest = snippet.partition("/")
    return rest.split("/")[0] if first in FOLDERS else None


def sides(snippets: Path) -> list[Path]:
    """The folder of every side of every twin."""
    return sorted(path for name in FOLDERS for path in snippets.glob(f"{name}/*/*") if path.is_dir())
