"""A finding is made of one of its rule's messages."""

from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message
from kaniko_guide.rules import floating_tag, not_root
from kaniko_guide.text import Source, Text


def test_a_message_of_another_rule_or_none_of_several_is_refused() -> None:
    where = Text("a", Source("a", "a"), (0,), (0,))
    other = Message("other", Bilingual("一。", "One."), Bilingual("二。", "Two."))
    for message in (other, None):
        with pytest.raises(ValueError, match=r"other|too many values"):
            floating_tag.RULE.finding(where, message)
    with pytest.raises(ValueError, match="other"):
        not_root.RULE.finding(where, other)
