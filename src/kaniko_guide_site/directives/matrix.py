"""Everything that was measured of both executors on Dockerfiles: the recorded matrix, whole, as a page shows it.

The matrix is a record beside the tests and no part of the package: only the site needs it.
"""

from __future__ import annotations

import csv
import html
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide_site.filter_form import Choice, form
from kaniko_guide_site.punctuation import COLON

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.bilingual import Language

MATRIX = "tests/data/kaniko-runs/features/MATRIX.tsv"
SHOWN = "tests/data/feature-matrix.yml"
BETWEEN = " || "
"""What stands in the evidence between two builds that differ; the part of each begins with its letter."""

KINDS = {
    "works": Bilingual("可用", "works"),
    "ignored": Bilingual("忽略，不出声", "ignored without a word"),
    "warned": Bilingual("忽略，有警告", "ignored with a warning"),
    "refused": Bilingual("报错", "refused"),
    "differs": Bilingual("结果不同", "differs"),
    "note": Bilingual("见原文", "as recorded"),
    "inapplicable": Bilingual("不适用", "not applicable"),
}
"""What a reader may choose by; the record's own words stand beside, where they say more."""

DANGEROUS = "dangerous"
"""The record's own word where the image is wrong, or a password in reach."""

FIND = Bilingual("找一种写法", "Find a feature")
TEXT = Bilingual("写法、判断或实测结果", "Feature, verdict or evidence")
ANY = Bilingual("全部", "All")
COUNT = Bilingual("{shown} 种，共 {all} 种", "{shown} of {all}")
FEATURE = Bilingual("写法（点开看实测结果）", "What is written (open it for the evidence)")
BOTH = Bilingual("两个版本", "both")
RECORD = Bilingual("记录", "record")


@dataclass(frozen=True, slots=True)
class Row:
    """A feature that was tried.

    Attributes:
        key: the first record of its runs.
        feature: as the matrix names it.
        verdicts: by build, in the matrix's words.
        evidence: what was seen, by build; by the empty word where both gave the same.
        records: of its runs.
    """

    key: str
    feature: str
    verdicts: Mapping[str, str]
    evidence: Mapping[str, str]
    records: str


@cache
def rows(root: Path) -> Mapping[str, Row]:
    """Every row of the matrix, by its key.

    Args:
        root: the project's folder.
    """
    with (root / MATRIX).open(encoding="utf-8", newline="") as file:
        heads, *lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    found = [_read(heads[1:-1], line) for line in lines]
    return {row.key: row for row in found}


def _read(builds: list[str], line: list[str]) -> Row:
    feature, *verdicts, seen = line
    evidence, _, records = seen.removesuffix("]").rpartition("[")
    evidence = evidence.strip()
    letters = {f"{build[0]}: ": build for build in builds}
    said = {letters[part[:3]]: part[3:] for part in evidence.split(BETWEEN) if part[:3] in letters}
    if evidence and not said:
        said = {"": evidence}
    return Row(records.partition(",")[0], feature, dict(zip(builds, verdicts, strict=True)), said, records)


def kind_of(root: Path, verdict: str) -> str:
    """Which of `KINDS` a verdict is.

    Args:
        root: the project's folder.
        verdict: in the matrix's words.
    """
    beginnings: dict[str, str] = {words: kind for kind, every in _shown(root)["kinds"].items() for words in every}
    return beginnings[max((words for words in beginnings if verdict.startswith(words)), key=len)]


def page(root: Path, language: Language) -> Iterator[str]:
    """The lines of the whole matrix, in Markdown.

    Args:
        root: the project's folder.
        language: of the words around the record's own.
    """
    known = rows(root)
    options = {kind: words[language] for kind, words in KINDS.items()}
    choices = [Choice(build, executors.title(build)[language], ANY[language], options) for build in executors.builds()]
    count = COUNT.format(shown="{shown}", all=len(known))[language]
    yield from ("", *form(FIND[language], TEXT[language], choices, count, len(known)), "")
    for group in _shown(root)["groups"]:
        yield from ("", f"## {group['title'][language]} {{#{group['id']}}}", "")
        yield from table(root, [known[key] for key in group["rows"].split()], language, anchors=True)


def table(root: Path, shown: Iterable[Row], language: Language, *, anchors: bool = False) -> Iterator[str]:
    """Some rows, in HTML.

    Args:
        root: the project's folder.
        shown: the rows, in order.
        language: of the words around the record's own.
        anchors: whether a link can lead to each row, by its key.
    """
    heads = [FEATURE, *map(executors.title, executors.builds())]
    named = "".join(f'<th scope="col">{head[language]}</th>' for head in heads)
    yield from ('<table class="snippets matrix">', f"<thead><tr>{named}</tr></thead><tbody>")
    for row in shown:
        yield _row(root, row, f' id="{row.key}"' if anchors else "", language)
    yield from ("</tbody></table>", "")


def verdict(root: Path, row: Row, build: str, language: Language) -> str:
    """What a build does with a feature, in HTML: the kind, and the record's words where they say more.

    Args:
        root: the project's folder.
        row: the feature.
        build: one of `executors.builds()`.
        language: of the kind.
    """
    words = row.verdicts[build]
    kind = kind_of(root, words)
    said = "" if words in _shown(root)["said"] else f' <small lang="en">{html.escape(words)}</small>'
    return level(KINDS[kind][language], wrong=DANGEROUS in words.lower(), works=kind == "works") + said


def level(words: str, *, wrong: bool, works: bool) -> str:
    """Words with a dot before them, in HTML.

    Args:
        words: of one line.
        wrong: whether the image is.
        works: whether all is as it should be.
    """
    grade = "wrong" if wrong else "good" if works else "none"
    return f'<span class="evidence-level evidence-{grade}">{words}</span>'


def seen(row: Row, language: Language) -> Iterator[tuple[str, str]]:
    """What was seen, as pairs of a build's title and the record's words, in HTML.

    Args:
        row: the feature.
        language: of the titles.
    """
    for build, words in row.evidence.items():
        title = executors.title(build) if build else BOTH
        yield title[language], html.escape(words)


def _row(root: Path, row: Row, anchor: str, language: Language) -> str:
    kinds = "".join(f' data-{build}="{kind_of(root, words)}"' for build, words in row.verdicts.items())
    told = "".join(
        f'<div><dt>{title}</dt><dd lang="en"><code>{words}</code></dd></div>' for title, words in seen(row, language)
    )
    records = f"<div><dt>{RECORD[language]}</dt><dd><code>{row.records}</code></dd></div>"
    feature = (
        f'<details><summary lang="en">{html.escape(row.feature)}</summary>'
        f"<dl data-search-exclude>{told}{records}</dl></details>"
    )
    cells = "".join(
        f'<td><small class="facts__build">{executors.title(build)[language]}{COLON[language]}</small>'
        f"{verdict(root, row, build, language)}</td>"
        for build in row.verdicts
    )
    return f"<tr{anchor}{kinds}><td>{feature}</td>{cells}</tr>"


@cache
def _shown(root: Path) -> Mapping[str, Any]:
    data: dict[str, Any] = yaml.safe_load((root / SHOWN).read_text("utf-8"))
    return data
