"""The form that filters tables: its choices, the number of rows at the start, and the words for none."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from kaniko_guide_site.filter_form import NONE, Choice, filterable, form


def test_form_has_its_choices_and_counts_every_row() -> None:
    choices = [Choice("kind", "Kind", "All kinds", {"a": "Ä <a>", "b": "B"})]
    made = LexborHTMLParser(form("Narrow", "Words", 12, "en", choices))
    options = [(option.attributes["value"], option.text()) for option in made.css("select[name=kind] > option")]
    assert options == [("", "All kinds"), ("a", "Ä <a>"), ("b", "B")]
    (output,) = made.css("output")
    assert (output.attributes["data-template"], output.text()) == ("{shown} of 12", "12 of 12")
    assert output.attributes["data-none"] == NONE.en
    (whole,) = made.css("form")
    assert whole.attributes["aria-label"] == "Narrow"
    assert [label.text().split()[0] for label in made.css("label")] == ["Words", "Kind"]


def test_form_without_choices_has_the_field_for_words_only() -> None:
    made = LexborHTMLParser(form("Narrow", "Words", 0, "zh"))
    assert made.css("select") == []
    assert [field.attributes["type"] for field in made.css("input")] == ["search"]


def test_filterable_table_stays_markdown() -> None:
    lines = list(filterable(["| a |", "|---|", "| b |"]))
    assert '<div class="filterable" markdown>' in lines
    assert "| b |" in lines
