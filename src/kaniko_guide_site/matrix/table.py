"""Rows of the matrix of Dockerfile features as a table, and the labels of the verdicts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide_site.matrix import rows as matrix
from kaniko_guide_site.punctuation import COLON
from kaniko_guide_site.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.matrix.rows import Row

KINDS = {
    "works": Bilingual("可用", "works"),
    "ignored": Bilingual("静默忽略", "ignored silently"),
    "warned": Bilingual("忽略，有警告", "ignored with a warning"),
    "refused": Bilingual("报错", "error"),
    "differs": Bilingual("结果不同", "differs"),
    "note": Bilingual("见说明", "see the note"),
    "inapplicable": Bilingual("不适用", "not applicable"),
}
"""The values of the filter. A verdict that says more has a note."""

DANGEROUS = "dangerous"
"""The word in the record for a wrong image or a readable password."""

HARMFUL = Bilingual("{kind}（有害）", "{kind} (harmful)")
FEATURE = Bilingual("写法", "Feature")
CODE = re.compile(r"(?P<ticks>`+) ?(?P<words>.+?) ?(?P=ticks)")


def table(rows: Iterable[Row], language: Language, *, anchors: bool = False) -> str:
    """Some rows, in HTML.

    Args:
        rows: in order.
        language: of the words.
        anchors: whether a link can lead to each row, by its key.
    """
    return render(
        "matrix.html",
        headers=[header[language] for header in (FEATURE, *map(executors.title, executors.releases()))],
        rows=[_feature_row(row, language) for row in rows],
        anchors=anchors,
    )


def level(words: str, *, wrong: bool, works: bool) -> str:
    """A label with a colored dot, in HTML.

    Args:
        words: the label.
        wrong: whether the image is wrong.
        works: whether the feature works.
    """
    return render("level.html", words=words, grade=_grade(wrong=wrong, works=works))


def code_parts(text: str) -> list[tuple[str, str]]:
    """A text with code in backticks, as pairs of what is before a code and the code; the last one has no code."""
    parts, at = [], 0
    for code in CODE.finditer(text):
        parts.append((text[at : code.start()], code["words"]))
        at = code.end()
    return [*parts, (text[at:], "")]


def _grade(*, wrong: bool, works: bool) -> str:
    return "wrong" if wrong else "good" if works else "none"


def _feature_row(row: Row, language: Language) -> dict[str, Any]:
    return {
        "key": row.key,
        "feature": code_parts(matrix.name(row)[language]),
        "verdicts": [_verdict(build, words, language) for build, words in row.verdicts.items()],
    }


def _verdict(build: str, recorded: str, language: Language) -> dict[str, str | list[tuple[str, str]]]:
    kind = matrix.kind_of(recorded)
    wrong = DANGEROUS in recorded.lower()
    words = HARMFUL.format(kind=KINDS[kind]) if wrong else KINDS[kind]
    note = matrix.words().verdicts.get(recorded)
    return {
        "build": build,
        "kind": kind,
        "header": f"{executors.title(build)[language]}{COLON[language]}",
        "words": words[language],
        "grade": _grade(wrong=wrong, works=kind == "works"),
        "note": code_parts(note[language]) if note else [],
    }
