"""`::: log RELEASE`: the recorded log of a successful build, divided into its phases, with the meaning of each line."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis.patterns import matches
from kaniko_guide.facts import executors
from kaniko_guide.facts.diagnosis import layers
from kaniko_guide.facts.diagnosis.layers import Part
from kaniko_guide_site import errors
from kaniko_guide_site.facts.log_lines import log_lines
from kaniko_guide_site.punctuation import LISTED
from kaniko_guide_site.snippets.reference import Reference, selected_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.log_lines import LogLine

TOPICS = ("log_lines",)
RECORD = "recorded/{build}/01-seed-build.txt"
HEADING = Bilingual("{phases}：第 {lines} 行", "{phases}: lines {lines}")
BLOCK = Bilingual("{build}，第 {lines} 行", "{build}, lines {lines}")
HEADERS = Bilingual("| 行 | 意思 |", "| Line | Meaning |")
PHASE = Bilingual("**{phase}：**", "**{phase}:** ")
STOPPED = Bilingual("停在这里？这一阶段的报错：{links}。", "Did it stop here? The errors of this phase: {links}.")


class UnexplainedError(Exception):
    """A line that no entry of `log_lines.yml` explains."""


def arguments() -> Collection[str]:
    """The releases of the executor."""
    return executors.releases()


def render(page: Page, build: str) -> Iterator[str]:
    """The sections of the log of one release.

    Raises:
        UnexplainedError: see there.
    """
    language = page.language
    record = RECORD.format(build=build)
    lines = classify_lines(selected_text(page.snippets, Reference(record)).split("\n"))
    titles = {phase.id: phase.title[language] for layer in layers.layers() for phase in layer.phases}
    for part in parts([one.phase for one in lines]):
        phases = list(dict.fromkeys(lines[at].phase for at in part))
        place = f"{part[0] + 1}–{part[-1] + 1}" if len(part) > 1 else str(part[0] + 1)
        heading = HEADING.format(phases=LISTED[language].join(titles[phase] for phase in phases), lines=place)
        yield from ("", f"### {heading[language]} {{#{build.partition('-')[0]}-{phases[0]}}}", "")
        block = BLOCK.format(build=executors.title(build)[language], lines=place)[language]
        yield f'```text title="{block}" linenums="{part[0] + 1}"'
        yield from (f'--8<-- "{record}:{part[0] + 1}:{part[-1] + 1}"', "```", "")
        yield from (HEADERS[language], "|---|---|")
        for kind, numbers in _alike(lines, part):
            name = "" if kind.phase == phases[0] else PHASE.format(phase=titles[kind.phase])[language]
            yield f"| {LISTED[language].join(numbers)} | {name}{kind.meaning[language]} |"
        failing = {one.part for one in errors.pages()}
        names = {phase: Part("executor", phase).id for phase in phases}
        links = [f"[{titles[phase]}](errors.md#at-{name})" for phase, name in names.items() if name in failing]
        if links:
            yield from ("", STOPPED.format(links=LISTED[language].join(links))[language])
        yield ""


def classify_lines(lines: Sequence[str]) -> list[LogLine]:
    """The kind of each line.

    Args:
        lines: of a log, in order.

    Raises:
        UnexplainedError: see there.
    """
    found = []
    for at, line in enumerate(lines):
        kind = next(
            (kind for kind in log_lines() if any(matches(each, line, lines[:at]) for each in kind.patterns)), None
        )
        if kind is None:
            raise UnexplainedError(line)
        found.append(kind)
    return found


def parts(phases: Sequence[str]) -> Iterator[range]:
    """Where to divide a log: into the smallest parts of which no two share a phase.

    Args:
        phases: of each line.
    """
    last = {phase: at for at, phase in enumerate(phases)}
    start = end = 0
    for at, phase in enumerate(phases):
        end = max(end, last[phase])
        if at == end:
            yield range(start, at + 1)
            start = at + 1


def _alike(lines: Sequence[LogLine], part: range) -> Iterator[tuple[LogLine, list[str]]]:
    """The kinds of line in a part, each with the numbers of its lines; consecutive ones as `6–7`."""
    for kind in dict.fromkeys(lines[at] for at in part):
        numbers = [at + 1 for at in part if lines[at] is kind]
        runs = groupby(enumerate(numbers), key=lambda one: one[1] - one[0])
        spans = [[number for _, number in run] for _, run in runs]
        yield kind, [f"{span[0]}–{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans]
