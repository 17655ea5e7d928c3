"""The data about contexts of errors: its types, and that each text belongs to one part of a build."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide.facts.diagnosis import contexts, layers
from kaniko_guide.facts.diagnosis.contexts import Context
from kaniko_guide.facts.diagnosis.layers import Part
from kaniko_guide.facts.diagnosis.patterns import Pattern
from tests.kaniko_guide.facts.diagnosis.data_file import loaded, problem

if TYPE_CHECKING:
    from pathlib import Path

PUSH = {"layer": "executor", "phase": "push", "texts": ["error pushing …: "], "source": "push.go"}


def test_a_file_is_loaded(tmp_path: Path) -> None:
    jenkins = {"layer": "jenkins", "texts": ["^ERROR: "], "source": "Jenkins", "weak": True}
    file = loaded(tmp_path / "contexts.yml", {"contexts": [PUSH, jenkins]}, contexts.File)
    assert file.contexts == (
        Context(layer="executor", phase="push", texts=(Pattern.parse("error pushing …: "),), source="push.go"),
        Context(layer="jenkins", texts=(Pattern.parse("^ERROR: "),), source="Jenkins", weak=True),
    )
    assert [context.part for context in file.contexts] == [Part("executor", "push"), Part("jenkins")]
    assert [context.weak for context in file.contexts] == [False, True]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"weak": "no"}, "contexts.yml:9: Expected `bool`, got `str` - at `$.contexts[0].weak`"),
        ({"texts": "x"}, "contexts.yml:6: Expected `array`, got `str` - at `$.contexts[0].texts`"),
        ({"layer": None}, "contexts.yml:4: Expected `str`, got `null` - at `$.contexts[0].layer`"),
        ({"text": ["x"]}, "contexts.yml:4: Object contains unknown field `text` - at `$.contexts[0]`"),
    ],
)
def test_wrong_data_is_reported_with_its_field(tmp_path: Path, changed: dict[str, Any], expected: str) -> None:
    assert problem(tmp_path / "contexts.yml", {"contexts": [PUSH | changed]}, contexts.File) == expected


@pytest.mark.parametrize("missing", ["layer", "texts", "source"])
def test_a_context_has_a_layer_texts_and_a_source(tmp_path: Path, missing: str) -> None:
    rest = {key: value for key, value in PUSH.items() if key != missing}
    expected = f"contexts.yml:4: Object missing required field `{missing}` - at `$.contexts[0]`"
    assert problem(tmp_path / "contexts.yml", {"contexts": [rest]}, contexts.File) == expected


def test_contexts_name_parts_of_a_build() -> None:
    assert {context.part for context in contexts.contexts()} <= set(layers.parts())


def test_a_text_is_one_line_and_not_only_wildcards() -> None:
    texts = [text for context in contexts.contexts() for text in context.texts]
    assert [text for text in texts if len(text) != 1 or not any(part.strip(" ^") for part in text[0])] == []


@pytest.mark.parametrize("weak", [False, True])
def test_a_text_belongs_to_one_layer_and_at_most_one_phase(weak: bool) -> None:  # noqa: FBT001
    parts: dict[Pattern, set[Part]] = defaultdict(set)
    for context in contexts.contexts():
        for text in context.texts if context.weak is weak else ():
            parts[text].add(context.part)
    assert parts
    assert {text: found for text, found in parts.items() if len({part.layer for part in found}) > 1} == {}
    assert {text: found for text, found in parts.items() if len({part.phase for part in found} - {None}) > 1} == {}
