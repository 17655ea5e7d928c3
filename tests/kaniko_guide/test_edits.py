"""Edits of nested text reach exactly the characters of the file, or there is no edit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.edits import Edit, apply, between, raw_replacement, replacement
from kaniko_guide.sources import jenkinsfile
from kaniko_guide.text import Source, Text


def script(groovy: str) -> Text:
    """The shell text of the only `sh` step of a scripted pipeline."""
    read = jenkinsfile.read(Text.canonical(Source("Jenkinsfile", f"node {{ sh {groovy} }}\n")), lambda _: ())
    (step,) = read.steps
    return step.script.text


def replaced(text: Text, old: str, new: str) -> str | None:
    fix = replacement(text, old, new, text.value.index(old))
    return None if fix is None else apply(text.source.text, fix).removeprefix("node { sh ").removesuffix(" }\n")


def test_text_in_a_groovy_string_is_edited_where_the_file_has_the_same_characters() -> None:
    for groovy, fixed in [
        ("'echo yes'", "'echo true'"),
        ('"echo yes"', '"echo true"'),
        ("'''\n  echo yes\n'''", "'''\n  echo true\n'''"),
        ("'''\r\n  a \\\\\r\n  echo yes\r\n'''", "'''\r\n  a \\\\\r\n  echo true\r\n'''"),
        ("'a\\\\b \\u0041 yes'", "'a\\\\b \\u0041 true'"),
        ('"${tag} yes ${tag}"', '"${tag} true ${tag}"'),
        ("'a ' + 'yes'", "'a ' + 'true'"),
        ("'\\u0079es'", None),
        ("'''y\\\nes'''", None),
        ("'y' + 'es'", None),
    ]:
        with check(f"{groovy}, {fixed}"):
            assert replaced(script(groovy), "yes", "true") == fixed


@pytest.mark.parametrize("new", ["$HOME", '"a"', "'a'", "a\\n", "`id`", "a\nb", "é"])
def test_text_with_another_meaning_in_a_string_is_not_inserted(new: str) -> None:
    text = script("'echo yes'")
    assert replacement(text, "yes", new, 5) is None
    raw = raw_replacement(text, "yes", new, 5)
    assert raw is not None
    assert apply("node { sh 'echo yes' }", raw) == f"node {{ sh 'echo {new}' }}"


def test_a_part_that_is_not_there_is_not_replaced() -> None:
    text = Text.canonical(Source("a.sh", "echo yes\n"))
    assert replacement(text, "no", "false") is None
    assert replacement(text, "", "false") is None
    assert replacement(text, "yes", "true", 4) is None


def test_a_decoded_backslash_is_not_replaced() -> None:
    text = script("'echo a\\\\\\\\b'")
    at = text.value.index("\\")
    assert raw_replacement(text, "\\", "/", at) is None


def test_what_is_between_two_texts_is_replaced() -> None:
    text = Text.canonical(Source("a.sh", "a --cache \t true\\\n b c\n"))
    first, second, third = text.cut(2, 9), text.cut(12, 16), text.cut(19, 20)
    assert between(first, second, " \t", "=") == (Edit(9, 12, "="),)
    assert between(second, third, " \t", "") is None
    assert between(second, first, " \t", "") is None
    assert between(first, second, " ", "=") is None
    assert between(first, second, " \t", "$") is None
    assert between(first, Text.canonical(Source("b.sh", "true")), " \t", "=") is None


def test_edits_are_applied_in_order_and_the_same_one_once() -> None:
    edits = [Edit(3, 4, "X"), Edit(0, 1, ""), Edit(3, 4, "X"), Edit(2, 2, "-")]
    assert apply("abcd", edits) == "b-cX"
    assert apply("abcd", []) == "abcd"
    with pytest.raises(ValueError, match="Edit"):
        apply("abcd", [Edit(0, 2, ""), Edit(1, 3, "")])


PIECES = ["a", "yes", "\\\\", "\\n", "\\'", "\\u0079", "\\\n", "\n", " ", "\\$", '\\"', "é", "\r\n"]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), st.sampled_from(["'''", '"""']))
def test_an_edit_changes_the_decoded_text_in_the_same_way(pieces: list[str], quotes: str) -> None:
    text = script(f"{quotes}{''.join(pieces)}x{quotes}")
    at = text.value.find("yes")
    fix = replacement(text, "yes", "true", at) if at >= 0 else None
    if fix is not None:
        changed = apply(text.source.text, fix).removeprefix("node { sh ").removesuffix(" }\n")
        assert script(changed).value == text.value[:at] + "true" + text.value[at + 3 :]
