"""The tools of a block: which downloads it offers, and whether its copy ends with a line break."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from kaniko_guide_site.blocks.toolbar import bar, keeps_last_break
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import Reference

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a recipe of two files, one of one file, and an example."""
    for name in ("two/recipe.yml", "two/a.sh", "two/Jenkinsfile", "one/recipe.yml", "one/a.sh", "examples/r/bad/a.sh"):
        path = tmp_path / "snippets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("title: {zh: 甲, en: a}\n", "utf-8")
    return tmp_path


def downloads(reference: Reference, root: Path) -> list[tuple[str | None, ...]]:
    """The tool, the address and the script of each download."""
    links = LexborHTMLParser(bar(reference, library.load(root / "snippets").recipes, "../", "en")).css("a[download]")
    names = ("data-tool", "href", "data-recipe")
    return [tuple(link.attributes.get(name) for name in names) for link in links]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (
            Reference("two/a.sh"),
            [("file", "../snippets/two/a.sh", None), ("zip", "../snippets/two.zip", "../snippets/two.js")],
        ),
        (
            Reference("two/Jenkinsfile", "pod"),
            [
                ("file", "../snippets/two/Jenkinsfile", "../snippets/two.js"),
                ("zip", "../snippets/two.zip", "../snippets/two.js"),
            ],
        ),
        (Reference("two/run.txt"), [("file", "../snippets/two/run.txt", None)]),
        (Reference("one/a.sh"), [("file", "../snippets/one/a.sh", None)]),
        (Reference("examples/r/bad/a.sh"), [("file", "../snippets/examples/r/bad/a.sh", None)]),
    ],
    ids=str,
)
def test_recipe_of_several_files_is_offered_whole(
    reference: Reference, expected: list[tuple[str | None, ...]], root: Path
) -> None:
    assert downloads(reference, root) == expected


def test_link_to_the_block_is_its_reference(root: Path) -> None:
    made = LexborHTMLParser(bar(Reference("two/Jenkinsfile", "pod"), library.load(root / "snippets").recipes, "", "en"))
    (tools,) = made.css(".block-tools")
    assert (tools.attributes["id"], tools.attributes["aria-label"]) == (
        "two/Jenkinsfile:pod",
        "Tools for two/Jenkinsfile:pod",
    )
    (link,) = made.css('[data-tool="link"]')
    assert link.attributes["href"] == "#two/Jenkinsfile:pod"


@pytest.mark.parametrize(
    ("reference", "kept"),
    [
        (Reference("two/Jenkinsfile"), True),
        (Reference("two/Jenkinsfile", "pod"), False),
        (Reference("two/a.sh"), False),
        (Reference("two/a.txt"), False),
        (Reference("two/pod.yaml", None, 1, 2), False),
    ],
    ids=str,
)
def test_only_a_whole_file_is_copied_with_its_last_break(reference: Reference, *, kept: bool) -> None:
    assert keeps_last_break(reference) is kept
