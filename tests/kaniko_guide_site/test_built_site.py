"""The built site: it builds without a warning, shows what the snippets hold, and asks no other host for anything."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml

from kaniko_guide import rules
from kaniko_guide_site import generated_pages
from kaniko_guide_site.extension import expand
from kaniko_guide_site.markdown import Fence, blocks
from kaniko_guide_site.snippets.reference import Reference, selected_text
from tests.html_page import Page
from tests.site_build import mkdocs, small_site
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCS = ROOT / "docs" / "zh"
REDIRECTS = {
    "contributing": "verification/",
    "log": "watch-build/",
    "summary": "how-it-runs/",
    "debts": "verification/#known-limitations",
    "flags": "executor/",
    "moving": "migrate/",
    "pipeline": "pipelines/",
    "silent-features": "dockerfile-support/",
    "snippets": "verification/",
    "speed": "performance/",
}
"""Where the addresses of pages that have left the site lead."""
CSS_ADDRESS = re.compile(r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""")


def page_texts() -> dict[str, str]:
    """The Markdown of every page, those of the rules too, by its path below the directory of all pages."""
    written = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in sorted(DOCS.rglob("*.md"))}
    return {**written, **generated_pages.pages("zh")}


def expected_blocks(page: str) -> list[str]:
    """What every block of a page must show, in order."""
    texts = []
    for block in blocks(expand(page, ROOT, "zh")):
        if isinstance(block, Fence):
            reference = Reference.parse(block.body[0].text) if block.body else None
            typed = "\n".join(line.text.strip() for line in block.body)
            texts.append(selected_text(SNIPPETS, reference) if reference else typed)
    return texts


def built_page(site: Path, page: str) -> Path:
    name = page.removesuffix(".md")
    return site / "index.html" if name == "index" else site / name / "index.html"


def test_every_block_shows_its_snippet(built_site: Path) -> None:
    count = 0
    for page, text in page_texts().items():
        expected = expected_blocks(text)
        assert [text.rstrip("\n") for text in Page(built_page(built_site, page)).blocks] == expected, page
        count += len(expected)
    assert count > 2 * len(rules.load())


def test_every_heading_has_a_lasting_id(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        page = Page(path)
        for tag, anchor in page.headings:
            assert anchor is not None, (path, tag)
            assert anchor.isascii(), (path, anchor)
            assert not re.fullmatch(r"_\d+|.*_\d+", anchor), (path, anchor)
        assert len(page.ids) == len(set(page.ids)), path


def test_every_link_within_the_site_leads_somewhere(built_site: Path) -> None:
    parse = functools.cache(Page)
    for path in built_site.rglob("*.html"):
        here = f"http://site/{path.relative_to(built_site).as_posix()}"
        for link in parse(path).links:
            address = urlsplit(urljoin(here, link))
            if address.scheme not in {"http", "https"} or address.netloc != "site":
                assert address.scheme == "https", (path, link)
                continue
            target = built_site / unquote(address.path).removeprefix("/")
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), (path, link)
            if address.fragment:
                assert unquote(address.fragment) in parse(target).ids, (path, link)


@pytest.mark.parametrize(("old", "new"), REDIRECTS.items())
def test_removed_page_redirects(old: str, new: str, built_site: Path) -> None:
    page = Page(built_site / old / "index.html")
    (refresh,) = page.tree.css("meta[http-equiv=refresh]")
    assert refresh.attributes["content"] == f"0; url=../{new}"
    target, _, fragment = new.partition("#")
    assert not fragment or fragment in Page(built_site / target / "index.html").ids


def test_every_redirect_is_tested() -> None:
    maps = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), yaml.BaseLoader)["plugins"]["redirects"]["redirect_maps"]  # noqa: S506 (it makes plain text of all)
    assert {page.removesuffix(".md") for page in maps} == set(REDIRECTS)


LIMIT = {"bytes": 150_000, "elements": 3_000}
"""How large a page may be."""


def test_no_page_is_too_large(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        name = path.parent.relative_to(built_site).as_posix()
        size = {"bytes": path.stat().st_size, "elements": len(Page(path).tree.css("*"))}
        assert all(size[unit] <= LIMIT[unit] for unit in LIMIT), (name, size)


def addresses(site: Path) -> Iterator[tuple[Path, str]]:
    """Every address that a page or a style sheet makes a browser load."""
    for path in site.rglob("*.html"):
        page = Page(path)
        for address in page.resources:
            yield path, address
        for style in page.styles:
            for address in CSS_ADDRESS.findall(style):
                yield path, address
    for path in site.rglob("*.css"):
        for address in CSS_ADDRESS.findall(path.read_text("utf-8")):
            yield path, address


def test_nothing_is_loaded_from_another_host(built_site: Path) -> None:
    count = 0
    for path, address in addresses(built_site):
        parts = urlsplit(address)
        assert parts.scheme in {"", "data"}, (path, address)
        assert not parts.netloc, (path, address)
        count += 1
    assert count > 0


def test_no_page_names_a_font_of_another_host(built_site: Path) -> None:
    for path in [*built_site.rglob("*.html"), *built_site.rglob("*.css")]:
        text = path.read_text("utf-8")
        assert "fonts.g" not in text, path
        assert "@font-face" not in text, path


@pytest.mark.slow
def test_small_site_builds(tmp_path: Path) -> None:
    text = '# A {#a}\n\n```sh title="x"\n--8<-- "quick-start/create-secret.sh"\n```\n\n[a](#a)\n'
    hooks = [f"{ROOT}/src/kaniko_guide_site/{name}.py" for name in ("link_warnings", "downloads")]
    config = small_site(tmp_path, text, hooks=hooks, plugins={"redirects": {"enabled": False}})
    result = mkdocs(config, tmp_path / "site")
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr


@pytest.mark.slow
def test_broken_links_fail_the_build(tmp_path: Path) -> None:
    config = small_site(tmp_path, "# A {#a}\n\n[b](gone.md) [c](#gone) [d](/gone) [e](gone/)\n")
    (tmp_path / "docs" / "orphan.md").write_text("# O {#o}\n", "utf-8")
    result = mkdocs(config, tmp_path / "site")
    assert result.returncode == 1
    fix = "Correct the link, or add what it points to. [link]"
    for line in (
        f"docs/index.md:3:5: error: link 'gone.md': the target is not found among documentation files. {fix}",
        f"docs/index.md:3:18: error: link '#gone': there is no such anchor on this page. {fix}",
        f"docs/index.md:3:29: error: link '/gone': it was left as is. {fix}",
        f"docs/index.md:3:40: error: link 'gone/': it was left as is. {fix}",
        "docs/orphan.md:1:1: error: no entry in the navigation. Add the page to nav in mkdocs.yml. [nav]",
    ):
        assert f"WARNING -  {line}" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("include", "reason"),
    [
        ("quick-start/gone", "Snippet at path 'quick-start/gone' could not be found"),
        ("quick-start/Jenkinsfile:gone", "Snippet section 'gone' could not be located"),
        ("../mkdocs.yml", "Snippet at path '../mkdocs.yml' could not be found"),
        ("https://example.org/x", "Snippet at path 'https://example.org/x' could not be found"),
    ],
)
def test_missing_include_fails_the_build(include: str, reason: str, tmp_path: Path) -> None:
    result = mkdocs(small_site(tmp_path, f'# A {{#a}}\n\n```sh\n--8<-- "{include}"\n```\n'), tmp_path / "site")
    assert result.returncode == 1
    assert reason in result.stderr
