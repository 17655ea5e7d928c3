"""The page of mutations counts every mutant and explains every escape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide_site.extension import expand
from tests.support import RECORDED, ROOT

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Language

RECORD = RECORDED / "mutation-results.yml"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_counts_every_mutant_and_explains_every_escape(language: Language) -> None:
    recorded = yaml.safe_load(RECORD.read_text("utf-8")).values()
    outcomes = ("caught", "tool", "harmless", "escaped")
    counts = [sum(entry.get(outcome, 0) for entry in recorded) for outcome in outcomes]
    lines = expand("::: mutations", ROOT, language).splitlines()
    total = next(line for line in lines if line.startswith("| **"))
    assert total.split(" | ")[1:] == [*map(str, (len(recorded), sum(counts), *counts[:-1])), f"{counts[-1]} |"]
    reasons = {entry["reason"][language] for entry in recorded if "reason" in entry}
    bracket = "（" if language == "zh" else " ("
    assert {line[2:].rpartition(bracket)[0] for line in lines if line.startswith("- ")} == reasons
