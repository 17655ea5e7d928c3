"""`::: flags`: every flag of the executor, by build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content, executors
from kaniko_guide_site.facts import flag_notes
from kaniko_guide_site.punctuation import COMMA
from kaniko_guide_site.tables_of_facts import proved, small, stacked, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page

FLAG = Bilingual("参数与默认值", "Flag and default")
MEASURED = Bilingual("实测", "Measured")
SWITCH = Bilingual("开关", "switch")
ACCEPTED = Bilingual("有", "yes")
HIDDEN = Bilingual("有，`--help` 不显示", "yes, not in `--help`")
DEPRECATED = Bilingual("弃用", "deprecated")
LACKING = Bilingual("—", "—")


def render(page: Page) -> Iterator[str]:
    """A row for each flag."""
    builds = executors.builds()
    listed = {build: _listed(build) for build in builds}
    names = sorted({name for entries in listed.values() for name in entries})
    rows = (_flag(name, [listed[build].get(name) for build in builds], page.root, page.language) for name in names)
    return table((FLAG, *map(executors.title, builds), MEASURED), rows, page.language)


def _flag(name: str, entries: list[dict[str, Any] | None], root: Path, language: Language) -> list[str]:
    known = [entry for entry in entries if entry is not None]
    short = f"`{known[0]['short']}` " if "short" in known[0] else ""
    note = flag_notes.notes().get(name)
    return [
        stacked([f"{short}`{name}`", small(_value(known[-1], language))]),
        *(_state(entry, language) for entry in entries),
        proved(note, root, language) if note else "",
    ]


def _listed(build: str) -> dict[str, dict[str, Any]]:
    facts = content("executors")
    shown = {entry["name"]: entry for entry in facts["builds"][build]["build"]}
    return {entry["name"]: {**entry, "hidden": True} for entry in facts["hidden"]} | shown


def _state(entry: dict[str, Any] | None, language: Language) -> str:
    if entry is None:
        return LACKING[language]
    state = HIDDEN if entry.get("hidden") else ACCEPTED
    return COMMA[language].join([state[language], *([DEPRECATED[language]] if entry.get("deprecated") else [])])


def _value(entry: dict[str, Any], language: Language) -> str:
    kind = entry.get("type", SWITCH[language])
    return f"{kind} = `{entry['default']}`" if "default" in entry else kind
