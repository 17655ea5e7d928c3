"""The pages, headings and texts of the known errors."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec import convert, structs

from kaniko_guide.bilingual import Bilingual, Language
from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide.facts.diagnosis.patterns import Pattern
from kaniko_guide.facts.diagnosis.signatures import Answer, PathError
from kaniko_guide_site import errors

KNOWN = signatures.by_id()
ANY = next(iter(KNOWN.values()))
LONGEST = {"zh": 110, "en": 240}
"""Characters of a heading."""


@pytest.mark.parametrize("language", get_args(Language))
def test_headings_are_short_causes(language: Language) -> None:
    headings = errors.headings(language)
    assert headings.keys() == KNOWN.keys()
    for one, heading in headings.items():
        assert heading, one
        assert len(heading) <= LONGEST[language], one
        assert heading.count("`") % 2 == 0, one


@pytest.mark.parametrize(
    ("cause", "heading"),
    [
        ("原因在这里，例如甲。后面还有", "原因在这里，例如甲"),
        ("`a，b；c` 写错了；后面还有", "`a，b；c` 写错了"),
        ("参数（例如 `--a`）写错了：后面还有", "参数写错了"),
        ("变量 `A`（或 `B`）是空的", "变量 `A` 是空的"),
        ("这一句很长很长很长很长很长很长很长很长很长很长很长很长很长，后半段不要", "这一句" + "很长" * 12 + "很长"),
    ],
)
def test_a_heading_is_the_beginning_of_the_cause(cause: str, heading: str) -> None:
    (found, *_) = errors.possible_headings(
        structs.replace(ANY, title=None, symptom=False, causes=one_cause(cause)), "zh"
    )
    assert found == heading


def one_cause(text: str) -> tuple[signatures.Cause, ...]:
    return (signatures.Cause(Bilingual(text, text), Bilingual("", "")),)


def test_pages_are_not_too_long() -> None:
    assert max(len(page.errors) for page in errors.pages()) <= errors.MOST
    names = [page.name for page in errors.pages()]
    assert len(set(names)) == len(names)


def test_the_texts_of_a_pattern_an_answer_and_a_file_error() -> None:
    one = structs.replace(
        ANY,
        patterns=(Pattern.parse("^a: … b "), Pattern.parse(["first", "second"])),
        answers=(convert({"operations": ["put-manifest"], "codes": ["DENIED"], "says": ["quota"]}, Answer),),
        path_errors=(convert({"operations": ["chown"], "errnos": ["EPERM"]}, PathError),),
    )
    pattern, lines, answer, error = errors.printed_texts(one, "zh")
    assert pattern == "`a: … b …`"
    assert lines == "`first`，接着 `second`"
    assert "`DENIED`" in answer
    assert "`quota`" in answer
    assert "`chown`" in error
    assert "`operation not permitted`" in error
