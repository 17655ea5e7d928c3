"""The messages for what the cluster does not say, and the order of the checks."""

from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import checks
from kaniko_guide.doctor.kubectl import Answer
from kaniko_guide.doctor.model import Status
from tests.kaniko_guide.doctor.fake import GARBAGE, LATE, forbidden

MESSAGES = checks.unanswered(Bilingual("甲", "This"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (forbidden(), "may not read it"),
        (LATE, "no answer in time"),
        (GARBAGE, "not understood"),
        (Answer(1), "not understood"),
    ],
)
def test_the_reason_why_something_is_not_known(answer: Answer, words: str) -> None:
    message = checks.why_unanswered(MESSAGES, answer)
    assert message.status is Status.UNKNOWN
    assert message.text.en.startswith("This: not known")
    assert words in message.text.en


def test_each_check_has_a_name_like_its_module_and_needs_only_earlier_ones() -> None:
    loaded = checks.load()
    assert [name.replace("-", "_") for name in loaded] == list(checks.ORDER)
    names = list(loaded)
    for number, (name, module) in enumerate(loaded.items()):
        assert set(module.CHECK.needs) <= set(names[:number]), name
        assert module.CHECK.title.zh
        assert module.CHECK.title.en
        assert any(message.status is Status.PASSED for message in module.CHECK.messages)
        assert all(message.fix or message.status is not Status.FAILED for message in module.CHECK.messages)
