"""The directives: found by name, each used on a page, and refused with what was found and what is expected."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import directives
from kaniko_guide_site.directives import Directive, DirectiveError
from kaniko_guide_site.extension import expand
from kaniko_guide_site.markdown import Line
from tests.site_build import mkdocs, small_site
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = sorted((ROOT / "docs").rglob("*.md"))
WRITTEN = [directive for page in PAGES for directive in directives.written(page.read_text("utf-8"))]


def test_pages_use_the_directives_that_exist_and_no_others() -> None:
    assert {directive.name for directive in WRITTEN} == set(directives.load())


@pytest.mark.parametrize("name", directives.load())
def test_module_documents_its_directive(name: str) -> None:
    module = directives.load()[name]
    argument = " [A-Z]+" if directives.accepted(name) else ""
    assert re.match(rf"`::: {name}{argument}`: ", module.__doc__ or "")


@pytest.mark.parametrize("name", [name for name in directives.load() if directives.accepted(name)])
def test_every_argument_is_used(name: str) -> None:
    used = {argument for directive in WRITTEN if directive.name == name for argument in directive.arguments}
    assert used == set(directives.accepted(name))


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("::: rules", "rules", ()),
        ("  :::  log   fork ", "log", ("fork",)),
        ("::: log a b", "log", ("a", "b")),
        (":::rules", "", ()),
        (":::", "", ()),
    ],
)
def test_directive_is_read(text: str, name: str, arguments: tuple[str, ...]) -> None:
    line = Line(3, text)
    assert Directive.parse(line) == Directive(line, name, arguments)


@pytest.mark.parametrize("text", ["", "a ::: rules", "- ::: rules", "`::: rules`", ":: rules"])
def test_other_line_is_no_directive(text: str) -> None:
    assert Directive.parse(Line(1, text)) is None


def test_directive_in_a_block_is_text() -> None:
    assert [directive.line for directive in directives.written("```text\n::: a\n```\n::: b\n")] == [Line(4, "::: b")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("::: rulez", "no such directive: ::: rulez"),
        (":::rules", "no such directive: :::rules"),
        ("::: rules all", "rules has no argument: ::: rules all"),
        ("::: diagram", "::: diagram: expected one argument of architecture, memory, sequence"),
        ("::: diagram gone", "::: diagram gone: expected one argument of architecture, memory, sequence"),
        ("::: log a b", "::: log a b: expected one argument of google-v1.24.0, osscontainertools-v1.28.3"),
        ("x {version:gone}", "no locked version of gone"),
    ],
)
def test_unknown_directive_is_refused(line: str, reason: str) -> None:
    with pytest.raises(DirectiveError, match=f"^{re.escape(reason)}$") as raised:
        expand(f"a\n\n{line}\n", ROOT, "zh")
    assert raised.value.line == 3


def test_drawing_without_words_in_a_language_is_refused() -> None:
    with pytest.raises(DirectiveError, match="diagram sequence: no en words for"):
        expand("::: diagram sequence", ROOT, "en")


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
    assert "index.md:7: no such directive: ::: gone" in result.stderr
