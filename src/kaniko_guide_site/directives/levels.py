"""`::: levels`: the levels of evidence, from weak to strong, with their marks and the programs that grant them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.evidence.model import LEVELS, MARKS, Level, checks
from kaniko_guide_site.fact_tables import table
from kaniko_guide_site.punctuation import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page

HEADERS = (
    Bilingual("级别", "Level"),
    Bilingual("标记", "Mark"),
    Bilingual("由这些程序给出", "Granted by"),
)
UNGRANTED = Bilingual("目前没有检查给出", "no check grants it yet")
PROGRAM = Bilingual("{program}（{substitute}）", "{program} ({substitute})")


def render(page: Page) -> Iterator[str]:
    """A row for each level; one that no check grants says so."""
    language = page.language
    rows = [
        [LEVELS[level][language], MARKS[level.mark][language], _programs(level, language) or UNGRANTED[language]]
        for level in Level
    ]
    yield from table(HEADERS, rows, language)


def _programs(level: Level, language: Language) -> str:
    names = [
        program if check.substitute is None else PROGRAM.format(program=program, substitute=check.substitute)[language]
        for check in checks().values()
        if check.level is level
        for program in check.programs
    ]
    return LISTED[language].join(dict.fromkeys(names))
