"""Signatures are whole: each has its proof, its page, and names what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.facts import executors, signatures
from kaniko_guide_site.headings import headings
from tests.support import ROOT

if TYPE_CHECKING:
    from kaniko_guide.facts.signatures import Signature


KNOWN = signatures.signatures()


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: one.id)
def test_signature_is_whole(one: Signature) -> None:
    assert one.runs or one.proof or one.symptom, "neither a run nor a source proves it"
    assert one.stage in {stage.id for stage in signatures.stages()}
    assert set(one.builds) <= set(executors.builds())
    assert {*one.needs, *one.lacks} <= signatures.clues().keys()
    assert all(any(part.strip() for part in line) for pattern in one.patterns for line in pattern)
    name, _, anchor = one.page.partition("#")
    page = (ROOT / "docs" / "zh" / name).read_text("utf-8")
    ids = [heading.id for heading in headings(page)]
    rules = ROOT / "src" / "kaniko_guide" / "rules" / f"{anchor.replace('-', '_')}.py"
    there = anchor in ids or (name == "rules.md" and rules.is_file())
    assert there, f"there is no heading {one.page}"


def test_ids_are_unique() -> None:
    ids = [one.id for one in KNOWN]
    assert len(ids) == len(set(ids))
