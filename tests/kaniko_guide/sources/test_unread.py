"""The reasons why something is not understood."""

from __future__ import annotations

from kaniko_guide.sources import unread
from kaniko_guide.sources.unread import Reason, Unread
from kaniko_guide.text import Source, Text


def test_reasons_have_unique_names_and_sentences_in_both_languages() -> None:
    reasons = [value for value in vars(unread).values() if isinstance(value, Reason)]
    names = [reason.name for reason in reasons]
    assert len(set(names)) == len(names)
    for reason in reasons:
        assert reason.message.zh.endswith("。")
        assert reason.message.en.endswith(".")


def test_message_has_its_values() -> None:
    entry = Unread(Text("a", Source("a", "a")), unread.LONG_SCRIPT, {"limit": 7})
    assert "7 characters" in entry.message.en
    assert "7 个字符" in entry.message.zh
