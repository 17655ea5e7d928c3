"""`::: signatures`: every known error with its causes, below the text that is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis.causes import confidence
from kaniko_guide.facts import executors, signatures
from kaniko_guide.facts.signatures import ANYTHING, INFERRED
from kaniko_guide.report import diagnosis as report
from kaniko_guide.report.text import FIX
from kaniko_guide_site.fact_tables import KINDS
from kaniko_guide_site.headings import title
from kaniko_guide_site.markdown import literal
from kaniko_guide_site.punctuation import COMMA, LISTED, SEMICOLON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.signatures import Pattern, Signature
    from kaniko_guide_site.directives import Page

TOPICS = ("signatures",)
GITHUB = "https://github.com/{repository}/issues/{number}"
REPOSITORIES = {"GCT": ("kaniko", "GoogleContainerTools/kaniko")}
RECORDED = "verification.md#recorded"

BREAK = "  "
UNFINISHED = (" ", "/", "=", "[", "-")
"""Endings of a pattern after which any text follows in a log."""

IN_LOG = Bilingual("这些版本的日志里有：{builds}", "In the log of: {builds}")
ANY_IN_LOG = Bilingual(
    "这些版本的日志里有它，或者下面的一种文字：{builds}", "This text or one below is in the log of: {builds}"
)
SILENT = Bilingual("构建照样成功", "the build succeeds")
SYMPTOM = Bilingual("只是现象", "only a symptom")
OTHERS = Bilingual("别的步骤或程序也会打印", "printed by other stages or programs too")
ABOVE = Bilingual("上面有 {text}", "with {text} above it")
NOT_ABOVE = Bilingual("上面没有 {text}", "without {text} above it")
OTHER = Bilingual("同一条里的其他文字：", "Other texts of this entry:")
DETAILS = Bilingual("详细说明：", "More: ")
PROOF = Bilingual("依据：", "How it is known: ")
RUNS = Bilingual(
    "[早先的记录](" + RECORDED + ")（这里不能重跑）{runs}",
    "[recorded earlier](" + RECORDED + "), not repeatable here {runs}",
)
THEN = Bilingual("，接着 ", ", then ")


def render(page: Page) -> Iterator[str]:
    """A section for each stage, in it a heading for each text."""
    for stage in signatures.stages():
        groups: dict[Pattern, list[Signature]] = {}
        for one in signatures.signatures():
            if one.stage == stage.id:
                groups.setdefault(one.patterns[0], []).append(one)
        if groups:
            yield from ("", f"## {stage.title[page.language]} {{#at-{stage.id}}}", "")
        for group in groups.values():
            yield from _text(group, page.root, page.language)


def _text(group: list[Signature], root: Path, language: Language) -> Iterator[str]:
    """A text with its causes: first in any log, then under conditions on the rest of the log."""
    group.sort(key=lambda one: bool(one.requires or one.excludes))
    general, *special = group
    yield from ("", f"### {pattern_as_code(general.patterns[0], language)} {{#{general.id}}}", "")
    yield from _body(general, _condition(general, language), root, language)
    for one in special:
        yield from ("", f"#### {_condition(one, language)} {{#{one.id}}}", "")
        yield from _body(one, "", root, language)


def _body(one: Signature, condition: str, root: Path, language: Language) -> Iterator[str]:
    between = COMMA[language]
    facts = []
    if one.releases or one.runs:
        builds = LISTED[language].join(executors.title(name)[language] for name in one.releases or executors.releases())
        facts.append((ANY_IN_LOG if one.patterns[1:] else IN_LOG).format(builds=builds)[language])
    facts += [condition] if condition else []
    words = ((SILENT, one.silent), (SYMPTOM, one.symptom), (OTHERS, one.stage_text is not None))
    facts += [word[language] for word, said in words if said]
    if facts:
        yield from (between.join(facts), "{ .rule-facts }", "")
    if one.patterns[1:]:
        yield from (OTHER[language], "")
        yield from (f"- {pattern_as_code(pattern, language)}" for pattern in one.patterns[1:])
        yield ""
    for rank, cause in enumerate(one.causes):
        sure = report.CONFIDENCES[confidence(one, rank)]
        yield _labelled_line(sure[language], cause.cause[language]) + BREAK
        yield from (_labelled_line(FIX[language], cause.fix[language]), "")
        if cause.confirm:
            yield from (report.CONFIRM[language].strip(), "", "```sh", cause.confirm, "```", "")
    yield from (f"{DETAILS[language]}[{title(one.page, root, language)}]({one.page})", "")
    if one.cases or one.runs or one.proof:
        yield from (f"{PROOF[language]}{SEMICOLON[language].join(_proofs(one, language))}", "{ .rule-source }", "")


def pattern_as_code(pattern: Pattern, language: Language) -> str:
    """A pattern as code, with `…` for any text between its parts.

    Args:
        pattern: lines that follow each other.
        language: of the text between two lines.
    """
    return THEN[language].join(f"`{_line(line)}`" for line in pattern)


def _line(parts: tuple[str, ...]) -> str:
    text = ANYTHING.join(parts).lstrip()
    return f"{text}{ANYTHING}" if text.endswith(UNFINISHED) or text.count('"') % 2 else text


def _labelled_line(label: str, text: str) -> str:
    words = label.rstrip()
    return f"**{words}**{label.removeprefix(words)}{literal(text)}"


def _condition(one: Signature, language: Language) -> str:
    clues = signatures.clues()
    sides = ((ABOVE, one.requires), (NOT_ABOVE, one.excludes))
    return COMMA[language].join(
        words.format(text=LISTED[language].join(pattern_as_code(clues[name][0], language) for name in names))[language]
        for words, names in sides
        if names
    )


def _proofs(one: Signature, language: Language) -> Iterator[str]:
    if one.cases:
        yield f"{KINDS['run'][language]} {LISTED[language].join(f'`{case}`' for case in one.cases)}"
    if one.runs:
        yield RUNS.format(runs=LISTED[language].join(f"`{run}`" for run in one.runs))[language]
    threads, sources = [], []
    for proof in one.proof:
        place, _, number = proof.rpartition("#")
        name, repository = REPOSITORIES.get(place, (place, place))
        address = GITHUB.format(repository=repository, number=number)
        if place and number.isdecimal():
            threads.append(f"[{name}#{number}]({address})")
        elif proof != INFERRED:
            sources.append(literal(proof))
    if sources:
        yield f"{KINDS['source'][language]} {LISTED[language].join(sources)}"
    if threads:
        yield f"{KINDS['thread'][language]} {LISTED[language].join(threads)}"
    if INFERRED in one.proof:
        yield KINDS["inferred"][language]
