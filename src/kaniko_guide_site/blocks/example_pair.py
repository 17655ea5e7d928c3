"""An example pair in two tabs, wrong and right, with the lines that differ highlighted."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.snippets.reference import Reference, selected_text
from kaniko_guide_site.templates import wrap_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.snippets.pairs import ExamplePair

WRONG = Bilingual("错误的写法", "Wrong")
RIGHT = Bilingual("正确的写法", "Right")
LANGUAGES = {"jenkinsfile": "groovy", "dockerfile": "dockerfile", "manifest": "yaml", "shell": "sh"}


def both_sides(pair: ExamplePair, language: Language) -> Iterator[str]:
    """The files of a pair that differ, in two tabs, wrong and right.

    Args:
        pair: the example pair.
        language: of the tabs' names.
    """
    yield from (*wrap_markdown("example_pair.html", _tabs(pair, language)), "")


def _tabs(pair: ExamplePair, language: Language) -> Iterator[str]:
    for title, side, other in ((WRONG, pair.bad, pair.good), (RIGHT, pair.good, pair.bad)):
        yield from (f'=== "{title[language]}"', "")
        for path, marked in changed_lines(side, other):
            kind = project.kind_by_name(path)
            highlighter = LANGUAGES.get(kind, "text") if kind else path.suffix.removeprefix(".") or "text"
            lines = f' hl_lines="{" ".join(map(str, marked))}"' if marked else ""
            yield f'    ```{highlighter} title="{path}"{lines}'
            yield f'    --8<-- "{pair.path}/{side.name}/{path}"'
            yield from ("    ```", "")


def changed_lines(side: Path, other: Path) -> Iterator[tuple[PurePosixPath, list[int]]]:
    """The files of an example that differ from those of the other, each with the numbers of the lines that differ."""
    for path in sorted(path for path in side.rglob("*") if path.is_file()):
        name = PurePosixPath(path.relative_to(side))
        lines = _lines(side, name)
        other_lines = _lines(other, name)
        if lines != other_lines:
            steps = SequenceMatcher(None, other_lines, lines, autojunk=False).get_opcodes()
            yield name, [line + 1 for tag, *_, start, end in steps if tag != "equal" for line in range(start, end)]


def _lines(directory: Path, name: PurePosixPath) -> list[str]:
    return selected_text(directory, Reference(str(name))).splitlines() if (directory / name).is_file() else []
