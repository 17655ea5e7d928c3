"""Nothing fails because of a date: long after every fact has expired, pages are marked, and all checks pass."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site import directives, facts, page_rules
from kaniko_guide_site.evidence import build_checks, records
from kaniko_guide_site.extension import expand
from kaniko_guide_site.lockfile import locked_versions
from tests.html_page import Page
from tests.kaniko_guide.facts import test_facts
from tests.site_build import mkdocs, small_site
from tests.support import ROOT, SNIPPETS, expect_none, name, set_today

if TYPE_CHECKING:
    from pathlib import Path

LATER = dt.date(2100, 1, 1)
PAGES = sorted((ROOT / "docs" / "zh").rglob("*.md"))


def shown_topics(page: Path) -> list[str]:
    """The topics of the facts that the directives of a page show, in order."""
    return [topic for written in directives.find(page.read_text("utf-8")) for topic in directives.topics(written)]


def test_every_topic_is_on_a_page_that_can_be_marked() -> None:
    assert {topic for page in PAGES for topic in shown_topics(page)} == set(facts.topics())


@pytest.mark.parametrize("language", get_args(Language))
def test_note_appears_on_the_day_of_expiry(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    known = facts.content("container_detection")
    note = directives.EXPIRED.format(verified=known["verified"], topic="container_detection")[language]
    set_today(monkeypatch, known["expires"] - dt.timedelta(days=1))
    assert note not in expand("::: container-detection", ROOT, language)
    set_today(monkeypatch, known["expires"])
    assert expand("::: container-detection", ROOT, language).startswith(f"\n!!! warning\n\n    {note}\n\n")


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=name)
def test_page_keeps_the_rules_with_its_notes(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_today(monkeypatch, LATER)
    text = expand(page.read_text("utf-8"), ROOT, "zh")
    assert text.count("已过期，待重新核实（") == len(shown_topics(page))
    expect_none([problem.render("zh") for problem in page_rules.check_page(name(page), text, SNIPPETS)])


def test_checks_pass() -> None:
    for path in test_facts.FACTS:
        assert test_facts.findings(path.name, path.read_text("utf-8"), LATER) == []
    expect_none(list(records.problems(ROOT, locked_versions(ROOT), LATER)))


@pytest.mark.slow
def test_checks_of_the_build_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    set_today(monkeypatch, LATER)
    expect_none([line for result in build_checks.results(ROOT).values() for line in result.problems])


@pytest.mark.slow
def test_site_builds_and_shows_the_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the written pages are built, without the blocks of code; a note has no link."""
    set_today(monkeypatch, LATER)
    settings = {
        "docs_dir": f"{ROOT}/docs/zh",
        "validation": {"links": {"not_found": "ignore", "unrecognized_links": "ignore"}},
        "nav": [page.relative_to(ROOT / "docs" / "zh").as_posix() for page in PAGES],
    }
    result = mkdocs(small_site(tmp_path, "", hooks=[], **settings), tmp_path / "site")
    assert (result.returncode, "WARNING" in result.stderr) == (0, False), result.stderr
    for page in PAGES:
        target = tmp_path / "site" / ("" if page.stem == "index" else page.stem) / "index.html"
        notes = [note.text() for note in Page(target).tree.css(".admonition.warning > p:last-child")]
        assert len([note for note in notes if "已过期，待重新核实" in note]) == len(shown_topics(page)), page.name
