from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual

SENTENCE = Bilingual(zh="{n} 个{what}。", en="{n} of {what}.")


def test_values_are_formatted_in_each_language() -> None:
    filled = SENTENCE.format(n=2, what=Bilingual(zh="错误", en="errors"))
    assert filled == Bilingual(zh="2 个错误。", en="2 of errors.")
    assert (filled["zh"], filled["en"]) == (filled.zh, filled.en)


def test_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="what"):
        SENTENCE.format(n=2)


def test_text_without_values_has_ellipses() -> None:
    assert SENTENCE.without_values() == Bilingual(zh="… 个…。", en="… of ….")
    assert Bilingual(zh="`{{a}}`", en="x").without_values() == Bilingual(zh="`{a}`", en="x")
