"""Highlighting of a Jenkinsfile: long strings are shown as the code that they are, and no character is lost."""

from __future__ import annotations

import pytest
from pygments.lexers import get_lexer_by_name
from pygments.token import Keyword, Name

from kaniko_guide_site.blocks import nested_code
from tests.support import SNIPPETS

YAML, SHELL = (Name.Tag, "kind"), (Keyword, "if")


@pytest.fixture(autouse=True)
def _registered() -> None:
    nested_code.register()


@pytest.mark.parametrize(
    ("text", "token", "nested"),
    [
        ("yaml '''\nkind: Pod\n'''", YAML, True),
        ('yaml """\nkind: Pod\n"""', YAML, True),
        ("sh '''\nif a; then b; fi\n'''", SHELL, True),
        ("sh(script: '''\nif a; then b; fi\n''')", SHELL, True),
        ('sh label: "x", script: """\nif a; then b; fi\n"""', SHELL, True),
        ("echo '''\nkind: if\n'''", YAML, False),
        ("sh 'if a; then b; fi'", SHELL, False),
        ("yaml + '''\nkind: Pod\n'''", YAML, True),
        ("x = '''\nif\n'''", SHELL, False),
    ],
)
def test_strings_are_read_by_what_they_are_for(text: str, token: tuple[object, str], *, nested: bool) -> None:
    tokens = list(get_lexer_by_name("groovy").get_tokens(text))
    assert (token in [(kind, value) for kind, value in tokens]) is nested
    assert "".join(value for _, value in tokens).rstrip("\n") == text


def test_no_jenkinsfile_loses_a_character() -> None:
    lexer = get_lexer_by_name("groovy")
    for path in SNIPPETS.rglob("Jenkinsfile"):
        text = path.read_text("utf-8")
        assert "".join(value for _, value in lexer.get_tokens(text)).strip("\n") == text.strip("\n"), path
