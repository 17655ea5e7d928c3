"""The pictures of pages: each title can be drawn; in a built site, the tags of a page name its picture."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import cards
from kaniko_guide_site.editions import LANGUAGES
from lab.cards import titles
from tests.html_page import Page, attribute
from tests.site_build import mkdocs, small_site
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.bilingual import Language

HOOKS = [f"{ROOT}/src/kaniko_guide_site/{name}.py" for name in ("language_pages", "cards")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_title_can_be_drawn(language: Language) -> None:
    not_drawn = [title for title in titles(language) if not cards.can_draw(title)]
    assert not not_drawn, "draw their words: python -m lab.cards"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_fits_and_no_line_begins_with_a_mark(language: Language) -> None:
    for title in titles(language):
        for line in cards.lines(title):
            left, last = line[-1]
            assert left + len(cards.drawn().words[last][0]) * cards.PER_BYTE <= cards.ROOM or last in cards.NOT_FIRST
            assert line[0][1] not in cards.NOT_FIRST
    assert not cards.can_draw(" ".join(["Kaniko"] * 40))
    assert not cards.can_draw("Unknown-word-∎")


def test_the_picture_is_a_png_with_the_title() -> None:
    picture = cards.picture("Kaniko", "en")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)
    start = picture.index(b"IDAT") + 4
    rows = zlib.decompress(picture[start : start + struct.unpack(">I", picture[start - 8 : start - 4])[0]])
    assert len(rows) == 630 * (1 + 1200 // cards.PER_BYTE)
    assert picture != cards.picture("Jenkins", "en") != cards.picture("Jenkins", "zh")


@pytest.mark.slow
def test_a_page_names_its_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://guide.example.org/docs")
    config = small_site(tmp_path, "# A {#a}\n", hooks=HOOKS, nav=["index.md", "b.md", "c.md"], site_name="Kaniko")
    (tmp_path / "docs" / "b.md").write_text('---\ntitle: Jenkins\ndescription: About "b".\n---\n\n# B {#b}\n', "utf-8")
    (tmp_path / "docs" / "c.md").write_text("---\ntitle: ∎\n---\n\n# C {#c}\n", "utf-8")
    (tmp_path / "docs" / "in-step.tsv").write_text("", "utf-8")
    done = mkdocs(config, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    tags = {
        name: {
            attribute(meta, "property"): attribute(meta, "content")
            for meta in Page(tmp_path / "site" / name / "index.html").tree.css("meta[property]")
        }
        for name in ("", "b", "c")
    }
    assert tags["b"]["og:title"] == "Jenkins"
    assert tags["b"]["og:description"] == 'About "b".'
    assert tags["b"]["og:url"] == "https://guide.example.org/docs/b/"
    assert [tags["b"][name] for name in ("og:locale", "og:locale:alternate")] == ["zh_CN", "en_US"]
    assert tags[""]["og:title"] == "Kaniko"
    assert tags["c"]["og:title"] == "∎"
    images = {name: found["og:image"] for name, found in tags.items()}
    directory = "https://guide.example.org/docs/assets/cards/"
    assert images == {"": f"{directory}index.png", "b": f"{directory}b.png", "c": f"{directory}index.png"}
    assert (tmp_path / "site/assets/cards/b.png").read_bytes() == cards.picture("Jenkins", "zh")
    assert sorted(path.name for path in (tmp_path / "site/assets/cards").iterdir()) == ["b.png", "index.png"]
