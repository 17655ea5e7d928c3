"""Generated pages about logs: every known error has its heading, and every line of the recorded logs its meaning."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide.diagnosis.causes import fits
from kaniko_guide.facts import executors, signatures
from kaniko_guide.facts.signatures import ANYTHING
from kaniko_guide_site.directives.diagnose import NEXT
from kaniko_guide_site.directives.log import RECORD, UnexplainedError, explained, parts
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts.log_lines import log_lines
from kaniko_guide_site.headings import headings, title
from kaniko_guide_site.snippets.reference import Reference, shown
from tests.support import ROOT, SNIPPETS, expect_none, tool

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.bilingual import Language

KNOWN = signatures.signatures()
PAGE = expand("::: signatures", ROOT, "zh")
HEADINGS = {heading.id: heading.title for heading in headings(PAGE)}
MARKS = [(pattern, stage.id) for stage in signatures.stages() for pattern in stage.marks]


def log(build: str) -> list[str]:
    return shown(SNIPPETS, Reference(RECORD.format(build=build))).split("\n")


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: one.id)
def test_every_signature_has_a_heading_of_its_own(one: signatures.Signature) -> None:
    text = ANYTHING.join(one.patterns[0][0]).strip()
    alike = [other for other in KNOWN if other.patterns[0] == one.patterns[0] and other.stage == one.stage]
    assert text in (HEADINGS[one.id] if len(alike) == 1 else PAGE)
    assert any(text in HEADINGS[other.id] for other in alike)


def test_headings_differ() -> None:
    assert len(set(HEADINGS.values())) == len(HEADINGS)
    assert {one.id for one in KNOWN} | {f"at-{one.stage}" for one in KNOWN} == set(HEADINGS)


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: one.id)
def test_every_text_cause_and_cure_is_on_the_page(one: signatures.Signature) -> None:
    for pattern in one.patterns:
        for line in pattern:
            assert ANYTHING.join(line).strip() in PAGE
    for cause in one.causes:
        assert cause.cause.zh.replace("*", "\\*").split("`")[0] in PAGE
        assert cause.decide is None or cause.decide in PAGE.splitlines()


def test_commands_that_decide_are_sound(tmp_path: Path) -> None:
    commands = sorted({cause.decide for one in KNOWN for cause in one.causes if cause.decide})
    script = tmp_path / "decide.sh"
    script.write_text("\n".join(commands) + "\n", "utf-8")
    found = [finding.render() for finding in rules.check(project.read(tmp_path))]
    linted = subprocess.run([tool("shellcheck"), "--shell=sh", script], capture_output=True, text=True, check=False)
    expect_none(found + linted.stdout.splitlines())


@pytest.mark.parametrize("place", sorted({*(one.page for one in KNOWN), *NEXT}))
def test_place_in_the_guide_has_a_title(place: str) -> None:
    assert title(place, ROOT, "zh")


@pytest.mark.parametrize("build", executors.builds())
def test_every_line_of_a_recorded_log_is_explained(build: str) -> None:
    lines = log(build)
    for at, (line, kind) in enumerate(zip(lines, explained(lines), strict=True)):
        marked = [stage for pattern, stage in MARKS if fits(pattern, line, lines[:at])]
        assert marked in ([], [kind.stage]), line


def test_no_explanation_is_left_over() -> None:
    used = [kind for build in executors.builds() for kind in explained(log(build))]
    assert [kind for kind in log_lines() if kind not in used] == []


def test_stages_are_those_of_the_signatures() -> None:
    assert {kind.stage for kind in log_lines()} <= {stage.id for stage in signatures.stages()}


def test_line_that_is_not_explained_is_refused() -> None:
    with pytest.raises(UnexplainedError, match="INFO something new"):
        explained(["INFO something new"])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("build", executors.builds())
def test_sections_show_the_whole_log_once(build: str, language: Language) -> None:
    lines = expand(f"::: log {build}", ROOT, language).splitlines()
    found = [reference for line in lines if (reference := Reference.parse(line))]
    assert "\n".join(shown(SNIPPETS, each) for each in found) == "\n".join(log(build))
    meanings = "\n".join(lines)
    assert all(kind.meaning[language] in meanings for kind in explained(log(build)))


def test_parts_share_no_stage() -> None:
    assert [list(part) for part in parts("aabcbcdd")] == [[0, 1], [2, 3, 4, 5], [6, 7]]
    assert list(parts("")) == []
