"""The sections of a declarative pipeline, at any depth of its stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tree import Call, Closure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.sources.model import Jenkinsfile

_WITH_SECTIONS = frozenset({"pipeline", "stages", "stage", "parallel", "matrix"})
"""Blocks that contain sections, or stages with sections."""


def sections_named(pipeline: Jenkinsfile, name: str) -> Iterator[tuple[Call, Closure]]:
    """The sections with a name and a block, such as `environment { … }`, each with its block."""
    pending = [("", statement) for statement in reversed(tree.statements(pipeline.code))]
    while pending:
        parent, statement = pending.pop()
        call = statement.values[0] if statement.values and not statement.keyword else None
        if not isinstance(call, Call) or call.receiver is not None or not (parent or call.name == "pipeline"):
            continue
        block = next((entry.value for entry in call.arguments if isinstance(entry.value, Closure)), None)
        if block is None:
            continue
        if call.name == name:
            yield call, block
        elif call.name in _WITH_SECTIONS:
            pending += [(call.name, inner) for inner in reversed(block.body)]
