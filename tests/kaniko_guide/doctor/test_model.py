"""Outcomes: what makes the command fail."""

from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor.model import Check, Message, Status

MESSAGES = {status: Message(status, Bilingual("{a}", "{a}!"), command="do {a}") for status in Status}


def check(*, is_essential: bool) -> Check:
    title = Bilingual("a", "a")
    return Check(name="a", title=title, page="a.md", messages=tuple(MESSAGES.values()), is_essential=is_essential)


@pytest.mark.parametrize("is_essential", [True, False])
def test_a_failure_fails_and_so_does_what_is_not_known_of_what_every_build_needs(*, is_essential: bool) -> None:
    fails = {status: check(is_essential=is_essential).outcome(MESSAGES[status], {"a": 1}).fails for status in Status}
    assert fails == {
        Status.FAILED: True,
        Status.UNKNOWN: is_essential,
        Status.WARNING: False,
        Status.PASSED: False,
    }


def test_placeholders_are_filled_and_other_messages_refused() -> None:
    outcome = check(is_essential=True).outcome(MESSAGES[Status.FAILED], {"a": "b"})
    assert (outcome.text.zh, outcome.text.en, outcome.command, outcome.page) == ("b", "b!", "do b", "a.md")
    assert outcome.on_page("b.md").page == "b.md"
    with pytest.raises(ValueError, match="other"):
        check(is_essential=True).outcome(Message(Status.FAILED, Bilingual("other", "other")))
