"""`::: flags`: every flag of the executor, by release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide_site.fact_tables import small, stack_lines, table, with_proof
from kaniko_guide_site.facts import flag_notes
from kaniko_guide_site.punctuation import COMMA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.executors import FlagFact
    from kaniko_guide_site.directives import Page

TOPICS = ("executors", "flag_notes")
FLAG = Bilingual("参数与默认值", "Flag and default")
MEASURED = Bilingual("实测", "Measured")
BOOLEAN = Bilingual("开关", "boolean")
ACCEPTED = Bilingual("有", "yes")
HIDDEN = Bilingual("有，`--help` 不显示", "yes, not in `--help`")
DEPRECATED = Bilingual("弃用", "deprecated")
LACKING = Bilingual("—", "—")


def render(page: Page) -> Iterator[str]:
    """A row for each flag."""
    builds = executors.releases()
    known = [executors.flags(build) for build in builds]
    names = sorted({flag.name for flags in known for flag in flags.values()})
    rows = (_flag(name, [flags.get(name) for flags in known], page.root, page.language) for name in names)
    return table((FLAG, *map(executors.title, builds), MEASURED), rows, page.language)


def _flag(name: str, flags: list[FlagFact | None], root: Path, language: Language) -> list[str]:
    known = [flag for flag in flags if flag is not None]
    short = f"`{known[0].short}` " if known[0].short else ""
    note = flag_notes.notes().get(name)
    return [
        stack_lines([f"{short}`{name}`", small(_value(known[-1], language))]),
        *(_state(flag, language) for flag in flags),
        with_proof(note, root, language) if note else "",
    ]


def _state(flag: FlagFact | None, language: Language) -> str:
    if flag is None:
        return LACKING[language]
    state = HIDDEN if flag in executors.hidden_flags() else ACCEPTED
    return COMMA[language].join([state[language], *([DEPRECATED[language]] if flag.deprecated else [])])


def _value(flag: FlagFact, language: Language) -> str:
    kind = flag.type or BOOLEAN[language]
    return kind if flag.default is None else f"{kind} = `{flag.default}`"
