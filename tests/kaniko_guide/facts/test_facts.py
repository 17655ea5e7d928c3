"""Every fact states its source, the day of its verification and the day on which that expires."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from kaniko_guide.facts import DataError, Fact, Facts, load
from kaniko_guide_site import clock, facts
from tests.support import ROOT, name

if TYPE_CHECKING:
    from pathlib import Path

FACTS = [ROOT / facts.file_of(topic) for topic in facts.topics()]
TODAY = clock.today()


def has_source(value: Any) -> bool:  # noqa: ANN401
    """Whether a value says `source`, or each of its parts does."""
    if isinstance(value, dict):
        if isinstance(value.get("source"), str) and value["source"].strip():
            return True
        return bool(value) and all(has_source(below) for below in value.values())
    return isinstance(value, list) and bool(value) and all(has_source(below) for below in value)


def faults(data: Any, today: dt.date) -> list[str]:  # noqa: ANN401
    """What is wrong with a file of facts on a day, a line each."""
    if not isinstance(data, dict):
        return ["expected a mapping"]
    verified, expires = data.get("verified"), data.get("expires")
    found = [f"{key} is not a date" for key in ("verified", "expires") if not isinstance(data.get(key), dt.date)]
    if isinstance(verified, dt.date) and verified > today:
        found.append(f"verified {verified} is in the future")
    if isinstance(verified, dt.date) and isinstance(expires, dt.date) and expires <= verified:
        found.append(f"expires on {expires}, which is not after {verified}, the day of its verification")
    sections = {key: value for key, value in data.items() if isinstance(value, dict | list)}
    unsourced = [key for key, value in sections.items() if f"{key}_source" not in data and not has_source(value)]
    if unsourced and "source" not in data:
        found.append(f"no source for: {', '.join(unsourced)}")
    return found


@pytest.mark.parametrize("path", FACTS, ids=name)
def test_facts_are_sourced_and_dated(path: Path) -> None:
    assert [f"{name(path)}: {fault}" for fault in faults(yaml.safe_load(path.read_text("utf-8")), TODAY)] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[]", "expected a mapping"),
        ("{expires: 2030-01-01, source: x, a: [b]}", "verified is not a date"),
        ("{verified: 2026-01-01, expires: soon, source: x, a: [b]}", "expires is not a date"),
        ("{verified: 2029-01-01, expires: 2030-01-01, source: x, a: [b]}", "verified 2029-01-01 is in the future"),
        (
            "{verified: 2026-01-01, expires: 2026-01-01, source: x, a: [b]}",
            "expires on 2026-01-01, which is not after 2026-01-01, the day of its verification",
        ),
        ("{verified: 2026-01-01, expires: 2030-01-01, a: [b]}", "no source for: a"),
        ("{verified: 2026-01-01, expires: 2030-01-01, a: {b: {source: x}, c: {d: e}}}", "no source for: a"),
    ],
)
def test_fault_is_told(text: str, fault: str) -> None:
    assert faults(yaml.safe_load(text), dt.date(2026, 11, 22)) == [fault]


class Colour(Fact, frozen=True):
    name: str
    shades: tuple[int, ...] = ()


class Colours(Facts, frozen=True, kw_only=True):
    colours: Mapping[str, Colour]
    listed: tuple[Mapping[str, Colour], ...] = ()


def loaded(folder: Path, topic: str, text: str, kind: type[Facts]) -> Facts:
    """A text as the file of facts of a module."""
    (folder / f"{topic}.yml").write_text(text, "utf-8")
    return load(str(folder / f"{topic}.py"), kind)


def test_facts_are_of_their_type(tmp_path: Path) -> None:
    text = "{verified: 2026-01-01, expires: 2030-01-01, colours: {a.b: {name: red, shades: [1]}}}"
    expected = Colours(verified=dt.date(2026, 1, 1), expires=dt.date(2030, 1, 1), colours={"a.b": Colour("red", (1,))})
    assert loaded(tmp_path, "colours", text, Colours) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("colours: {a: {name: b}}, source: 1", "Expected `str`, got `int` - at `$.source`"),
        ("", "Object missing required field `colours`"),
        ("colours: {}, color: {}", "Object contains unknown field `color`"),
        ("colours: {a: {name: b}, c.d: {nmae: e}}", "Object contains unknown field `nmae` - at `$.colours['c.d']`"),
        ("colours: {a: {name: b}, c: {}}", "Object missing required field `name` - at `$.colours['c']`"),
        ("colours: {a: {name: b, shades: [1, x]}}", "Expected `int`, got `str` - at `$.colours['a'].shades[1]`"),
        (
            "colours: {a: {name: b}}, listed: [{}, {c: {name: d}, e: {name: [f]}}]",
            "Expected `str`, got `array` - at `$.listed[1]['e'].name`",
        ),
    ],
)
def test_what_is_not_of_the_type_is_told_with_its_place(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(DataError) as told:
        loaded(tmp_path, "colours", f"{{verified: 2026-01-01, expires: 2030-01-01, {text}}}", Colours)
    assert str(told.value) == f"colours.yml: {fault}"


@pytest.mark.parametrize(("topic", "folder"), facts.topics().items())
def test_every_file_of_facts_has_a_type_that_refuses_other_keys(topic: str, folder: Path, tmp_path: Path) -> None:
    module = import_module(".".join((*folder.parts[-2:], topic)))
    assert load(str(folder / f"{topic}.py"), module.File).verified == facts.content(topic)["verified"]
    text = yaml.safe_dump(facts.content(topic) | {"sauce": "x"})
    with pytest.raises(DataError, match=rf"^{topic}\.yml: Object contains unknown field `sauce`$"):
        loaded(tmp_path, topic, text, module.File)


def test_a_list_at_the_top_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "colours.yml"
    path.write_text("[{name: red}, {name: blue, shade: 1}]", "utf-8")
    with pytest.raises(DataError) as told:
        load(str(path), tuple[Colour, ...])
    assert str(told.value) == "colours.yml: Object contains unknown field `shade` - at `$[1]`"
    path = tmp_path / "reds.yml"
    path.write_text("[{name: red}]", "utf-8")
    assert load(str(path), tuple[Colour, ...]) == (Colour("red"),)
