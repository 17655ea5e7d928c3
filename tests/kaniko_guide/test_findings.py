"""Findings have a message of their rule and the position of the text that they mark."""

from __future__ import annotations

import pytest

from kaniko_guide.analysis import ignores
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import MOST_LISTED, Message, Rule, Severity, listed, sort_findings
from kaniko_guide.rules import floating_tag, not_root
from kaniko_guide.text import Source, Text

WORDS = Bilingual(zh="一。", en="One.")
RULE = Rule(
    name="a-rule",
    severity=Severity.WARNING,
    since="0",
    title=WORDS,
    why=WORDS,
    source="",
    message=Bilingual(zh="{n} 个。", en="{n} of them."),
    help=Bilingual(zh="删掉 {n} 个。", en="Delete {n}."),
)


def test_finding_needs_a_message_of_its_rule() -> None:
    where = Text("a", Source("a", "a"), (0,), (0,))
    other = Message("other", Bilingual("一。", "One."), Bilingual("二。", "Two."))
    for message in (other, None):
        with pytest.raises(ValueError, match=r"other|too many values"):
            floating_tag.RULE.finding(where, message)
    with pytest.raises(ValueError, match="other"):
        not_root.RULE.finding(where, other)


def test_finding_has_the_position_of_its_text() -> None:
    found = RULE.finding(Text.canonical(Source("a.sh", "one\ntwo three\n")).cut(4, 7), n=2)
    assert (found.line, found.column, found.end_line, found.end_column) == (2, 1, 2, 4)
    assert found.render() == "a.sh:2:1: warning: 2 of them. Delete 2. [a-rule]"
    assert found.render("zh") == "a.sh:2:1: warning: 2 个。 删掉 2 个。 [a-rule]"


def test_findings_are_sorted_by_position() -> None:
    texts = [Text.canonical(Source(path, "one two\nthree\n")) for path in ("a", "b")]
    places = [(text, start) for text in texts for start in (0, 4, 8)]
    found = [RULE.finding(text.cut(start, start + 3), n=1) for text, start in places]
    assert sort_findings(reversed(found)) == found


def test_page_of_a_rule_is_its_section_unless_it_names_another() -> None:
    assert RULE.page == "rules/a-rule.md"
    assert ignores.INVALID_IGNORE.page == "check.md#ignore"


def test_list_of_names_has_a_limit() -> None:
    names = [f"n{number}" for number in range(MOST_LISTED)]
    assert listed(names[:2]) == "`n0`, `n1`"
    assert listed(names).endswith("`n19`")
    assert listed([*names, "more", "most"]).endswith("`n19`, …")
