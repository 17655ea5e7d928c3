"""The form that narrows tables down: its choices, and the number of rows at the start."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from kaniko_guide_site.filter_form import Choice, form


def test_form_has_its_choices_and_counts_every_row() -> None:
    choices = [Choice("kind", "Kind", "All kinds", {"a": "Ä <a>", "b": "B"})]
    made = LexborHTMLParser(form("Narrow", "Words", choices, "{shown} rows", 12))
    options = [(option.attributes["value"], option.text()) for option in made.css("select[name=kind] > option")]
    assert options == [("", "All kinds"), ("a", "Ä <a>"), ("b", "B")]
    (output,) = made.css("output")
    assert (output.attributes["data-template"], output.text()) == ("{shown} rows", "12 rows")
    (whole,) = made.css("form")
    assert whole.attributes["aria-label"] == "Narrow"
    assert [label.text().split()[0] for label in made.css("label")] == ["Words", "Kind"]


def test_form_without_choices_has_the_field_for_words_alone() -> None:
    made = LexborHTMLParser(form("Narrow", "Words", [], "{shown}", 0))
    assert made.css("select") == []
    assert [field.attributes["type"] for field in made.css("input")] == ["search"]
