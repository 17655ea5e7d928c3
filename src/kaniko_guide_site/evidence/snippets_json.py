"""All snippets with their evidence, for programs."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from kaniko_guide_site.evidence import snippet_evidence
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kaniko_guide_site.evidence.snippet_evidence import SnippetEvidence

JSON = "snippets.json"
"""The path of the index for programs, below the site's root."""


def content(root: Path, locked: Mapping[str, str]) -> bytes:
    """The index for machines, as JSON.

    Args:
        root: the project's folder.
        locked: the version of every locked package.
    """
    entries = [_entry(each) for each in snippet_evidence.by_snippet(root, locked).values()]
    return (json.dumps({"snippets": entries}, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(each: SnippetEvidence) -> dict[str, Any]:
    return {
        "file": f"{SNIPPETS}/{each.snippet}",
        "recipe": PurePosixPath(each.snippet).parts[0],
        "level": each.level,
        "date": each.date.isoformat() if each.date else each.run and each.run.month,
        "checks": [
            {
                "name": given.check.name,
                "level": given.check.level,
                "tools": {tool: version.en for tool, version in given.tools.items()},
                "date": given.date.isoformat(),
                "whole": given.part is None,
            }
            for given in each.given
        ],
        "not_verified": list(each.limits),
        "found_by": each.rule,
        "executor": each.run and each.run.executor.en,
    }
