"""The panel of values: a field for every parameter, all that its script must know."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from selectolax.lexbor import LexborHTMLParser

from kaniko_guide.bilingual import Language
from kaniko_guide_site.parameters import panel
from tests.kaniko_guide_site.parameters.values import KNOWN, NAMES, occurrences_of

ENGLISH = ["GitHub (GHCR)", "Docker Hub", "Amazon ECR", "Google Artifact Registry", "Harbor"]
"""What English readers see first."""


@pytest.mark.parametrize("language", get_args(Language))
def test_every_parameter_has_its_field(language: Language) -> None:
    made = panel.panel(KNOWN, language)
    fields = {field.attributes["data-name"]: field for field in LexborHTMLParser(made).css(".values-field")}
    assert set(fields) == set(NAMES)
    for name, one in KNOWN.parameters.items():
        (label,), (value,) = fields[name].css("label"), fields[name].css("input")
        assert label.text() == one.label[language]
        assert label.attributes["for"] == value.attributes["id"]
        assert value.attributes["placeholder"] == (one.examples[language] if one.examples else "")
    legends = [legend.text() for legend in LexborHTMLParser(made).css("legend")]
    assert legends == [title[language] for title in KNOWN.groups.values()]


@pytest.mark.parametrize("language", get_args(Language))
def test_every_registry_can_be_chosen(language: Language) -> None:
    tree = LexborHTMLParser(panel.panel(KNOWN, language))
    (fieldset,) = [field for field in tree.css("fieldset") if field.css("select")]
    assert fieldset.css_first("[data-name=registry]") is not None
    options = fieldset.css("option")
    assert [option.text() for option in options] == [one.label[language] for one in KNOWN.registries[language]]
    assert [option.attributes["value"] for option in options] == [str(at) for at in range(len(options))]
    (dialog,) = tree.css("dialog.values")
    data = json.loads(dialog.attributes["data-values"] or "")
    assert [one["value"] for one in data["registries"]] == [one.value for one in KNOWN.registries[language]]
    assert [list(one["help"].values()) for one in data["registries"]] == [
        [words[language] for words in one.help.values()] for one in KNOWN.registries[language]
    ]


@pytest.mark.parametrize(
    ("language", "names"), [("zh", ["腾讯云 CCR（个人版）", "腾讯云 TCR 企业版"]), ("en", ENGLISH)]
)
def test_the_default_registry_is_the_first_and_the_last_recognizes_every_address(
    language: Language, names: list[str]
) -> None:
    first, *_, last = KNOWN.registries[language]
    examples = KNOWN.parameters["registry"].examples
    assert examples is not None
    assert first.value == examples[language]
    assert last.pattern == ".*"
    assert [one.label[language] for one in KNOWN.registries[language]][: len(names)] == names
    assert {one.label.en for one in KNOWN.registries[language]} == {one.label.en for one in KNOWN.registries["zh"]}


@pytest.mark.parametrize("language", get_args(Language))
def test_script_receives_every_parameter(language: Language) -> None:
    (dialog,) = LexborHTMLParser(panel.panel(KNOWN, language)).css("dialog.values")
    data = json.loads(dialog.attributes["data-values"] or "")
    assert list(data["parameters"]) == list(NAMES)
    for name, received in data["parameters"].items():
        one = KNOWN.parameters[name]
        pattern, maximum, rejected, wrong = data["limits"][received["limits"]]
        assert (received["default"], pattern, maximum, wrong) == (
            one.examples and one.examples[language],
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
    found = occurrences_of("quick-start/Jenkinsfile")
    assert json.loads(panel.occurrences(found)) == [list(occurrence) for occurrence in found]
    assert not panel.occurrences([])


def test_script_holds_the_panel_as_a_string() -> None:
    made = panel.script(KNOWN, "en").removesuffix(";\n")
    assert json.loads(made.removeprefix("window.kanikoGuidePanel=")) == panel.panel(KNOWN, "en")
