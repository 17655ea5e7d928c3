"""`::: silent-features`: features that silently produce a wrong image, each with a link to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide_site.fact_tables import table
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.matrix import rows as matrix
from kaniko_guide_site.matrix import table as matrix_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.silent_features import SilentFeature

TOPICS = ("silent_features", "dockerfile_features")
WRONG = ("ignored", "differs")
"""The kinds of verdict without a message or an exit code."""

ORDER = (*WRONG, "warned", "refused", "works", "note", "inapplicable")
"""Kinds of verdict, the most serious first."""

WRONG_IMAGE = Bilingual("镜像有误", "wrong image")
SOME_WRONG = Bilingual("有的镜像有误", "wrong image for some")
SOME_WORK = Bilingual("有的可用", "some work")
HEADERS = (Bilingual("写法", "Feature"), Bilingual("检查规则", "Rule"))
NO_RULE = Bilingual("—", "—")


def render(page: Page) -> Iterator[str]:
    """A row for each. Its anchor is its id; a script leads from there to its page."""
    headers = (HEADERS[0], *map(executors.title, executors.releases()), HEADERS[1])
    features = silent_features.by_id().values()
    yield from table(headers, (_row(page.root, feature, page.language) for feature in features), page.language)


def recorded_rows(root: Path, feature: SilentFeature) -> list[matrix.Row]:
    """The rows of the recorded matrix that are of a feature.

    Args:
        root: the project's directory.
        feature: any.
    """
    known = {row.feature: row for row in matrix.rows(root).values()}
    return [known[feature] for feature in feature.rows]


def _kinds(root: Path, feature: SilentFeature, build: str) -> set[str]:
    return {matrix.kind_of(row.verdicts[build]) for row in recorded_rows(root, feature)}


def _row(root: Path, feature: SilentFeature, language: Language) -> list[str]:
    found = f"[`{feature.rule}`](rules/{feature.rule}.md)" if feature.rule else NO_RULE[language]
    levels = [_level(_kinds(root, feature, build), language) for build in executors.releases()]
    return [f"[{feature.title[language]}]({feature.page}){{ #{feature.id} .moved }}", *levels, found]


def _level(kinds: set[str], language: Language) -> str:
    wrong = not kinds.isdisjoint(WRONG)
    if wrong:
        words = WRONG_IMAGE if kinds.issubset(WRONG) else SOME_WRONG
    elif len(kinds) > 1 and "works" in kinds:
        words = SOME_WORK
    else:
        words = matrix_table.KINDS[min(kinds, key=ORDER.index)]
    return matrix_table.level(words[language], wrong=wrong, works=kinds == {"works"})
