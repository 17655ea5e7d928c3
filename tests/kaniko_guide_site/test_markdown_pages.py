"""The Markdown of pages and the list of them, in a site that is built with an address and in one without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.html_page import Page, attribute
from tests.site_build import mkdocs, small_site
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = [f"{ROOT}/src/kaniko_guide_site/{name}.py" for name in ("language_pages", "markdown_pages")]
PAGE = "---\ntitle: A\ndescription: About a.\n---\n\n# A {#a}\n\n[b](b.md#c)\n"
OTHER = "---\ntitle: B\ndescription: About b.\n---\n\n# B {#b}\n\n## C {#c}\n"


def build(directory: Path) -> Path:
    """A site of two pages, in Chinese; the second is in a section."""
    config = small_site(directory, PAGE, hooks=HOOKS, nav=["index.md", {"S": ["b.md"]}], site_name="N")
    (directory / "docs" / "b.md").write_text(OTHER, "utf-8")
    (directory / "docs" / "in-step.tsv").write_text("", "utf-8")
    done = mkdocs(config, directory / "site")
    assert done.returncode == 0, done.stderr
    return directory / "site"


@pytest.mark.slow
def test_each_page_is_there_as_markdown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://guide.example.org/docs")
    site = build(tmp_path)
    assert (site / "index.md").read_text("utf-8") == "# A\n\n[b](https://guide.example.org/docs/b/#c)\n"
    assert (site / "b" / "index.md").read_text("utf-8") == "# B\n\n## C\n"
    (link,) = Page(site / "b" / "index.html").tree.css("link[type='text/markdown']")
    assert attribute(link, "href") == "index.md"
    assert attribute(link, "rel") != "alternate", "the theme would ask for b/sitemap.xml"
    assert (site / "llms.txt").read_text("utf-8") == (
        "# N\n\n> 在 Kubernetes 上的 Jenkins 流水线里用 Kaniko 构建并推送镜像：每一个多行代码块都是检查过的文件。\n\n"
        "同样的内容，英文：[llms.txt](https://guide.example.org/docs/en/llms.txt)\n\n"
        "## 页面\n\n- [A](https://guide.example.org/docs/index.md)：About a.\n\n"
        "## S\n\n- [B](https://guide.example.org/docs/b/index.md)：About b.\n"
    )


@pytest.mark.slow
def test_a_site_without_an_address_has_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_URL", raising=False)
    site = build(tmp_path)
    assert not list(site.rglob("*.md"))
    assert not (site / "llms.txt").exists()
    assert not Page(site / "index.html").tree.css("link[type='text/markdown']")
