"""The links from a page to the repository, in a site that is built with a repository and in one without."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from kaniko_guide_site import generated_pages
from kaniko_guide_site.repository_links import BRANCH
from tests.html_page import Page, attribute
from tests.site_build import mkdocs, small_site
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = [f"{ROOT}/src/kaniko_guide_site/{name}.py" for name in ("repository_links", "link_warnings")]
DOCS = ROOT / "docs" / "en"
PAGE = "---\ntitle: A & B\n---\n\n# A {#a}\n"


def links(site: Path, page: str = "index.html") -> list[str]:
    return [attribute(link, "href") for link in Page(site / page).tree.css(".page-links a")]


def build(directory: Path) -> subprocess.CompletedProcess[str]:
    return mkdocs(small_site(directory, PAGE, hooks=HOOKS), directory / "site")


@pytest.mark.slow
def test_each_page_leads_to_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPOSITORY", "somebody/a-guide")
    monkeypatch.setenv("SITE_URL", "https://guide.example.org/")
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    repository, edit, report = links(tmp_path / "site")
    assert repository == "https://github.com/somebody/a-guide/"
    assert edit == f"{repository}edit/{BRANCH}/docs/index.md"
    assert urlsplit(report).path == "/somebody/a-guide/issues/new"
    begun = parse_qs(urlsplit(report).query)
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert begun["title"] == ["《A & B》："]
    assert begun["body"] == [f"页面：https://guide.example.org/\n版本：{revision}\n哪里不对：\n"]
    assert links(tmp_path / "site", "404.html") == [repository]
    assert "data-md-component=source" not in (tmp_path / "site" / "index.html").read_text("utf-8").replace('"', "")


@pytest.mark.slow
def test_without_a_repository_there_are_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPOSITORY", raising=False)
    assert build(tmp_path).returncode == 0
    html = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert links(tmp_path / "site") == []
    assert "github.com/" not in html.partition("<footer")[2]


@pytest.mark.slow
def test_an_invalid_repository_fails_with_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPOSITORY", "https://github.com/a/b")
    done = build(tmp_path)
    assert done.returncode == 1
    assert (
        done.stderr.splitlines()[-1] == "ERROR   -  found the repository 'https://github.com/a/b', expected OWNER/NAME"
    )


def test_the_branch_is_the_one_that_is_published() -> None:
    workflow = yaml.load((ROOT / ".github" / "workflows" / "site.yml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 (it makes plain text of all)
    assert workflow["on"]["push"]["branches"] == [BRANCH]


def test_the_file_of_each_generated_page_exists() -> None:
    found = generated_pages.sources()
    without = {path for path in generated_pages.pages("en") if path not in found}
    assert all(path.startswith("errors/") for path in without)
    assert all((DOCS / generated_pages.TO_ROOT / file).is_file() for file in found.values())
