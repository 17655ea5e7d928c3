"""The two sides of an example pair, wrong and right behind two tabs, with the lines that differ marked."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.snippets.reference import Reference, shown
from kaniko_guide_site.templates import around

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.snippets.pairs import ExamplePair

WRONG = Bilingual("错误的写法", "Wrong")
RIGHT = Bilingual("正确的写法", "Right")
LANGUAGES = {"jenkinsfile": "groovy", "dockerfile": "dockerfile", "manifest": "yaml", "shell": "sh"}


def both_sides(pair: ExamplePair, language: Language) -> Iterator[str]:
    """A pair's files that differ, wrong and right behind two tabs.

    Args:
        pair: the example pair.
        language: of the tabs' names.
    """
    yield from (*around("example_pair.html", _tabs(pair, language)), "")


def _tabs(pair: ExamplePair, language: Language) -> Iterator[str]:
    for title, side, other in ((WRONG, pair.bad, pair.good), (RIGHT, pair.good, pair.bad)):
        yield from (f'=== "{title[language]}"', "")
        for path, marked in changed(side, other):
            kind = project.kind_by_name(path)
            name = LANGUAGES.get(kind, "text") if kind else path.suffix.removeprefix(".") or "text"
            lines = f' hl_lines="{" ".join(map(str, marked))}"' if marked else ""
            yield f'    ```{name} title="{path}"{lines}'
            yield f'    --8<-- "{pair.path}/{side.name}/{path}"'
            yield from ("    ```", "")


def changed(side: Path, other: Path) -> Iterator[tuple[PurePosixPath, list[int]]]:
    """The files of one example that differ from the other's, and their lines that differ, counted from 1."""
    for path in sorted(path for path in side.rglob("*") if path.is_file()):
        name = PurePosixPath(path.relative_to(side))
        here = _lines(side, name)
        there = _lines(other, name)
        if here != there:
            steps = SequenceMatcher(None, there, here, autojunk=False).get_opcodes()
            yield name, [line + 1 for tag, *_, start, end in steps if tag != "equal" for line in range(start, end)]


def _lines(folder: Path, name: PurePosixPath) -> list[str]:
    return shown(folder, Reference(str(name))).splitlines() if (folder / name).is_file() else []
