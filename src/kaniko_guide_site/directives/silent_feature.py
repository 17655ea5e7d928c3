"""`::: silent-feature ID`: a feature that silently produces a wrong image, with what to write and its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.blocks import example_pair
from kaniko_guide_site.directives.silent_features import recorded_rows
from kaniko_guide_site.fact_tables import folded_proof
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.matrix import table as matrix_table
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import EXAMPLES, SILENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.silent_features import SilentFeature

FOUND = Bilingual(
    "规则 [`{rule}`](../rules/{rule}.md) 在构建之前发现它。",
    "The rule [`{rule}`](../rules/{rule}.md) finds it before the build.",
)
UNFOUND = Bilingual("没有规则能发现它：{why}。", "No rule can find it: {why}.")
FIX = Bilingual("**改成：** {fix}", "**Write instead:** {fix}")
FIXES = Bilingual("**改成：**", "**Write instead:**")
NAMED = Bilingual("{name}：{fix}", "{name}: {fix}")
RECORDED = Bilingual("两个版本的结果", "Results of both releases")
ALL = Bilingual(
    "[全部不支持的写法](../dockerfile-support.md)", "[All features that are not supported](../dockerfile-support.md)"
)


def arguments() -> Collection[str]:
    """The ids."""
    return silent_features.by_id()


def render(page: Page, topic: str) -> Iterator[str]:
    """What the image is, what to write instead, the rule with its example pair, and the recorded results."""
    language = page.language
    feature = silent_features.by_id()[topic]
    yield from ("", feature.wrong[language], "")
    yield from _fixes(feature, language)
    if feature.rule is None:
        yield from (UNFOUND.format(why=feature.unfound)[language], "")
    else:
        yield from (FOUND.format(rule=feature.rule)[language], "")
        group, name = (SILENT, feature.id) if feature.features else (EXAMPLES, feature.rule)
        pairs = library.load(page.snippets).pairs
        yield from (*example_pair.both_sides(pairs[f"{group}/{name}"], language), "")
    yield from ("", f"## {RECORDED[language]} {{#results}}", "")
    yield from (matrix_table.table(recorded_rows(page.root, feature), language), "")
    yield from ("", *folded_proof(feature.claims, language, block=True).split("\n"), "", ALL[language], "")


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
