"""The frame of a block: the fence names the snippet that it shows, and keeps its attributes."""

from __future__ import annotations

import pytest

from kaniko_guide_site.blocks.frame import EvidenceLines, name_snippets
from kaniko_guide_site.snippets.reference import references


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


@pytest.mark.parametrize(
    ("includes", "with_line"),
    [
        (["a:x", "a:y", "b"], ["a:x", "b"]),
        (["a:x", "a", "a:y"], ["a"]),
        (["a", "a"], ["a"]),
        (["a.txt:1:2", "a.txt:3:4"], ["a.txt:1:2"]),
    ],
)
def test_each_file_has_one_line_of_evidence(includes: list[str], with_line: list[str]) -> None:
    page = "".join(f'```sh\n--8<-- "{include}"\n```\n' for include in includes)
    lines = EvidenceLines(page)
    assert [str(reference) for _, reference in references(page) if lines.take(reference)] == with_line
