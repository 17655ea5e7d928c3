"""The directives: found by name, each used on a page, each documented, and read from a line."""

from __future__ import annotations

import re

import pytest
from pytest_check import check

from kaniko_guide_site import directives, generated_pages
from kaniko_guide_site.directives import Directive
from kaniko_guide_site.markdown import Line
from tests.support import ROOT

PAGES = sorted((ROOT / "docs").rglob("*.md"))
TEXTS = [*(page.read_text("utf-8") for page in PAGES), *generated_pages.pages("zh").values()]
WRITTEN = [directive for text in TEXTS for directive in directives.find(text)]


def test_pages_use_the_directives_that_exist_and_no_others() -> None:
    assert {directive.name for directive in WRITTEN} == set(directives.load())


def test_module_documents_its_directive() -> None:
    for name in directives.load():
        with check(f"{name}"):
            module = directives.load()[name]
            argument = " [A-Z]+" if directives.argument_values(name) else ""
            assert re.match(rf"`::: {name}{argument}`: ", module.__doc__ or "")


def test_every_argument_is_used() -> None:
    for name in [name for name in directives.load() if directives.argument_values(name)]:
        with check(f"{name}"):
            used = {argument for directive in WRITTEN if directive.name == name for argument in directive.arguments}
            assert used == set(directives.argument_values(name))


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
    assert [directive.line for directive in directives.find("```text\n::: a\n```\n::: b\n")] == [Line(4, "::: b")]
