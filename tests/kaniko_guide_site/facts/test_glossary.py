"""The terms of the glossary: once each, in one sentence, and none of the guide's own."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.evidence.model import LEVELS, MARKS
from kaniko_guide_site.facts.glossary import groups

TERMS = [term for group in groups() for term in group.terms]


@pytest.mark.parametrize("language", get_args(Language))
def test_no_term_is_duplicated(language: Language) -> None:
    assert [name for name, count in Counter(term.name[language].lower() for term in TERMS).items() if count > 1] == []
    assert [name for name, count in Counter(term.id for term in TERMS).items() if count > 1] == []


def test_each_term_is_explained_in_one_sentence() -> None:
    for term in TERMS:
        assert term.meaning.zh.count("。") == 1, term.id
        assert term.meaning.zh.endswith("。"), term.id
        assert term.meaning.en.endswith("."), term.id
        assert ". " not in term.meaning.en, term.id


def test_no_term_is_of_the_guide_itself() -> None:
    own = {name for names in (LEVELS, MARKS) for words in names.values() for name in (words.zh, words.en)}
    assert {name for term in TERMS for name in (term.name.zh, term.name.en)}.isdisjoint(own)
