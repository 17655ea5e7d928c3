"""The files that pages load: joined, minified, named by their content; and pages that say the same in fewer bytes."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from kaniko_guide_site.editions import LANGUAGES, PATH
from kaniko_guide_site.light_files import Asset, apart, minified, renamed, script, style_sheet
from tests.html_page import Page

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.bilingual import Language

SHARED = re.compile(r"assets/guide\.([0-9a-f]{8})\.(css|js)")
PAGE = """<!doctype html>
<html lang="en"><body>
  <p>One  <code class="flag">--a</code>
    two, <b>three</b> <i>four</i>.</p>
  <pre><code>a:  1

  b: 2
</code></pre>
  <input type="text"><select><option value="">All</option></select>
</body></html>
"""


def test_minified_page_has_the_same_text_and_quotes() -> None:
    small = minified(PAGE, ".html")
    before, after = LexborHTMLParser(PAGE), LexborHTMLParser(small)
    assert len(small) < len(PAGE)
    assert '<code class="flag">' in small
    assert '<input type="text">' in small
    assert ["value" in one.attributes for one in after.css("option")] == [True], "otherwise its value is its text"
    assert [one.text() for one in after.css("pre")] == [one.text() for one in before.css("pre")]
    assert [one.text().split() for one in after.css("p")] == [one.text().split() for one in before.css("p")]
    assert "</b> <i>" in small


def test_own_files_are_joined_in_order_and_named_by_their_content(tmp_path: Path) -> None:
    styles = tmp_path / "assets" / "stylesheets"
    styles.mkdir(parents=True)
    for name in ("main", "palette"):
        (styles / f"{name}.1a.min.css").write_text(f".{name}{{color:red}}\n/*# sourceMappingURL={name}.map */", "utf-8")
    made = style_sheet(["blocks.css"], [str(tmp_path / "none"), str(tmp_path)])
    assert made.content.startswith(".main{color:red}\n.palette{color:red}\n.")
    assert "/*" not in made.content
    digest = hashlib.sha256(made.content.encode()).hexdigest()
    assert made.address == f"assets/guide.{digest[:8]}.css"


def test_scripts_are_loaded_by_their_hashed_names() -> None:
    assets = apart(["blocks.js"])
    assert "blocks.js" not in assets
    zips = assets["fflate.js"].address
    made = script(["blocks.js"], "window.a=1;\n", assets)
    assert made.content.startswith("window.a=1;\n")
    assert f'"{zips.removeprefix("assets/")}"' in made.content
    html = '<script src="../assets/errors.js"></script> assets/unknown.js'
    assert renamed(html, {"errors.js": Asset("assets/e.js", "")}) == html.replace("errors.js", "e.js")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_loads_one_own_script_and_one_style_sheet(built_site: Path, language: Language) -> None:
    site = built_site / PATH[language]
    for name in ("index.html", "quick-start/index.html", "rules/glued-flag/index.html", "404.html"):
        resources = Page(site / name).resources
        assert sorted(match[2] for one in resources if (match := SHARED.search(one))) == ["css", "js"], name
        assert sum(one.endswith(".css") for one in resources) == 1, name


def test_names_of_built_files_match_their_content(built_site: Path) -> None:
    found = [path for path in built_site.rglob("assets/*.*") if path.suffix in {".css", ".js"}]
    assert len(found) > len(LANGUAGES) * 2
    for path in found:
        _, digest, _ = path.name.split(".")
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(digest), path
    assert not list(built_site.rglob("*.map"))
