"""Control characters and commands for CI systems are escaped."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.report.neutral import escape_json, visible


def test_what_is_shown() -> None:
    for text, shown in [
        ("plain :: text, a::b, # [x], ## heading", "plain :: text, a::b, # [x], ## heading"),
        ("::error::a", ":<U+003A>error::a"),
        ("::error file=a,line=1::a", ":<U+003A>error file=a,line=1::a"),
        ("x ##[group]a", "x #<U+0023>[group]a"),
        ("##vso[task.x]", "#<U+0023>vso[task.x]"),
        ("a\n::warning::b", "a<U+000A>:<U+003A>warning::b"),
        ("a\u202eb\u200b\x1b\x9b\ud800", "a<U+202E>b<U+200B><U+001B><U+009B><U+D800>"),
        ("中文，é", "中文，é"),
    ]:
        with check(f"{text}, {shown}"):
            assert visible(text) == shown


@given(st.text(st.sampled_from('a:#[]% \n\u202e\U000e0041\x7f"\\é中')))
def test_data_stay_the_same(text: str) -> None:
    document = escape_json(json.dumps({"a": text}, ensure_ascii=False, indent=2))
    assert json.loads(document) == {"a": text}
    assert "##[" not in document
    assert not {"\u202e", "\U000e0041", "\x7f"} & set(document)
