"""The pages of known errors: every one has its heading, its text, its causes and valid commands."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import project, rules
from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide.facts.diagnosis.patterns import ANYTHING, START
from kaniko_guide_site import errors, generated_pages
from kaniko_guide_site.directives.diagnose import NEXT
from kaniko_guide_site.extension import expand
from kaniko_guide_site.headings import headings, title
from kaniko_guide_site.markdown import literal
from lab.tools import find
from tests.support import ROOT, expect_none

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.facts.diagnosis.signatures import Signature

KNOWN = signatures.signatures()
CODE = re.compile(r"`([^`]+)`")
WORD = re.compile(r"[A-Za-z0-9_./=-]{4,}")
GENERIC = {"COPY", "FROM", "Jenkins", "Kaniko", "Secret", "command", "config", "container", "error", "executor"}
GENERIC |= {"/kaniko", "failed", "false", "file", "https", "image", "json", "kaniko", "kubectl", "latest", "true"}
GENERIC |= {"--destination"}
"""Words that are in so many sections that they do not show what one is about."""
ENOUGH = 12
"""Characters of an error's code that a section must have to be about it."""
MOST = 0.7
"""The share of the words of a text that a section must have to be about it."""


@cache
def page_texts() -> dict[str, str]:
    """The Markdown of every page of errors, by its name."""
    return {page.name: expand(f"::: errors-of {page.name}", ROOT, "zh") for page in errors.pages()}


def test_every_error_is_on_one_page() -> None:
    assert sorted(one.id for page in errors.pages() for one in page.errors) == sorted(one.id for one in KNOWN)


def test_headings_are_causes_and_differ() -> None:
    for name, page_html in page_texts().items():
        with check(f"{name}"):
            (page,) = (one for one in errors.pages() if one.name == name)
            found = {heading.id: heading.title for heading in headings(page_html)}
            assert list(found) == [one.id for one in page.errors]
            assert len(set(found.values())) == len(found)


def test_every_text_cause_and_fix_is_on_the_page() -> None:
    for name, page_html in page_texts().items():
        with check(f"{name}"):
            lines = set(page_html.splitlines())
            (page,) = (one for one in errors.pages() if one.name == name)
            for one in page.errors:
                for line in (line for pattern in one.patterns for line in pattern):
                    assert ANYTHING.join(line).removeprefix(START).strip() in unescape(page_html), one.id
                for cause in one.causes:
                    assert literal(cause.cause.zh).split("`")[0] in page_html, one.id
                    assert cause.confirm is None or cause.confirm.command in lines, one.id


def test_commands_that_decide_are_sound(tmp_path: Path) -> None:
    commands = sorted({cause.confirm.command for one in KNOWN for cause in one.causes if cause.confirm})
    script = tmp_path / "decide.sh"
    run = [command for command in commands if not command.startswith("https://")]
    script.write_text("\n".join(run) + "\n", "utf-8")
    found = [finding.render() for finding in rules.check(project.read(tmp_path))]
    linted = subprocess.run([find("shellcheck"), "--shell=sh", script], capture_output=True, text=True, check=False)
    expect_none(found + linted.stdout.splitlines())


@cache
def sections(page: str) -> dict[str | None, str]:
    """The text of each section of a page, by id; of a chapter only what is above its first section."""
    written = ROOT / "docs" / "zh" / page
    text = expand(written.read_text("utf-8") if written.is_file() else generated_pages.pages("zh")[page], ROOT, "zh")
    lines = text.splitlines()
    found = list(headings(text))
    levels = [len(heading.line.text) - len(heading.line.text.lstrip("#")) for heading in found]
    texts = {}
    for at, heading in enumerate(found):
        chapter = heading.id is not None and heading.id.startswith("stage-")
        after = [other for other in range(at + 1, len(found)) if chapter or levels[other] <= levels[at]]
        end = found[after[0]].line.number - 1 if after else len(lines)
        texts[heading.id] = "\n".join(lines[heading.line.number - 1 : end])
    return texts


def words_of(text: str) -> set[str]:
    """The words of a text that may show what it is about."""
    return set(WORD.findall(text)) - GENERIC


def texts_of(one: Signature) -> Iterator[str]:
    """The texts that show an error."""
    yield from (" ".join(part for line in pattern for part in line) for pattern in one.patterns)
    for answer in one.answers:
        yield from (*answer.codes, *answer.says)


def speaks_of(place: str, one: Signature) -> bool:
    """Whether a section of the guide has most words of a text of an error, or code of its causes and fixes."""
    if place == "problems.md#diagnose":
        return False
    page, _, anchor = place.partition("#")
    found = sections(page)
    text = found[anchor] if anchor else " ".join(found.values())
    known = (words_of(shown) for shown in texts_of(one))
    if any(
        words and sum(word in text for word in words) >= max(MOST * len(words), min(2, len(words))) for words in known
    ):
        return True
    code = words_of(" ".join(" ".join(CODE.findall(f"{cause.cause.zh} {cause.fix.zh}")) for cause in one.causes))
    return sum(len(word) for word in code if word in text) >= ENOUGH


def test_details_lead_to_a_section_that_speaks_of_the_error() -> None:
    expect_none(
        [
            f"{one.id}: {one.page} has no word of it. Name another section, or omit page."
            for one in KNOWN
            if one.page and not speaks_of(one.page, one)
        ]
    )


@pytest.mark.parametrize("place", NEXT)
def test_place_in_the_guide_has_a_title(place: str) -> None:
    assert title(place, ROOT, "zh")
