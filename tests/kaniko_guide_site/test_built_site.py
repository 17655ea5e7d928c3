"""The built site: it builds without a warning, shows what the snippets hold, and asks no other host for anything."""

from __future__ import annotations

import functools
import gzip
import hashlib
import re
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from pytest_check import check

from kaniko_guide import rules
from kaniko_guide_site import generated_pages
from kaniko_guide_site.editions import LANGUAGES, PATH
from kaniko_guide_site.extension import expand
from kaniko_guide_site.markdown import Fence, blocks
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.parameters.occurrences import in_reference
from kaniko_guide_site.snippets.reference import Reference, selected_text
from tests.html_page import Page, attribute
from tests.site_build import mkdocs, small_site
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language

DOCS = ROOT / "docs"
PARAMETERS = definitions.load(SNIPPETS)
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
    "errors/arguments": "errors/",
    "errors/base": "errors/",
    "errors/build": "errors/",
    "errors/context": "errors/",
    "errors/maven": "errors/",
    "errors/pod": "errors/",
    "errors/pull": "errors/",
    "errors/push": "errors/",
    "errors/snapshot": "errors/",
    "errors/step": "errors/",
}
"""Where the addresses of pages that have left the site lead."""
CSS_ADDRESS = re.compile(r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""")


def page_texts(language: Language = "zh") -> dict[str, str]:
    """The Markdown of every page, those of the rules too, by its path below the directory of all pages."""
    docs = DOCS / language
    written = {path.relative_to(docs).as_posix(): path.read_text("utf-8") for path in sorted(docs.rglob("*.md"))}
    return {**written, **generated_pages.pages(language)}


def expected_blocks(page: str, language: Language = "zh") -> list[str]:
    """What every block of a page must show, in order."""
    texts = []
    for block in blocks(expand(page, ROOT, language)):
        if isinstance(block, Fence):
            reference = Reference.parse(block.body[0].text) if block.body else None
            typed = "\n".join(line.text.strip() for line in block.body)
            texts.append(shown(reference, language) if reference else typed)
    return texts


def shown(reference: Reference, language: Language) -> str:
    """A snippet with the examples of a language."""
    found = in_reference(SNIPPETS, reference, PARAMETERS)
    return PARAMETERS.fill(selected_text(SNIPPETS, reference), found, PARAMETERS.examples(language))


def built_page(site: Path, page: str, language: Language = "zh") -> Path:
    site = site / PATH[language]
    name = page.removesuffix(".md")
    return site / "index.html" if name == "index" else site / name / "index.html"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_block_shows_its_snippet(built_site: Path, language: Language) -> None:
    count = 0
    for page, text in page_texts(language).items():
        expected = expected_blocks(text, language)
        found = Page(built_page(built_site, page, language)).blocks
        assert [text.rstrip("\n") for text in found] == expected, page
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


def test_a_flag_stays_on_one_line(built_site: Path) -> None:
    """Extensions that make inline code in another way would hide the flag from ours."""
    html = built_page(built_site, "jenkinsfile.md").read_text("utf-8")
    assert '<code class="flag">--destination</code>' in html


PIP_HASH = "sha256="
"""The fragment of a wheel's address, which pip compares."""


def test_pages_name_their_language_and_the_home_page_its_title_once(built_site: Path) -> None:
    for path, language, title in (
        ("index.html", "zh-Hans", "在 Jenkins 里用 Kaniko 构建镜像"),
        ("en/index.html", "en", "Build images with Kaniko in Jenkins"),
    ):
        tree = Page(built_site / path).tree
        assert [attribute(node, "lang") for node in tree.css("html")] == [language]
        assert [node.text() for node in tree.css("head > title")] == [title]


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
            if address.fragment.startswith(PIP_HASH):
                digest = hashlib.sha256(target.read_bytes()).hexdigest()
                assert address.fragment == f"{PIP_HASH}{digest}", (path, link)
            elif address.fragment:
                assert unquote(address.fragment) in parse(target).ids, (path, link)


def test_removed_page_redirects(built_site: Path) -> None:
    for (old, new), language in product(REDIRECTS.items(), LANGUAGES):
        with check(f"{old}, {new}, {language}"):
            site = built_site / PATH[language]
            page = Page(site / old / "index.html")
            (refresh,) = page.tree.css("meta[http-equiv=refresh]")
            address = attribute(refresh, "content").removeprefix("0; url=")
            assert urljoin(f"http://site/{old}/", address) == f"http://site/{new}"
            target, _, fragment = new.partition("#")
            assert not fragment or fragment in Page(site / target / "index.html").ids


def test_every_redirect_is_tested() -> None:
    moved = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), yaml.BaseLoader)["extra"]["moved_pages"]  # noqa: S506 (it makes plain text of all)
    assert {page.removesuffix(".md") for page in moved} == set(REDIRECTS)


LIMIT = {"bytes": 150_000, "compressed": 20_000, "elements": 3_000}
"""How large a page may be; `python -m benchmarks.weight` measures what else a reader transfers."""

COMPRESSED = {"problems": 25_000, "en/problems": 25_000}
"""The limits of pages that are still too large."""


def test_no_page_is_too_large(built_site: Path) -> None:
    for path in built_site.rglob("*.html"):
        name = path.parent.relative_to(built_site).as_posix()
        content = path.read_bytes()
        size = {
            "bytes": len(content),
            "compressed": len(gzip.compress(content)),
            "elements": len(Page(path).tree.css("*")),
        }
        limit = LIMIT | ({"compressed": COMPRESSED[name]} if name in COMPRESSED else {})
        assert all(size[unit] <= limit[unit] for unit in limit), (name, size)


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
        assert not re.search(r"""[\"'(](?:https?:)?//fonts\.g""", text), path
        assert "@font-face" not in text, path


def test_no_page_has_a_script_or_a_style_of_its_own(built_site: Path) -> None:
    """A strict Content-Security-Policy forbids them; data, such as the theme's settings, is no script."""
    for path in built_site.rglob("*.html"):
        page = Page(path)
        scripts = [one for one in page.tree.css("script:not([src])") if attribute(one, "type") != "application/json"]
        assert [one.text() for one in scripts] == [], path
        assert page.styles == [], path
        handlers = [name for one in page.tree.css("main *") for name in one.attributes if name.startswith("on")]
        assert handlers == [], path


@pytest.mark.slow
def test_small_site_builds(tmp_path: Path) -> None:
    text = '# A {#a}\n\n```sh title="x"\n--8<-- "quick-start/create-secret.sh"\n```\n\n[a](#a)\n'
    hooks = [f"{ROOT}/src/kaniko_guide_site/{name}.py" for name in ("link_warnings", "downloads")]
    config = small_site(tmp_path, text, hooks=hooks)
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
