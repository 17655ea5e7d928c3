"""The pages of known errors: every one has its heading, its text, its causes and valid commands."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide.facts import signatures
from kaniko_guide.facts.signatures import ANYTHING
from kaniko_guide_site.directives import error_stage
from kaniko_guide_site.directives.diagnose import NEXT
from kaniko_guide_site.extension import expand
from kaniko_guide_site.headings import headings, title
from lab.tools import find
from tests.support import ROOT, expect_none

if TYPE_CHECKING:
    from pathlib import Path


KNOWN = signatures.signatures()
PAGE = "\n".join(expand(f"::: error-stage {stage}", ROOT, "zh") for stage in error_stage.arguments())
HEADINGS = {heading.id: heading.title for heading in headings(PAGE)}


def test_every_signature_has_a_heading_of_its_own() -> None:
    for one in KNOWN:
        text = ANYTHING.join(one.patterns[0][0]).strip()
        alike = [other for other in KNOWN if other.patterns[0] == one.patterns[0] and other.stage == one.stage]
        assert text in (HEADINGS[one.id] if len(alike) == 1 else PAGE), one.id
        assert any(text in HEADINGS[other.id] for other in alike), one.id


def test_headings_differ() -> None:
    assert len(set(HEADINGS.values())) == len(HEADINGS)
    assert {one.id for one in KNOWN} == set(HEADINGS)


def test_every_text_cause_and_fix_is_on_the_page() -> None:
    page_lines = set(PAGE.splitlines())
    for one in KNOWN:
        for line in (line for pattern in one.patterns for line in pattern):
            assert ANYTHING.join(line).strip() in PAGE, one.id
        for cause in one.causes:
            assert cause.cause.zh.replace("*", "\\*").split("`")[0] in PAGE, one.id
            assert cause.confirm is None or cause.confirm in page_lines, one.id


def test_commands_that_decide_are_sound(tmp_path: Path) -> None:
    commands = sorted({cause.confirm for one in KNOWN for cause in one.causes if cause.confirm})
    script = tmp_path / "decide.sh"
    script.write_text("\n".join(commands) + "\n", "utf-8")
    found = [finding.render() for finding in rules.check(project.read(tmp_path))]
    linted = subprocess.run([find("shellcheck"), "--shell=sh", script], capture_output=True, text=True, check=False)
    expect_none(found + linted.stdout.splitlines())


@pytest.mark.parametrize("place", sorted({*(one.page for one in KNOWN), *NEXT}))
def test_place_in_the_guide_has_a_title(place: str) -> None:
    assert title(place, ROOT, "zh")
