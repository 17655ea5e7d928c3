"""What the search reads of a page."""

from __future__ import annotations

import pytest

from kaniko_guide_site.search_sections import LONGEST_OUTPUT, Section, sections

HEAD = '<h1 id="page">页<a class="headerlink" href="#page">¶</a></h1>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>没有标题</p>", []),
        (f"{HEAD}<p>一 <code>a</code>\n二<br>三</p>", [Section("", "页", ["一 a 二 三"])]),
        (
            f'{HEAD}<h2 id="x">节</h2><ul><li>一</li><li>二</li></ul>三<h2>无 id</h2>',
            [Section("", "页"), Section("x", "节", ["一", "二", "三", "无 id"])],
        ),
        (f"{HEAD}<table><tr><td>一</td><td>二</td></tr></table>", [Section("", "页", ["一 二"])]),
        (
            (
                f'{HEAD}<table><tr><td><code class="flag" id="flag-a">--a</code></td><td>甲</td></tr>'
                '<tr><td><code id="flag-b">--b</code></td><td>乙</td></tr></table><p>后</p>'
            ),
            [Section("", "页", ["后"]), Section("flag-a", "--a", ["--a 甲"]), Section("flag-b", "--b", ["--b 乙"])],
        ),
        (
            f"{HEAD}<table><tr><td><code>DOCKER_CONFIG</code></td><td><code>OTHER</code></td></tr></table>",
            [Section("", "页", ["DOCKER_CONFIG OTHER"], names=["DOCKER_CONFIG"])],
        ),
        (
            f'{HEAD}<div class="language-sh"><span class="filename">f</span><pre><code>a\nb\n</code></pre></div>',
            [Section("", "页", code=["a\nb"])],
        ),
        (
            f'{HEAD}<div class="language-text highlight"><pre><code>error: a\n</code></pre></div>',
            [Section("", "页", printed=["error: a"])],
        ),
        (
            f'{HEAD}<div class="language-text"><pre>{"x" * (LONGEST_OUTPUT + 1)}</pre></div>',
            [Section("", "页")],
        ),
        (
            f'{HEAD}<div class="printed"><p>打印：</p><ul><li><code>no such …</code></li></ul></div>',
            [Section("", "页", printed=["no such …"])],
        ),
        (
            f'{HEAD}<details class="proof">a</details><form>f</form><script>s</script><p data-search-exclude>x</p>',
            [Section("", "页")],
        ),
    ],
    ids=[
        "no heading",
        "paragraph",
        "sections",
        "row",
        "row with an id",
        "variable",
        "code",
        "output",
        "long output",
        "printed texts",
        "excluded",
    ],
)
def test_sections_of_a_page(html: str, expected: list[Section]) -> None:
    assert sections(html) == expected
