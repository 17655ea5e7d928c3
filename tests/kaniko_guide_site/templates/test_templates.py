"""The templates: on one line, escaped, and nothing is left out unseen."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError
from pytest_check import check

from kaniko_guide_site import templates
from tests.support import ROOT

FILES = sorted((ROOT / "src" / "kaniko_guide_site" / "templates").glob("*.html"))
MODULES = sorted((ROOT / "src" / "kaniko_guide_site").rglob("*.py"))
HELPERS = {"macros.html"}
WRITTEN = re.compile(
    r"html\.escape|</?(?:a|br|button|code|d[dltv]|div|details|dfn|fieldset|figure|form|input|label|li|option|p|script|select"
    r"|small|span|strong|summary|table|tbody|t[dhr]|thead|time|ul)[ />]"
)
"""A tag, or the sign of one that is put together."""


def test_value_is_escaped_and_keeps_its_line_breaks() -> None:
    assert templates.render("term.html", id='a"', name="<b>\n  &") == '<dfn id="a&#34;">&lt;b&gt;\n  &amp;</dfn>'


def test_value_that_is_missing_is_refused() -> None:
    with pytest.raises(UndefinedError, match="'name' is undefined"):
        templates.render("term.html", id="a")


def test_lines_of_a_template_are_joined() -> None:
    words = dict.fromkeys(("label", "choose", "clear", "cancel", "private", "pasted", "unloaded"), "w")
    made = templates.render("diagnose.html", to_site="../", **words)
    assert made.startswith(
        '<div class="diagnose" data-search-exclude="true" data-site="../" data-scripts="../diagnose-'
    )
    assert ' data-unloaded="w"><label class="diagnose-' in made
    assert ' autocapitalize="off" wrap="off" ' in made
    assert "\n" not in made


def test_markdown_stands_apart_from_the_html_around_it() -> None:
    lines = list(templates.wrap_markdown("facts.html", ["| a |"], wide=True))
    assert lines == ['<div class="facts facts--wide" markdown>', "", "| a |", "", "</div>"]


def test_template_is_used() -> None:
    for path in FILES:
        with check(f"{path}"):
            assert path.name in HELPERS or any(f'"{path.name}"' in module.read_text("utf-8") for module in MODULES)


def test_modules_write_no_html_of_their_own() -> None:
    found = {path.name for path in MODULES if WRITTEN.search(path.read_text("utf-8"))}
    assert found == {"as_markdown.py"}, "only `<br>`, in Markdown"
