from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.as_markdown import convert
from kaniko_guide_site.markdown import Fence, blocks
from tests.html_page import Page

if TYPE_CHECKING:
    from pathlib import Path

CASES = {
    "heading": ('<h2 id="a">A <code>b</code><a class="headerlink" href="#a">¶</a></h2>', "## A `b`"),
    "paragraph": ("<p>a <strong>b</strong>\n<em>c</em> *d* [e]</p>", "a **b** *c* \\*d\\* \\[e\\]"),
    "no_list_and_no_heading": ("<p>1. a</p><p># b</p><p>- c</p><p>-d</p>", "1\\. a\n\n\\# b\n\n\\- c\n\n-d"),
    "link": ('<p><a href="../b/#c">B</a> <a id="d">d</a></p>', "[B](https://a.example/b/#c) d"),
    "code_with_backticks": ("<p><code>a ` b</code></p>", "`` a ` b ``"),
    "list": (
        "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul><ol><li>e</li><li>f</li></ol>",
        "- a\n  - b\n- c\n\n  d\n\n1. e\n2. f",
    ),
    "table": (
        (
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr>"
            '<td><small class="facts__column">a: </small>c|d<br>e</td>'
            "<td><ul><li>f</li><li>g</li></ul></td></tr></tbody></table>"
        ),
        "| a | b |\n|---|---|\n| c\\|d<br>e | - f<br>- g |",
    ),
    "block": (
        (
            '<div class="block"><div class="block-tools">x</div><div class="language-sh highlight">'
            '<span class="filename">a.sh</span><pre><span></span>'
            '<code><span class="k">if</span> b\n  c &lt;d\n</code></pre></div>'
            '<button>x</button><details class="evidence"><summary>Ran <time>2026-11-29</time></summary>'
            '<div class="evidence-more"><p>x</p></div></details></div>'
        ),
        "`a.sh`\n\n```sh\nif b\n  c <d\n```\n\nRan 2026-11-29",
    ),
    "block_with_backticks": ('<div class="highlight"><pre><code>```\n</code></pre></div>', "````text\n```\n````"),
    "numbered_block": (
        (
            '<div class="highlight"><table class="highlighttable"><tr><td class="linenos">1</td><td class="code">'
            "<div><pre><code>a\n</code></pre></div></td></tr></table></div>"
        ),
        "```text\na\n```",
    ),
    "folded": ("<details><summary>a</summary><p>b</p></details>", "**a**\n\nb"),
    "note": ('<div class="admonition note"><p class="admonition-title">a</p><p>b</p></div>', "> a\n>\n> b"),
    "tabs": (
        (
            '<div class="tabbed-set"><input><input><div class="tabbed-labels"><label>a</label><label>b</label></div>'
            '<div class="tabbed-content"><div class="tabbed-block"><p>c</p></div>'
            '<div class="tabbed-block"><p>d</p></div></div></div>'
        ),
        "**a**\n\nc\n\n**b**\n\nd",
    ),
    "drawing": ("<figure><svg><title>a</title><desc>b</desc><text>c</text></svg></figure>", "a b"),
    "tools": ('<form>a</form><script>b</script><p class="values-linked">c</p><p>d</p>', "d"),
}


@pytest.mark.parametrize("case", CASES)
def test_parts_of_a_page(case: str) -> None:
    html, expected = CASES[case]
    assert convert(html, "https://a.example/page/") == f"{expected}\n"


def code(fence: Fence) -> str:
    """The text of a block, which is indented where it is in a list."""
    return "\n".join(line.text[fence.opening.column - 1 :] for line in fence.body)


def test_a_link_that_has_the_id_of_a_former_section_keeps_its_words() -> None:
    assert convert('<p>See <a class="moved" id="a" href="b/#a">image pulls</a>.</p>') == "See [image pulls](b/#a).\n"


def test_blocks_of_the_site_keep_each_character(built_site: Path) -> None:
    count = 0
    for name in ("quick-start", "jenkinsfile", "problems", "en/agent", "en/rules/unknown-flag"):
        page = Page(built_site / name / "index.html")
        article = page.tree.css_first("article")
        assert article is not None
        text = convert(article.html or "")
        found = [code(block) for block in blocks(text) if isinstance(block, Fence)]
        outside = [block.text for block in blocks(text) if not isinstance(block, Fence)]
        assert [block.rstrip("\n") for block in page.blocks] == found, name
        assert not any("<div" in line or "<span" in line for line in outside), name
        count += len(found)
    assert count > 50
