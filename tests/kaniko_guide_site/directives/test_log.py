"""The page of a successful build's log: every line of the recorded logs is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.diagnosis.patterns import matches
from kaniko_guide.facts import executors
from kaniko_guide.facts.diagnosis import layers
from kaniko_guide_site.directives.log import RECORD, UnexplainedError, classify_lines, parts
from kaniko_guide_site.extension import expand
from kaniko_guide_site.snippets.reference import Reference, selected_text
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Language

MARKS = [(pattern, part.phase) for pattern, part in layers.marks() if part.phase]


def log(build: str) -> list[str]:
    return selected_text(SNIPPETS, Reference(RECORD.format(build=build))).split("\n")


@pytest.mark.parametrize("build", executors.releases())
def test_every_line_of_a_recorded_log_is_explained(build: str) -> None:
    lines = log(build)
    for at, (line, kind) in enumerate(zip(lines, classify_lines(lines), strict=True)):
        marked = [phase for pattern, phase in MARKS if matches(pattern, line, lines[:at])]
        assert marked in ([], [kind.phase]), line


def test_line_that_is_not_explained_is_refused() -> None:
    with pytest.raises(UnexplainedError, match="INFO something new"):
        classify_lines(["INFO something new"])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("build", executors.releases())
def test_sections_show_the_whole_log_once(build: str, language: Language) -> None:
    lines = expand(f"::: log {build}", ROOT, language).splitlines()
    found = [reference for line in lines if (reference := Reference.parse(line))]
    assert "\n".join(selected_text(SNIPPETS, each) for each in found) == "\n".join(log(build))
    meanings = "\n".join(lines)
    assert all(kind.meaning[language] in meanings for kind in classify_lines(log(build)))


def test_parts_share_no_stage() -> None:
    assert [list(part) for part in parts("aabcbcdd")] == [[0, 1], [2, 3, 4, 5], [6, 7]]
    assert list(parts("")) == []
