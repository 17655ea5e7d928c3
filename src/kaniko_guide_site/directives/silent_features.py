"""`::: silent-features`: features that silently produce a wrong image, each with its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide_site.blocks import example_pair
from kaniko_guide_site.fact_tables import folded_proof, stack_lines, table
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.matrix import rows as matrix
from kaniko_guide_site.matrix import table as matrix_table
from kaniko_guide_site.punctuation import COMMA
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import EXAMPLES, SILENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.silent_features import SilentFeature
    from kaniko_guide_site.snippets.pairs import ExamplePair

TOPICS = ("silent_features", "dockerfile_features")
WRONG = ("ignored", "differs")
"""The kinds of verdict without a message or an exit code."""

ORDER = (*WRONG, "warned", "refused", "works", "note", "inapplicable")
"""Kinds of verdict, the most serious first."""

COUNT = Bilingual("一共 {all} 种：{each}。", "{all} in all: {each}.")
WRONG_IMAGE = Bilingual("镜像有误", "wrong image")
SOME_WRONG = Bilingual("有的镜像有误", "wrong image for some")
SOME_WORK = Bilingual("有的可用", "some work")
EACH = Bilingual("{build} 有 {count} 种", "{count} in {build}")
HEADERS = (Bilingual("写法", "Feature"), Bilingual("由什么发现", "Found by"))
FOUND = Bilingual("规则 {link} 在构建之前发现它。", "The rule {link} finds it before the build.")
UNFOUND = Bilingual("没有规则能发现它：{why}。", "No rule can find it: {why}.")
NO_RULE = Bilingual("—", "—")
FIX = Bilingual("**改成：** {fix}", "**Write instead:** {fix}")
FIXES = Bilingual("**改成：**", "**Write instead:**")
NAMED = Bilingual("{name}：{fix}", "{name}: {fix}")
EARLIER = Bilingual("早先的记录（这里不能重跑）：", "Recorded earlier, not repeatable here:")
NOT_COUNTED = Bilingual("不算在内的", "Not counted")
WHY_NOT = Bilingual(
    "记录里还有这些被忽略或结果不同，这里不算镜像有误：",
    "The record also calls these ignored or different; they are not counted as wrong images here:",
)
WHY_HEADERS = (Bilingual("写法", "Feature"), Bilingual("为什么不算", "Why not"))


def render(page: Page) -> Iterator[str]:
    """A table of all silent features, a section for each, and the features that are not counted."""
    root, language = page.root, page.language
    features = silent_features.by_id().values()
    each = [
        EACH.format(
            build=executors.title(build), count=sum(state(root, feature, build) in WRONG for feature in features)
        )
        for build in executors.releases()
    ]
    listed = COMMA[language].join(one[language] for one in each)
    yield from ("", COUNT.format(all=len(features), each=listed)[language], "")
    headers = (HEADERS[0], *map(executors.title, executors.releases()), HEADERS[1])
    yield from table(headers, (_summary_row(root, feature, language) for feature in features), language)
    pairs = library.load(page.snippets).pairs
    for feature in features:
        yield from _section(root, feature, pairs, language)
    yield from ("", f"## {NOT_COUNTED[language]} {{#not-counted}}", "", WHY_NOT[language], "")
    rows = ([stack_lines(f"`` {row} ``" for row in one.rows), one.why[language]] for one in silent_features.harmless())
    yield from table(WHY_HEADERS, rows, language)


def state(root: Path, feature: SilentFeature, build: str) -> str:
    """The most serious kind of verdict of a feature in a release, a key of `matrix_table.KINDS`.

    Args:
        root: the project's directory.
        feature: any.
        build: one of `executors.releases()`.
    """
    return min(_kinds(root, feature, build), key=ORDER.index)


def _kinds(root: Path, feature: SilentFeature, build: str) -> set[str]:
    return {matrix.kind_of(row.verdicts[build]) for row in _rows(root, feature)}


def _rows(root: Path, feature: SilentFeature) -> list[matrix.Row]:
    known = {row.feature: row for row in matrix.rows(root).values()}
    return [known[feature] for feature in feature.rows]


def _summary_row(root: Path, feature: SilentFeature, language: Language) -> list[str]:
    found = _link(feature.rule) if feature.rule else NO_RULE[language]
    levels = [_level(_kinds(root, feature, build), language) for build in executors.releases()]
    return [f"[{feature.title[language]}](#{feature.id})", *levels, found]


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
    return f"[`{rule}`](rules/{rule}.md)"


def _section(root: Path, feature: SilentFeature, pairs: Mapping[str, ExamplePair], language: Language) -> Iterator[str]:
    yield from ("", f"## {feature.title[language]} {{#{feature.id}}}", "", feature.wrong[language], "")
    yield from _fixes(feature, language)
    if feature.rule is None:
        yield from (UNFOUND.format(why=feature.unfound)[language], "")
    else:
        yield from (FOUND.format(link=_link(feature.rule))[language], "")
        group, name = (SILENT, feature.id) if feature.features else (EXAMPLES, feature.rule)
        yield from example_pair.both_sides(pairs[f"{group}/{name}"], language)
        yield ""
    yield from (folded_proof(feature.claims, language), "", EARLIER[language], "")
    yield from (matrix_table.table(_rows(root, feature), language), "")


def _fixes(silent: SilentFeature, language: Language) -> Iterator[str]:
    own = [silent.fix] if silent.fix else []
    if silent.rule and not silent.features:
        own = [message.help for message in rules.load()[silent.rule].RULE.messages]
    known = dict.fromkeys([*own, *(feature.fix for feature in silent.features)])
    if len(known) == 1:
        yield from (FIX.format(fix=next(iter(known)))[language], "")
        return
    yield from (FIXES[language], "")
    for feature in silent.features:
        yield f"- {NAMED.format(name=feature.name, fix=feature.fix)[language]}"
    yield ""
