"""Example pairs in two tabs: only files that differ are shown, with the lines that differ highlighted."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.blocks.example_pair import both_sides, changed_lines
from kaniko_guide_site.snippets.pairs import ExamplePair

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def pair(tmp_path: Path) -> ExamplePair:
    for name, text in {
        "bad/Dockerfile": "FROM a\nCOPY b /\nRUN c\n",
        "good/Dockerfile": "FROM a\n# --8<-- [start:x]\nCOPY d /\n# --8<-- [end:x]\nRUN c\n",
        "bad/same.txt": "a\n",
        "good/same.txt": "a\n",
        "good/extra.xml": "<a/>\n<b/>\n",
    }.items():
        path = tmp_path / "examples" / "some-rule" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return ExamplePair(tmp_path, "examples", "some-rule")


def test_files_that_differ_are_found_with_their_lines(pair: ExamplePair) -> None:
    assert list(changed_lines(pair.bad, pair.good)) == [(PurePosixPath("Dockerfile"), [2])]
    assert list(changed_lines(pair.good, pair.bad)) == [
        (PurePosixPath("Dockerfile"), [2]),
        (PurePosixPath("extra.xml"), [1, 2]),
    ]


def test_each_side_has_its_tab_and_its_blocks(pair: ExamplePair) -> None:
    assert list(both_sides(pair, "en")) == [
        '<div class="example-pair" data-search-exclude="true" markdown>',
        "",
        '=== "Wrong"',
        "",
        '    ```dockerfile title="Dockerfile" hl_lines="2"',
        '    --8<-- "examples/some-rule/bad/Dockerfile"',
        "    ```",
        "",
        '=== "Right"',
        "",
        '    ```dockerfile title="Dockerfile" hl_lines="2"',
        '    --8<-- "examples/some-rule/good/Dockerfile"',
        "    ```",
        "",
        '    ```xml title="extra.xml" hl_lines="1 2"',
        '    --8<-- "examples/some-rule/good/extra.xml"',
        "    ```",
        "",
        "",
        "</div>",
        "",
    ]
