"""The data about layers, phases and families: its types, the order of the parts, their titles and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts.diagnosis import layers
from kaniko_guide.facts.diagnosis.layers import Family, Layer, Part, Phase
from kaniko_guide.facts.diagnosis.patterns import Pattern
from tests.kaniko_guide.facts.diagnosis.data_file import loaded, problem

if TYPE_CHECKING:
    from pathlib import Path

TITLE = {"zh": "甲", "en": "a"}
PHASE = {"id": "push", "title": TITLE, "marks": ["Pushed …@"]}
VALID: dict[str, Any] = {
    "layers": [{"id": "executor", "title": TITLE, "phases": [PHASE]}, {"id": "other", "title": TITLE}],
    "families": [{"id": "tls", "title": TITLE, "texts": ["x509: "]}],
}


def test_a_file_is_loaded(tmp_path: Path) -> None:
    file = loaded(tmp_path / "layers.yml", VALID, layers.File)
    title = Bilingual("甲", "a")
    phase = Phase("push", title, (Pattern.parse("Pushed …@"),))
    assert file.layers == (Layer("executor", title, phases=(phase,)), Layer("other", title))
    assert file.families == (Family("tls", title, ("x509: ",)),)


@pytest.mark.parametrize(
    ("changed", "problem_and_field"),
    [
        ({"layers": [{"id": "a"}]}, "Object missing required field `title` - at `$.layers[0]`"),
        ({"layers": [{"id": "a", "title": "a"}]}, "Expected `object`, got `str` - at `$.layers[0].title`"),
        (
            {"layers": [{"id": "a", "title": {"zh": "甲"}}]},
            "Object missing required field `en` - at `$.layers[0].title`",
        ),
        (
            {"layers": [{"id": "a", "title": TITLE, "phases": [PHASE | {"mark": "x"}]}]},
            "Object contains unknown field `mark` - at `$.layers[0].phases[0]`",
        ),
        (
            {"families": [{"id": "a", "title": TITLE, "texts": "x"}]},
            "Expected `array`, got `str` - at `$.families[0].texts`",
        ),
        ({"families": {}}, "Expected `array`, got `object` - at `$.families`"),
    ],
)
def test_wrong_data_is_reported_with_its_field(tmp_path: Path, changed: dict[str, Any], problem_and_field: str) -> None:
    file, line, message = problem(tmp_path / "layers.yml", VALID | changed, layers.File).split(":", 2)
    assert (file, message) == ("layers.yml", f" {problem_and_field}")
    assert int(line) >= 4


def test_the_phases_follow_their_layer_in_the_order_of_a_build() -> None:
    parts = [part.id for part in layers.parts()]
    assert parts[:3] == ["jenkins", "scm", "agent"]
    at = parts.index("executor")
    assert parts[at + 1 : at + 4] == ["executor-arguments", "executor-context", "executor-dockerfile"]
    assert parts[-2:] == ["executor-push", "other"]
    assert len(parts) == len(set(parts))


def test_the_id_of_a_part() -> None:
    assert Part("executor").id == "executor"
    assert Part("executor", "push").id == "executor-push"


def test_the_title_of_a_phase_follows_that_of_its_layer() -> None:
    assert layers.title(Part("executor")) == Bilingual("Kaniko", "Kaniko")
    assert layers.title(Part("executor", "push")) == Bilingual("Kaniko，推送镜像", "Kaniko, pushing the image")


@pytest.mark.parametrize(("part", "error"), [(Part("x"), ValueError), (Part("executor", "x"), KeyError)])
def test_an_unknown_part_has_no_title(part: Part, error: type[Exception]) -> None:
    with pytest.raises(error):
        layers.title(part)


def test_marks_belong_to_their_layer_or_phase() -> None:
    marks = dict(layers.marks())
    assert marks[Pattern.parse("[Pipeline] checkout")] == Part("scm")
    assert marks[Pattern.parse("INFO[0")] == Part("executor")
    assert marks[Pattern.parse("Pushing image to ")] == Part("executor", "push")
    assert len(marks) == len(layers.marks())
    assert set(marks.values()) <= set(layers.parts())


def test_families_have_unique_ids_and_the_answers_of_registries_come_first() -> None:
    ids = [family.id for family in layers.families()]
    assert ids[0] == "registry-answer"
    assert len(ids) == len(set(ids))
    assert {"errno", "not-found"} < set(ids)


def test_no_text_is_of_two_families() -> None:
    texts = [text for family in layers.families() for text in family.texts]
    assert sorted(texts) == sorted(set(texts))
