"""The extension: directives and versions are replaced outside of blocks, and what is unknown is refused at its line."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from markdown import markdown

from kaniko_guide_site.directives import DirectiveError
from kaniko_guide_site.extension import GuideExtension, expand
from kaniko_guide_site.lockfile import locked_versions
from tests.site_build import mkdocs, small_site
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_directives_in_blocks_are_text() -> None:
    page = "```text\n::: rules\n{version:ruff}\n```\n"
    assert expand(page, ROOT, "zh") == page


def test_versions_are_the_locked_ones() -> None:
    ruff = locked_versions(ROOT)["ruff"]
    assert expand("ruff {version:ruff}, {version:ruff}.", ROOT, "zh") == f"ruff {ruff}, {ruff}."
    assert expand("{version:npm/npm-groovy-lint}", ROOT, "zh")[0].isdecimal()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("::: rulez", "no such directive: ::: rulez. Name a module of src/kaniko_guide_site/directives/."),
        (":::rules", "no such directive: :::rules. Name a module of src/kaniko_guide_site/directives/."),
        ("::: rules all", "rules has no argument: ::: rules all"),
        ("::: diagram", "::: diagram: expected one argument of architecture, memory, sequence"),
        ("::: diagram gone", "::: diagram gone: expected one argument of architecture, memory, sequence"),
        ("::: log a b", "::: log a b: expected one argument of google-v1.24.0, osscontainertools-v1.28.3"),
        (
            "x {version:gone}",
            "uv.lock has no version of gone. Name a package that it has, or an npm package as npm/NAME.",
        ),
    ],
)
def test_unknown_directive_is_refused(line: str, reason: str) -> None:
    with pytest.raises(DirectiveError, match=f"^{re.escape(reason)}$") as raised:
        expand(f"a\n\n{line}\n", ROOT, "zh")
    assert raised.value.line == 3


def test_short_code_with_a_dash_is_kept_on_one_line() -> None:
    flag = "--" + "x" * 28
    html = markdown(f"`{flag}` `{flag}y` `a-b c` `a b`", extensions=[GuideExtension(root=str(ROOT))])
    assert re.findall("<code.*?</code>", html) == [
        f'<code class="flag">{flag}</code>',
        f"<code>{flag}y</code>",
        '<code class="flag">a-b c</code>',
        "<code>a b</code>",
    ]


def test_a_cell_is_aligned_without_a_style() -> None:
    table = "|a|b|\n|---|--:|\n|c|d|\n"
    html = markdown(table, extensions=["tables", GuideExtension(root=str(ROOT))])
    assert "style" not in html
    assert re.findall(r'<(t[hd]) class="right">(.)', html) == [("th", "b"), ("td", "d")]


@pytest.mark.slow
def test_build_names_the_line_of_the_file(tmp_path: Path) -> None:
    page = dedent("""\
        ---
        title: A
        ---

        # A {#a}

        ::: gone
        """)
    result = mkdocs(small_site(tmp_path, page), tmp_path / "site")
    assert result.returncode == 1
    assert "docs/index.md:7:1: error: no such directive: ::: gone. Name a module of" in result.stderr
