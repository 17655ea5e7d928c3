from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual

SENTENCE = Bilingual(zh="{n} 个{what}。", en="{n} of {what}.")


def test_values_are_put_into_both_sentences_each_in_its_language() -> None:
    filled = SENTENCE.format(n=2, what=Bilingual(zh="错误", en="errors"))
    assert filled == Bilingual(zh="2 个错误。", en="2 of errors.")
    assert (filled["zh"], filled["en"]) == (filled.zh, filled.en)


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="what"):
        SENTENCE.format(n=2)


def test_values_that_are_not_known_are_left_open() -> None:
    assert SENTENCE.without_values() == Bilingual(zh="… 个…。", en="… of ….")
    assert Bilingual(zh="`{{a}}`", en="x").without_values() == Bilingual(zh="`{a}`", en="x")
