"""`::: errors-of PAGE`: the known errors of a layer or phase, each with its cause as the heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis.causes import confidence
from kaniko_guide.facts import executors
from kaniko_guide.facts.diagnosis import clues, signatures
from kaniko_guide.facts.diagnosis.signatures import INFERRED
from kaniko_guide.report import diagnosis as report
from kaniko_guide.report.text import FIX
from kaniko_guide_site import errors, templates
from kaniko_guide_site.fact_tables import EARLIER, KINDS, PROOF, folded, small
from kaniko_guide_site.headings import title
from kaniko_guide_site.markdown import literal
from kaniko_guide_site.punctuation import COLON, COMMA, LISTED, SEMICOLON

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.diagnosis.signatures import Confirmation, Signature
    from kaniko_guide_site.directives import Page

TOPICS = signatures.TOPICS
GITHUB = "https://github.com/{repository}/issues/{number}"
REPOSITORIES = {"GCT": ("kaniko", "GoogleContainerTools/kaniko")}

BREAK = "  "

SHOWN = 3
"""Texts of an error that are not folded."""
MORE = Bilingual("另外 {count} 种文字", "{count} more texts")
PRINTED = Bilingual("打印的文字：", "Printed text:")
IN_LOG = Bilingual("这些版本的日志里有：{builds}", "In the log of: {builds}")
SILENT = Bilingual("构建照样成功", "the build succeeds")
OWN = Bilingual("你自己的构建出的错", "your build's own error")
NOT_KNOWN = Bilingual("现象，原因不在这一行：", "symptom, the cause is not in this line: ")
ABOVE = Bilingual("上面有 {text}", "with {text} above it")
NOT_ABOVE = Bilingual("上面没有 {text}", "without {text} above it")
DETAILS = Bilingual("详细说明：", "More: ")
ALL = Bilingual(
    "[按文字查全部报错](../errors.md){ .moved-rest }", "[Find an error by its text](../errors.md){ .moved-rest }"
)


def arguments() -> Collection[str]:
    """The names of the pages of errors."""
    return [page.name for page in errors.pages()]


def render(page: Page, name: str) -> Iterator[str]:
    """A heading for each error."""
    (shown,) = (one for one in errors.pages() if one.name == name)
    for one in shown.errors:
        yield from _error(one, page.root, page.language)
    yield from (ALL[page.language], "")


def _error(one: Signature, root: Path, language: Language) -> Iterator[str]:
    """An error: its cause as the heading, the text that is printed, the causes with their fixes, and the evidence."""
    yield from ("", f"## {literal(errors.headings(language)[one.id])} {{#{one.id}}}", "")
    yield from (*templates.wrap_markdown("printed.html", _printed(one, language)), "")
    if facts := list(_facts(one, language)):
        yield from (COMMA[language].join(facts), "{ .rule-facts }", "")
    for rank, cause in enumerate(one.causes):
        label = NOT_KNOWN if one.symptom else report.CONFIDENCES[confidence(one, rank)]
        yield _labeled_line(label[language], cause.cause[language]) + BREAK
        yield from (_labeled_line(FIX[language], cause.fix[language]), "")
        if cause.confirm:
            yield from _confirmation(cause.confirm, language)
    if one.page:
        yield from (f"{DETAILS[language]}[{title(one.page, root, language)}](../{one.page})", "")
    yield from _evidence(one, language)


def _printed(one: Signature, language: Language) -> Iterator[str]:
    """The texts that are printed; those after the first ones are folded."""
    texts = errors.printed_texts(one, language)
    yield from (PRINTED[language], "")
    yield from (f"- {text}" for text in texts[:SHOWN])
    if texts[SHOWN:]:
        yield from ("", f'??? note "{MORE.format(count=len(texts) - SHOWN)[language]}"', "")
        yield from (f"    - {text}" for text in texts[SHOWN:])


def _facts(one: Signature, language: Language) -> Iterator[str]:
    if one.releases or one.runs:
        names = one.releases or executors.releases()
        yield IN_LOG.format(builds=LISTED[language].join(executors.title(name)[language] for name in names))[language]
    if words := condition(one, language):
        yield words
    if one.silent:
        yield SILENT[language]
    if one.own_error:
        yield OWN[language]


def _evidence(one: Signature, language: Language) -> Iterator[str]:
    proofs = dict(_proofs(one, language))
    summary = f"{PROOF[language]}{LISTED[language].join(proofs)}"
    if any(proofs.values()):
        shown = (COLON[language].join(filter(None, (kind, names))) for kind, names in proofs.items())
        yield from (*folded(summary, SEMICOLON[language].join(shown), block=True).split("\n"), "")
    elif proofs:
        yield from (small(summary), "")


def _confirmation(confirm: Confirmation, language: Language) -> Iterator[str]:
    place = report.CONFIRM.format(where=confirm.where)[language]
    yield from (literal(place.strip()), "", "```sh", confirm.command, "```", "")
    for reading in confirm.answers:
        shown, meant = reading.shows[language], reading.means[language]
        yield f"- {literal(report.READING.format(shows=shown, means=meant)[language])}"
    yield ""


def _labeled_line(label: str, text: str) -> str:
    words = label.rstrip()
    return f"**{words}**{label.removeprefix(words)}{literal(text)}"


def condition(one: Signature, language: Language) -> str:
    """What else must be in the log, or must not, in Markdown; empty if there is no condition.

    Args:
        one: any.
        language: of the words.
    """
    known = clues.clues()
    sides = ((ABOVE, one.requires), (NOT_ABOVE, one.excludes))
    return COMMA[language].join(
        words.format(text=LISTED[language].join(errors.pattern_as_code(known[name][0], language) for name in names))[
            language
        ]
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
