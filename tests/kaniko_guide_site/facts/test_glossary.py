"""The words of the glossary: those that the guide itself uses, once each, in one sentence."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.directives import rules
from kaniko_guide_site.evidence.model import LEVELS
from kaniko_guide_site.facts.glossary import groups

WORDS = [word for group in groups() for word in group.words]


def test_levels_and_severities_are_explained() -> None:
    used = {*LEVELS.values(), *rules.SEVERITIES.values()}
    assert {(word.zh, word.en) for word in used} <= {(word.term.zh, word.term.en) for word in WORDS}


@pytest.mark.parametrize("language", get_args(Language))
def test_each_word_stands_once(language: Language) -> None:
    assert [term for term, count in Counter(word.term[language].lower() for word in WORDS).items() if count > 1] == []
    assert [name for name, count in Counter(word.id for word in WORDS).items() if count > 1] == []


def test_each_word_is_explained_in_one_sentence() -> None:
    for word in WORDS:
        assert word.meaning.zh.count("。") == 1, word.id
        assert word.meaning.zh.endswith("。"), word.id
        assert word.meaning.en.endswith("."), word.id
        assert ". " not in word.meaning.en, word.id
