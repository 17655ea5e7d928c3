"""Rows of the matrix of Dockerfile features as a table, and the labels of the verdicts."""

from __future__ import annotations

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
    "note": Bilingual("见原文", "as recorded"),
    "inapplicable": Bilingual("不适用", "not applicable"),
}
"""The values of the filter. A verdict is also shown as recorded if it says more."""

DANGEROUS = "dangerous"
"""The word in the record for a wrong image or a readable password."""

FEATURE = Bilingual("写法（点开看实测结果）", "Feature (open it for the evidence)")
BOTH = Bilingual("两个版本", "both")
RECORD = Bilingual("记录", "record")


def table(rows: Iterable[Row], language: Language, *, anchors: bool = False) -> str:
    """Some rows, in HTML.

    Args:
        rows: in order.
        language: of the labels; records are in English.
        anchors: whether a link can lead to each row, by its key.
    """
    return render(
        "matrix.html",
        headers=[header[language] for header in (FEATURE, *map(executors.title, executors.releases()))],
        rows=[_feature_row(row, language) for row in rows],
        anchors=anchors,
        record=RECORD[language],
    )


def level(words: str, *, wrong: bool, works: bool) -> str:
    """A label with a coloured dot, in HTML.

    Args:
        words: the label.
        wrong: whether the image is wrong.
        works: whether the feature works.
    """
    return render("level.html", words=words, grade=_grade(wrong=wrong, works=works))


def _grade(*, wrong: bool, works: bool) -> str:
    return "wrong" if wrong else "good" if works else "none"


def _feature_row(row: Row, language: Language) -> dict[str, Any]:
    evidence = [((executors.title(build) if build else BOTH)[language], words) for build, words in row.evidence.items()]
    return {
        "key": row.key,
        "feature": row.feature,
        "evidence": evidence,
        "records": row.records,
        "verdicts": [_verdict(build, words, language) for build, words in row.verdicts.items()],
    }


def _verdict(build: str, words: str, language: Language) -> dict[str, str]:
    kind = matrix.kind_of(words)
    return {
        "build": build,
        "kind": kind,
        "header": f"{executors.title(build)[language]}{COLON[language]}",
        "words": KINDS[kind][language],
        "grade": _grade(wrong=DANGEROUS in words.lower(), works=kind == "works"),
        "as_recorded": "" if words in matrix.layout().redundant_verdicts else words,
    }
