"""A fix is kept only if its finding is gone and no other one appears; groups are halved until this is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import Edit
from kaniko_guide.findings import Finding, Rule, Severity
from kaniko_guide.fixes import planning
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WORDS = Bilingual("{word}", "{word}")


def rule(name: str, severity: Severity = Severity.ERROR) -> Rule:
    text = Bilingual("", "")
    return Rule(name=name, severity=severity, since="0.1.0", title=text, why=text, source="", message=WORDS, help=WORDS)


TYPO, HIDDEN, NOTE = rule("typo"), rule("hidden"), rule("note", Severity.INFO)
FIXES = {"bad": "good", "trap": "hidden", "hint": "note", "deep": "bad", "stays": "stays"}


def check(sources: Mapping[str, str]) -> list[Finding]:
    """`bad` is replaced by `good`; `trap` by `hidden`, `hint` by `note`; `deep` by `bad`; `stays` by itself."""
    found = []
    for path, content in sources.items():
        text = Text.canonical(Source(path, content))
        for word in (*FIXES, "hidden", "note"):
            at = content.find(word)
            while at >= 0:
                where = text.cut(at, at + len(word))
                kind = {"hidden": HIDDEN, "note": NOTE}.get(word, TYPO)
                fix = (Edit(at, at + len(word), FIXES[word]),) if word in FIXES else None
                found.append(kind.finding(where, fix=fix, word=word))
                at = content.find(word, at + 1)
    return found


def planned(
    sources: dict[str, str], selected: Callable[[Finding], bool] = lambda _: True, passes: int = 10
) -> planning.Plan:
    return planning.plan(
        {path: Source(path, text) for path, text in sources.items()},
        check(sources),
        lambda texts: check({**sources, **texts}),
        selected,
        planning.Limits(passes),
    )


def test_fixes_of_several_files_are_kept() -> None:
    plan = planned({"a": "bad x bad", "b": "ok", "c": "bad"})
    assert plan.texts == {"a": "good x good", "c": "good"}
    assert plan.fixed == {"a": 2, "c": 1}
    assert plan.remaining == []


def test_a_fix_after_which_another_problem_appears_is_not_kept() -> None:
    plan = planned({"a": "bad trap bad", "b": "trap"})
    assert plan.texts == {"a": "good trap good"}
    assert [finding.message.en for finding in plan.remaining] == ["trap", "trap"]
    assert sorted((finding.message.en, finding.fix is not None) for finding in plan.findings) == [
        ("bad", True),
        ("bad", True),
        ("trap", False),
        ("trap", False),
    ]
    assert all(finding.fix is None for finding in plan.remaining)


def test_a_suggestion_may_appear() -> None:
    assert planned({"a": "hint"}).texts == {"a": "note"}


def test_a_fix_after_which_the_finding_is_still_there_is_not_kept() -> None:
    assert planned({"a": "stays bad"}).texts == {"a": "stays good"}


def test_what_appears_is_no_better_if_it_has_a_fix() -> None:
    assert planned({"a": "deep"}).texts == {}


def test_only_selected_findings_are_fixed() -> None:
    plan = planned({"a": "bad", "b": "bad"}, lambda finding: finding.path == "b")
    assert plan.texts == {"b": "good"}
    assert [finding.fix is not None for finding in plan.findings] == [False, True]


def test_a_file_that_can_not_be_checked_afterwards_is_not_changed() -> None:
    sources = {"a": Source("a", "bad")}
    assert planning.plan(sources, check({"a": "bad"}), lambda _: None, lambda _: True).texts == {}


def test_one_bad_fix_in_each_file_needs_as_many_checks_as_in_one_file() -> None:
    calls = 0
    sources = {f"{number}": "bad trap bad bad bad bad bad bad" for number in range(50)}

    def counted(texts: planning.Texts) -> list[Finding]:
        nonlocal calls
        calls += 1
        return check({**sources, **texts})

    plan = planning.plan(
        {path: Source(path, text) for path, text in sources.items()}, check(sources), counted, lambda _: True
    )
    assert set(plan.texts.values()) == {"good trap good good good good good good"}
    assert calls <= 10


def test_a_fix_after_which_another_file_has_a_problem_is_not_kept() -> None:
    sources = {"a": "bad", "b": "bad", "c": "ok"}

    def linked(texts: planning.Texts) -> list[Finding]:
        now = {**sources, **texts}
        return check({**now, "c": "hidden"} if now["a"] == "good" else now)

    plan = planning.plan(
        {path: Source(path, text) for path, text in sources.items()}, linked({}), linked, lambda _: True
    )
    assert "a" not in plan.texts


@pytest.mark.slow
def test_the_number_of_checks_is_limited() -> None:
    calls = 0
    content = "trap " * 500

    def counted(texts: planning.Texts) -> list[Finding]:
        nonlocal calls
        calls += 1
        return check({"a": content, **texts})

    plan = planning.plan({"a": Source("a", content)}, check({"a": content}), counted, lambda _: True)
    assert plan.texts == {}
    assert calls == planning.DEFAULT_LIMITS.checks


def test_without_overlaps_keeps_the_first_and_the_same() -> None:
    text = Text.canonical(Source("a", "abcdef"))

    def finding(*edits: Edit) -> Finding:
        return TYPO.finding(text, fix=edits, word="x")

    first, same, touching, apart = map(finding, (Edit(0, 2, ""), Edit(0, 2, ""), Edit(2, 3, ""), Edit(4, 4, "-")))
    kept = planning.without_overlaps([first, same, touching, apart])
    assert [id(each) for each in kept] == [id(first), id(same), id(apart)]


@pytest.mark.parametrize("passes", [1, 10])
def test_edits_that_touch_wait_for_the_next_pass(passes: int) -> None:
    plan = planned({"a": "badbad"}, passes=passes)
    assert plan.texts == {"a": "goodbad" if passes == 1 else "goodgood"}
