from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import editions

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.bilingual import Language


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for language in editions.LANGUAGES:
        (tmp_path / editions.DOCS / language).mkdir(parents=True)
        (tmp_path / editions.DOCS / language / "a.md").write_text(f"# {language} {{#a}}\n", "utf-8")
    (tmp_path / editions.DOCS / editions.IN_STEP).write_text("", "utf-8")
    (tmp_path / editions.DOCS / editions.IN_STEP).write_text(editions.record(tmp_path), "utf-8")
    return tmp_path


@pytest.mark.parametrize(("changed", "older"), [("zh", "en"), ("en", "zh")])
def test_a_page_changed_in_one_language_is_listed_under_the_other(copied: Path, changed: str, older: str) -> None:
    assert list(editions.out_of_step(copied)) == []
    (copied / "docs" / changed / "a.md").write_text("# new {#a}\n", "utf-8")
    (line,) = editions.out_of_step(copied)
    assert line.startswith(f"docs/{older}/a.md:1:1: warning: docs/{changed}/a.md was changed, this was not. ")
    assert editions.pairs(copied)["a.md"].newer == changed
    (copied / "docs" / older / "a.md").write_text("# new too {#a}\n", "utf-8")
    assert list(editions.out_of_step(copied)) == []


def test_a_page_changed_in_both_languages_has_no_newer_one(copied: Path) -> None:
    for language in editions.LANGUAGES:
        (copied / "docs" / language / "a.md").write_text("# new {#a}\n", "utf-8")
    pair = editions.pairs(copied)["a.md"]
    assert (pair.newer, pair.now == pair.recorded) == (None, False)


def test_the_change_of_the_newer_page_is_known_where_git_has_the_older_text(copied: Path) -> None:
    def difference() -> list[str]:
        return editions.difference(copied, editions.pairs(copied)["a.md"])

    assert difference() == []
    (copied / "docs" / "en" / "a.md").write_text("# new {#a}\n", "utf-8")
    assert difference() == []
    git = ("git", "-C", copied, "hash-object", "-w", "--stdin")
    subprocess.run(["git", "init", "--quiet", copied], check=True)
    assert difference() == []
    subprocess.run(git, input=b"# en {#a}\n", check=True, capture_output=True)
    assert difference() == ["@@ -1 +1 @@", "-# en {#a}", "+# new {#a}"]


@pytest.mark.parametrize("language", editions.LANGUAGES)
def test_the_address_of_the_site_has_no_path_of_an_edition(language: Language) -> None:
    site = "https://guide.example.org/"
    assert editions.site_address(f"{site}{editions.PATH[language]}", language) == site
    assert editions.site_address(None, language) == ""
