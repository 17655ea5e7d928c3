"""Highlighted code has no element for white space, and its text is unchanged."""

from __future__ import annotations

import re
from html import unescape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from kaniko_guide_site.blocks.highlighting import omit_needless_elements

CODE = "spec:\n  containers:\n  - name: kaniko # it's\n"


def test_white_space_has_no_element() -> None:
    omit_needless_elements()
    html = highlight(CODE, get_lexer_by_name("yaml"), HtmlFormatter(nowrap=True))
    assert 'class="w"' not in html
    assert '<span class="l">kaniko</span>' in html
    assert unescape(re.sub("<[^>]*>", "", html)) == CODE
