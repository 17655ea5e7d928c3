"""`::: error-stage STAGE`: the known errors of a stage with their causes, below the text that is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis.causes import confidence
from kaniko_guide.facts import executors, signatures
from kaniko_guide.facts.signatures import ANYTHING, INFERRED
from kaniko_guide.report import diagnosis as report
from kaniko_guide.report.text import FIX
from kaniko_guide_site.fact_tables import EARLIER, KINDS, PROOF, folded, small
from kaniko_guide_site.headings import title
from kaniko_guide_site.markdown import code, literal
from kaniko_guide_site.punctuation import COLON, COMMA, LISTED, SEMICOLON

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.signatures import Pattern, Signature
    from kaniko_guide_site.directives import Page

TOPICS = ("signatures",)
GITHUB = "https://github.com/{repository}/issues/{number}"
REPOSITORIES = {"GCT": ("kaniko", "GoogleContainerTools/kaniko")}

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
ALL = Bilingual("[全部报错](../errors.md)", "[All errors](../errors.md)")
THEN = Bilingual("，接着 ", ", then ")


def arguments() -> Collection[str]:
    """The stages that have errors."""
    used = {one.stage for one in signatures.signatures()}
    return [stage.id for stage in signatures.stages() if stage.id in used]


def render(page: Page, stage: str) -> Iterator[str]:
    """A heading for each text."""
    for group in groups(stage):
        yield from _text(group, page.root, page.language)
    yield from (ALL[page.language], "")


def groups(stage: str) -> list[list[Signature]]:
    """The errors of a stage, those with the same text together: first in any log, then under conditions on the log.

    Args:
        stage: its id.
    """
    found: dict[Pattern, list[Signature]] = {}
    for one in signatures.signatures():
        if one.stage == stage:
            found.setdefault(one.patterns[0], []).append(one)
    return [sorted(group, key=lambda one: bool(one.requires or one.excludes)) for group in found.values()]


def address(stage: str) -> str:
    """The page of the errors of a stage.

    Args:
        stage: its id.
    """
    return f"errors/{stage}.md"


def _text(group: list[Signature], root: Path, language: Language) -> Iterator[str]:
    """A text with its causes: first in any log, then under conditions on the rest of the log."""
    general, *special = group
    yield from ("", f"## {pattern_as_code(general.patterns[0], language)} {{#{general.id}}}", "")
    yield from _body(general, condition(general, language), root, language)
    for one in special:
        yield from ("", f"### {condition(one, language)} {{#{one.id}}}", "")
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
    yield from (f"{DETAILS[language]}[{title(one.page, root, language)}](../{one.page})", "")
    if one.cases or one.runs or one.proof:
        proofs = dict(_proofs(one, language))
        summary = f"{PROOF[language]}{LISTED[language].join(proofs)}"
        if any(proofs.values()):
            shown = (COLON[language].join(filter(None, (kind, names))) for kind, names in proofs.items())
            yield from (*folded(summary, SEMICOLON[language].join(shown), block=True).split("\n"), "")
        else:
            yield from (small(summary), "")


def pattern_as_code(pattern: Pattern, language: Language) -> str:
    """A pattern as code, with `…` for any text between its parts.

    Args:
        pattern: lines that follow each other.
        language: of the text between two lines.
    """
    return THEN[language].join(code(_line(line)) for line in pattern)


def _line(parts: tuple[str, ...]) -> str:
    text = ANYTHING.join(parts).lstrip()
    return f"{text}{ANYTHING}" if text.endswith(UNFINISHED) or text.count('"') % 2 else text


def _labelled_line(label: str, text: str) -> str:
    words = label.rstrip()
    return f"**{words}**{label.removeprefix(words)}{literal(text)}"


def condition(one: Signature, language: Language) -> str:
    """What else must be in the log, or must not, in Markdown; empty if there is no condition.

    Args:
        one: any.
        language: of the words.
    """
    clues = signatures.clues()
    sides = ((ABOVE, one.requires), (NOT_ABOVE, one.excludes))
    return COMMA[language].join(
        words.format(text=LISTED[language].join(pattern_as_code(clues[name][0], language) for name in names))[language]
        for words, names in sides
        if names
    )


def _proofs(one: Signature, language: Language) -> Iterator[tuple[str, str]]:
    """The kinds of its proofs, each with their names."""
    if one.cases:
        yield KINDS["run"][language], LISTED[language].join(f"`{case}`" for case in one.cases)
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
        yield KINDS["source"][language], LISTED[language].join(sources)
    if threads:
        yield KINDS["thread"][language], LISTED[language].join(threads)
    if INFERRED in one.proof:
        yield KINDS["inferred"][language], ""
    if one.runs:
        yield EARLIER[language], LISTED[language].join(f"`{run}`" for run in one.runs)
