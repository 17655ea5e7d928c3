"""The index of all snippets with their evidence, for programs."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from kaniko_guide_site.evidence import snippet_evidence
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kaniko_guide_site.evidence.snippet_evidence import PassedCheck, RecordedOutput, SnippetEvidence

JSON = "snippets.json"
"""The path of the index, below the site's root."""


def content(root: Path, locked: Mapping[str, str]) -> bytes:
    """The index, as JSON.

    Args:
        root: the project's directory.
        locked: the version of every locked package.
    """
    entries = [_entry(evidence) for evidence in snippet_evidence.by_snippet(root, locked).values()]
    return (json.dumps({"snippets": entries}, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(evidence: SnippetEvidence) -> dict[str, Any]:
    granting = evidence.granting
    return {
        "file": f"{SNIPPETS}/{evidence.snippet}",
        "recipe": PurePosixPath(evidence.snippet).parts[0],
        "mark": evidence.level and evidence.level.mark,
        "level": evidence.level,
        "date": granting and granting.date.isoformat(),
        "checks": [_check(passed) for passed in evidence.passed],
        "not_verified": list(evidence.limitations),
        "found_by": evidence.rule,
        "output": evidence.output and _output(evidence.output),
    }


def _check(passed: PassedCheck) -> dict[str, Any]:
    substitute = passed.check.substitute
    return {
        "name": passed.check.name,
        "level": passed.check.level,
        "tools": {tool: version.en for tool, version in passed.tools.items()},
        "pinned": {tool: list(releases) for tool, releases in passed.pinned.items()},
        "substitute": substitute and substitute.en,
        "date": passed.date.isoformat(),
        "whole": passed.scope is None,
    }


def _output(output: RecordedOutput) -> dict[str, Any]:
    return {
        "record": output.record,
        "program": output.program.en,
        "substitute": output.substitute and output.substitute.en,
        "date": output.date or None,
    }
