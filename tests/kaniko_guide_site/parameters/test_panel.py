"""The panel of values: a field for every parameter, all that its script must know, and only where a page has blocks."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from markdown import Markdown
from selectolax.lexbor import LexborHTMLParser

from kaniko_guide.bilingual import Language
from kaniko_guide_site.parameters import panel
from kaniko_guide_site.snippets.reference import Reference
from tests.kaniko_guide_site.parameters.values import KNOWN, NAMES, occurrences_of
from tests.support import SNIPPETS


@pytest.mark.parametrize("language", get_args(Language))
def test_every_parameter_has_its_field(language: Language) -> None:
    made = panel.panel(KNOWN, language)
    fields = {field.attributes["data-name"]: field for field in LexborHTMLParser(made).css(".values-field")}
    assert set(fields) == set(NAMES)
    for name, one in KNOWN.parameters.items():
        (label,), (value,) = fields[name].css("label"), fields[name].css("input")
        assert label.text() == one.label[language]
        assert label.attributes["for"] == value.attributes["id"]
        assert value.attributes["placeholder"] == (one.default or "")
    legends = [legend.text() for legend in LexborHTMLParser(made).css("legend")]
    assert legends == [title[language] for title in KNOWN.groups.values()]


@pytest.mark.parametrize("language", get_args(Language))
def test_every_registry_can_be_chosen(language: Language) -> None:
    tree = LexborHTMLParser(panel.panel(KNOWN, language))
    (fieldset,) = [field for field in tree.css("fieldset") if field.css("select")]
    assert fieldset.css_first("[data-name=registry]") is not None
    options = fieldset.css("option")
    assert [option.text() for option in options] == [one.label[language] for one in KNOWN.registries]
    assert [option.attributes["value"] for option in options] == [str(at) for at in range(len(options))]
    (dialog,) = tree.css("dialog.values")
    data = json.loads(dialog.attributes["data-values"] or "")
    assert [one["value"] for one in data["registries"]] == [one.value for one in KNOWN.registries]
    assert [list(one["help"].values()) for one in data["registries"]] == [
        [words[language] for words in one.help.values()] for one in KNOWN.registries
    ]


def test_the_default_registry_is_the_first_and_the_last_recognizes_every_address() -> None:
    first, *_, last = KNOWN.registries
    assert first.value == KNOWN.parameters["registry"].default
    assert last.pattern == ".*"


@pytest.mark.parametrize("language", get_args(Language))
def test_script_receives_every_parameter(language: Language) -> None:
    (dialog,) = LexborHTMLParser(panel.panel(KNOWN, language)).css("dialog.values")
    data = json.loads(dialog.attributes["data-values"] or "")
    assert list(data["parameters"]) == list(NAMES)
    for name, received in data["parameters"].items():
        one = KNOWN.parameters[name]
        pattern, maximum, rejected, wrong = data["limits"][received["limits"]]
        assert (received["default"], pattern, maximum, wrong) == (
            one.default,
            one.pattern,
            one.maximum,
            one.wrong[language],
        )
        assert [data["rejections"][number] for number in rejected] == [
            [rejection.pattern, rejection.message[language]] for rejection in one.rejected
        ]
        assert received["private"] is one.private
    assert data["synonyms"] == {name: [one.parameter, one.values] for name, one in KNOWN.synonyms.items()}
    assert len(data["limits"]) == len({tuple(map(str, limit)) for limit in data["limits"]}) < len(NAMES)
    assert data["words"] == {name: words[language] for name, words in panel.WORDS.items()}


def test_holes_of_a_block_are_given_as_json_and_none_as_nothing() -> None:
    given = json.loads(panel.occurrences(SNIPPETS, Reference("quick-start/Jenkinsfile")))
    assert given == [list(occurrence) for occurrence in occurrences_of("quick-start/Jenkinsfile")]
    assert given
    assert not panel.occurrences(SNIPPETS, Reference("quick-start/src/main/java/com/example/myapp/App.java"))


@pytest.mark.parametrize(("page", "count"), [("<div data-occurrences='[]'></div>", 1), ("<p>data-snippet</p>", 0)])
def test_panel_is_on_pages_with_holes_alone(page: str, count: int) -> None:
    made = panel.PanelAtEnd(Markdown(), SNIPPETS, "en").run(page)
    assert made.startswith(page)
    assert (made == page) is (count == 0)
    assert made.count("<dialog ") == count
