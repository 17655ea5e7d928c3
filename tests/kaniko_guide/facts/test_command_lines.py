from __future__ import annotations

from kaniko_guide.facts import command_lines


def test_entries_are_consistent() -> None:
    facts = command_lines.facts()
    for counted in facts.counted:
        assert not counted.values & counted.switches, counted.words
        assert counted.most is None or counted.most >= counted.least
    for option in facts.together:
        assert option.option not in option.others


def test_each_command_is_there_once() -> None:
    words = [counted.words for counted in command_lines.facts().counted]
    assert len(set(words)) == len(words)
