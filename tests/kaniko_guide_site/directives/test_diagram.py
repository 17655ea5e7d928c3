"""The charts: every number is the record's own, and every bar is as long as its number."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import get_args
from xml.etree import ElementTree as ET

import pytest
from markdown import Markdown

from kaniko_guide.bilingual import Language
from kaniko_guide_site.directives import DirectiveError, diagram
from kaniko_guide_site.extension import expand
from tests.support import RECORDED, ROOT

BUILD = "osscontainertools-v1.28.3"
CASES = ("6 60MB jar COPY, push, ", "4 300MB no --cache, ", "3 300MB ")


def measured_peaks() -> list[int]:
    """The peaks, in MiB, that the chart shows: of each case with compressed caching, then without."""
    with (RECORDED / "kaniko-runs/features/TIMINGS.tsv").open(encoding="utf-8") as file:
        peaks = {
            (row["case"], row["version"]): int(row["peak RSS median MiB"])
            for row in csv.DictReader(file, delimiter="\t")
        }
    return [peaks[f"{case}compressed-caching={value}", BUILD] for case in CASES for value in ("true", "false")]


def test_bars_of_memory_are_the_recorded_peaks() -> None:
    drawing = files("kaniko_guide_site").joinpath("diagrams/memory.svg").read_text("utf-8")
    root = ET.fromstring(drawing)  # noqa: S314 (our own file)
    labels = [text.text or "" for text in root.iter("text") if text.find("tspan") is not None]
    assert [int(label.removesuffix(" MiB ")) for label in labels] == measured_peaks()
    widths = [float(bar.attrib["width"]) for bar in root.iter("rect")]
    assert widths == pytest.approx([peak * max(widths) / max(measured_peaks()) for peak in measured_peaks()], abs=0.1)


@pytest.mark.parametrize("language", get_args(Language))
def test_the_chart_says_its_numbers_to_those_who_do_not_see_it(language: Language) -> None:
    described = expand("::: diagram memory", ROOT, language).partition("<desc")[2].partition("</desc>")[0]
    for peak in measured_peaks():
        assert f"{peak} " in described


@pytest.mark.parametrize("name", ["sequence", "architecture"])
def test_drawing_is_named_for_those_who_do_not_see_it(name: str) -> None:
    html = Markdown(extensions=["kaniko_guide_site.extension"]).convert(f"::: diagram {name}")
    assert html.startswith('<figure class="diagram"')
    assert f'<title id="{name}-title">' in html
    assert f'<desc id="{name}-desc">' in html
    assert "$" not in html
    assert "<script" not in html


def test_drawing_without_a_label_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram, "load", lambda *_: {"sequence_title": {"zh": "图"}})
    with pytest.raises(DirectiveError, match="diagram sequence: no zh labels for it: 'sequence_desc' is undefined"):
        expand("::: diagram sequence", ROOT, "zh")
