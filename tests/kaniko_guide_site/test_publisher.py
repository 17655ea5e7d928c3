"""The publisher's values: what is filled in, what is left out without a repository, and what is refused."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.directives import Page
from kaniko_guide_site.extension import expand
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.parameters.occurrences import in_reference
from kaniko_guide_site.publisher import ADDRESS, NOBODY, REPOSITORY, REVISION, Publisher, PublisherError
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import Reference, selected_text
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

SOMEBODY = Publisher("https://a.example/guide/", "somebody/a-guide", "0" * 40)


def test_values_of_a_build() -> None:
    found = Publisher.of(ROOT, "https://a.example/guide", {"repository": "somebody/a.guide", "wheels": "b/c"})
    assert replace(found, revision="") == Publisher(
        "https://a.example/guide/", "somebody/a.guide", "", ROOT / "b" / "c"
    )
    assert len(found.revision) == 40


def test_nothing_said_is_nothing_known() -> None:
    assert Publisher.of(ROOT, None, {"repository": "", "wheels": ""}) == NOBODY
    assert Page(ROOT, "zh").publisher == NOBODY


@pytest.mark.parametrize("repository", ["somebody", "a/b/c", "https://github.com/a/b", "a b/c", "-a/b", "a/..", 'a/"b'])
def test_an_invalid_repository_is_refused(repository: str) -> None:
    with pytest.raises(PublisherError, match=r"expected OWNER/NAME$"):
        Publisher.of(ROOT, "", {"repository": repository})


@pytest.mark.parametrize(
    "address", ["a.example", "file:///a", "https://a.example/b?c", "https://a.example/$(id)", "https://a b/"]
)
def test_an_invalid_address_is_refused(address: str) -> None:
    with pytest.raises(PublisherError, match=r"expected https://HOST/PATH$"):
        Publisher.of(ROOT, address, {})


def test_a_repository_needs_a_commit(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    with pytest.raises(PublisherError, match="the commit of the repository is not known: "):
        Publisher.of(tmp_path, "", {"repository": "a/b"})


def test_placeholders_are_filled_in_as_far_as_values_are_known() -> None:
    text = f"{ADDRESS}install/ {REPOSITORY}@{REVISION} $GIT_COMMIT"
    filled = f"https://a.example/guide/install/ somebody/a-guide@{'0' * 40} $GIT_COMMIT"
    assert SOMEBODY.fill(text) == filled
    assert NOBODY.fill(text) == text


def test_a_filled_snippet_has_no_values_of_readers() -> None:
    known = definitions.load(SNIPPETS)
    filled = []
    for path in library.load(SNIPPETS).snippets:
        reference = Reference(path)
        text = selected_text(SNIPPETS, reference)
        if SOMEBODY.fill(text) != text:
            filled.append(path)
            assert in_reference(SNIPPETS, reference, known) == [], path
    assert {"check/install.sh", "github-workflow/kaniko-guide.yml", "pre-commit/.pre-commit-config.yaml"} <= set(filled)


PAGE = "a\n<!-- repository -->\n\n```sh\nb\n```\n<!-- /repository -->\nc {version:ruff}\n"


def test_a_part_that_needs_a_repository_is_left_out_and_lines_keep_their_numbers() -> None:
    assert NOBODY.select(PAGE) == "a\n\n\n\n\n\n\nc {version:ruff}\n"
    assert SOMEBODY.select(PAGE) == "a\n\n\n```sh\nb\n```\n\nc {version:ruff}\n"


def test_pages_are_filled_and_selected() -> None:
    page = f"{PAGE}see {ADDRESS}\n"
    assert "```" in expand(page, ROOT, "zh", publisher=SOMEBODY)
    assert "see https://a.example/guide/\n" in expand(page, ROOT, "zh", publisher=SOMEBODY)
    assert "```" not in expand(page, ROOT, "zh")
