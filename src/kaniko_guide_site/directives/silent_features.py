"""`::: silent-features`: what makes a wrong image while the build succeeds and prints nothing, each with its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide_site.blocks import example_pair
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.matrix import rows as matrix
from kaniko_guide_site.matrix import table as matrix_table
from kaniko_guide_site.punctuation import COMMA
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import EXAMPLES, SILENT
from kaniko_guide_site.tables_of_facts import stacked, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.silent_features import SilentFeature
    from kaniko_guide_site.snippets.pairs import ExamplePair

TOPICS = ("silent_features", "dockerfile_features")
WRONG = ("ignored", "differs")
"""The kinds of verdict that no message and no exit code tells."""

ORDER = (*WRONG, "warned", "refused", "works", "note", "inapplicable")
"""Kinds of verdict, the one that tells most of a topic first."""

COUNT = Bilingual("一共 {all} 种：{each}。", "{all} in all: {each}.")
WRONG_IMAGE = Bilingual("镜像错", "wrong image")
SOME_WRONG = Bilingual("有的镜像错", "wrong image for some")
SOME_WORK = Bilingual("有的可用", "some work")
EACH = Bilingual("{build} 有 {count} 种", "{count} in {build}")
HEADERS = (Bilingual("写法", "What is written"), Bilingual("谁找出它", "What finds it"))
FOUND = Bilingual("规则 {link} 在构建之前找出它。", "The rule {link} finds it before the build.")
UNFOUND = Bilingual("没有规则能找出它：{why}。", "No rule can find it: {why}.")
NOBODY = Bilingual("—", "—")
FIX = Bilingual("**改成：** {fix}", "**Write instead:** {fix}")
FIXES = Bilingual("**改成：**", "**Write instead:**")
NAMED = Bilingual("{name}：{fix}", "{name}: {fix}")
NOT_COUNTED = Bilingual("不算在内的", "Not counted")
WHY_NOT = Bilingual(
    "记录里还有这些被忽略或做得不同，镜像却不因此而错：",
    "The record calls these ignored or different too, and no image is wrong for it:",
)
WHY_HEADERS = (Bilingual("写法", "What is written"), Bilingual("为什么不算", "Why not"))


def render(page: Page) -> Iterator[str]:
    """A table of all topics, a section each, and what is left out."""
    root, language = page.root, page.language
    topics = silent_features.by_id().values()
    each = [
        EACH.format(build=executors.title(build), count=sum(state(root, topic, build) in WRONG for topic in topics))
        for build in executors.releases()
    ]
    listed = COMMA[language].join(one[language] for one in each)
    yield from ("", COUNT.format(all=len(topics), each=listed)[language], "")
    headers = (HEADERS[0], *map(executors.title, executors.releases()), HEADERS[1])
    yield from table(headers, (_listed(root, topic, language) for topic in topics), language)
    pairs = library.load(page.snippets).pairs
    for topic in topics:
        yield from _section(root, topic, pairs, language)
    yield from ("", f"## {NOT_COUNTED[language]} {{#not-counted}}", "", WHY_NOT[language], "")
    rows = ([stacked(f"`` {row} ``" for row in one.rows), one.why[language]] for one in silent_features.harmless())
    yield from table(WHY_HEADERS, rows, language)


def state(root: Path, topic: SilentFeature, build: str) -> str:
    """The kind of verdict that tells most of what a build does with a topic, as `matrix_table.KINDS` has it.

    Args:
        root: the project's folder.
        topic: any.
        build: one of `executors.releases()`.
    """
    return min(_kinds(root, topic, build), key=ORDER.index)


def _kinds(root: Path, topic: SilentFeature, build: str) -> set[str]:
    return {matrix.kind_of(row.verdicts[build]) for row in _rows(root, topic)}


def _rows(root: Path, topic: SilentFeature) -> list[matrix.Row]:
    known = {row.feature: row for row in matrix.rows(root).values()}
    return [known[feature] for feature in topic.rows]


def _listed(root: Path, topic: SilentFeature, language: Language) -> list[str]:
    found = _link(topic.rule) if topic.rule else NOBODY[language]
    levels = [_level(_kinds(root, topic, build), language) for build in executors.releases()]
    return [f"[{topic.title[language]}](#{topic.id})", *levels, found]


def _level(kinds: set[str], language: Language) -> str:
    wrong = not kinds.isdisjoint(WRONG)
    if wrong:
        words = WRONG_IMAGE if kinds.issubset(WRONG) else SOME_WRONG
    elif len(kinds) > 1 and "works" in kinds:
        words = SOME_WORK
    else:
        words = matrix_table.KINDS[min(kinds, key=ORDER.index)]
    return matrix_table.level(words[language], wrong=wrong, works=kinds == {"works"})


def _link(rule: str) -> str:
    return f"[`{rule}`](rules.md#{rule})"


def _section(root: Path, topic: SilentFeature, pairs: Mapping[str, ExamplePair], language: Language) -> Iterator[str]:
    yield from ("", f"## {topic.title[language]} {{#{topic.id}}}", "", topic.wrong[language], "")
    yield from _fixes(topic, language)
    if topic.rule is None:
        yield from (UNFOUND.format(why=topic.unfound)[language], "")
    else:
        yield from (FOUND.format(link=_link(topic.rule))[language], "")
        group, name = (SILENT, topic.id) if topic.features else (EXAMPLES, topic.rule)
        yield from example_pair.both_sides(pairs[f"{group}/{name}"], language)
        yield ""
    yield from (matrix_table.table(_rows(root, topic), language), "")


def _fixes(topic: SilentFeature, language: Language) -> Iterator[str]:
    own = [topic.fix] if topic.fix else []
    if topic.rule and not topic.features:
        own = [message.help for message in rules.load()[topic.rule].RULE.messages]
    known = dict.fromkeys([*own, *(feature.fix for feature in topic.features)])
    if len(known) == 1:
        yield from (FIX.format(fix=next(iter(known)))[language], "")
        return
    yield from (FIXES[language], "")
    for feature in topic.features:
        yield f"- {NAMED.format(name=feature.name, fix=feature.fix)[language]}"
    yield ""
