"""The index of the known errors: every layer and phase has its section, and the search has every error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide_site import errors
from kaniko_guide_site.directives import error_index
from tests.html_page import Page
from tests.support import ROOT, expect_none

if TYPE_CHECKING:
    from pathlib import Path


def test_every_part_has_its_section(built_site: Path) -> None:
    page = Page(built_site / "errors" / "index.html")
    for shown in errors.pages():
        assert f"at-{shown.part}" in page.ids
        assert f"{shown.name}/" in page.links


@pytest.mark.slow
def test_the_search_leads_to_every_error(built_site: Path) -> None:
    script = (built_site / error_index.FILE).read_text("utf-8")
    data = json.loads(script.removeprefix("window.kanikoErrors=").removesuffix(";\n"))
    assert {one for _, one, _, _ in data["errors"]} == {one.id for one in signatures.signatures()}
    for at, error, heading, texts in data["errors"]:
        path, title = data["pages"][at]
        assert error in Page(built_site / path / "index.html").ids
        assert heading
        assert title
        assert texts


def test_every_published_address_still_leads_somewhere() -> None:
    """`errors/#ID` is the lasting address of an error."""
    published = (ROOT / "tests" / "data" / "error-ids.txt").read_text("utf-8").split()
    known = {one.id for one in signatures.signatures()}
    assert set(errors.RENAMED.values()) <= known
    assert not known.intersection(errors.RENAMED)
    lost = [one for one in published if errors.RENAMED.get(one, one) not in known]
    expect_none([f"{one}: its address was published. Keep the id, or add it to errors.RENAMED." for one in lost])
