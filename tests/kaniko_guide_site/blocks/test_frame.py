"""The frame of a block: the fence names the snippet that it shows, and keeps its attributes."""

from __future__ import annotations

import pytest

from kaniko_guide_site.blocks.frame import name_snippets


@pytest.mark.parametrize(
    ("info", "named"),
    [
        ("", ".text"),
        ("sh", ".sh"),
        ("{ .sh }", ".sh"),
        ('groovy title="a {b}"', '.groovy title="a {b}"'),
        ('text {.wrap title="a"}', '.text .wrap title="a"'),
        ('{.text .wrap title="a {b}"}', '.text .wrap title="a {b}"'),
    ],
)
def test_block_keeps_its_attributes_when_its_snippet_is_named(info: str, named: str) -> None:
    page = f'  ~~~{info}\n  --8<-- "a/b.sh"\n  ~~~\n'
    first, *rest = name_snippets(page).split("\n")
    assert first == f'  ~~~ {{ {named} data-snippet="a/b.sh" }}'
    assert rest == page.split("\n")[1:]
