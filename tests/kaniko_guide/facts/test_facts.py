"""Every fact states its source, the day of its verification and the day on which that expires."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pytest_check import check

from kaniko_guide.facts import DataError, Fact, Facts, load, parse_yaml
from kaniko_guide_site import clock, facts
from tests.support import ROOT, expect_none, name

if TYPE_CHECKING:
    from collections.abc import Iterator
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


def problems(data: Any, today: dt.date) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """What is wrong with a file of facts on a day: the key, and a sentence on the problem and its fix."""
    if not isinstance(data, dict):
        yield "", "expected a mapping"
        return
    verified, expires = data.get("verified"), data.get("expires")
    for key in ("verified", "expires"):
        if not isinstance(data.get(key), dt.date):
            yield key, f"{key} is not a date. Write it as YYYY-MM-DD."
    if isinstance(verified, dt.date) and verified > today:
        yield "verified", f"verified {verified} is in the future. Write the day on which the facts were verified."
    if isinstance(verified, dt.date) and isinstance(expires, dt.date) and expires <= verified:
        yield (
            "expires",
            f"{expires} is not after {verified}, the day of verification. Write a later day.",
        )
    for key, value in data.items():
        sourced = "source" in data or f"{key}_source" in data or has_source(value)
        if isinstance(value, dict | list) and not sourced:
            yield key, f"no source for {key}. Write {key}_source, or source for the whole file."


def findings(path: str, text: str, today: dt.date) -> list[str]:
    """The problems of a file of facts, a line each."""
    lines = text.splitlines()
    return [
        f"{path}:{next((number for number, line in enumerate(lines, 1) if line.startswith(f'{key}:')), 1)}:1: "
        f"error: {problem} [fact]"
        for key, problem in problems(parse_yaml(text), today)
    ]


def test_facts_are_sourced_and_dated() -> None:
    for path in FACTS:
        with check(f"{path}"):
            expect_none(findings(name(path), path.read_text("utf-8"), TODAY))


def test_a_problem_is_reported_at_its_key() -> None:
    text = "# a\nverified: 2026-01-01\nexpires: 2030-01-01\na:\n- b\n"
    assert findings("a.yml", text, TODAY) == [
        "a.yml:4:1: error: no source for a. Write a_source, or source for the whole file. [fact]"
    ]
    assert findings("a.yml", "verified: 2026-01-01\nsource: b\n", TODAY) == [
        "a.yml:1:1: error: expires is not a date. Write it as YYYY-MM-DD. [fact]"
    ]


NO_SOURCE = "no source for a. Write a_source, or source for the whole file."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "expected a mapping"),
        ("{expires: 2030-01-01, source: x, a: [b]}", "verified is not a date. Write it as YYYY-MM-DD."),
        ("{verified: 2026-01-01, expires: soon, source: x, a: [b]}", "expires is not a date. Write it as YYYY-MM-DD."),
        (
            "{verified: 2029-01-01, expires: 2030-01-01, source: x, a: [b]}",
            "verified 2029-01-01 is in the future. Write the day on which the facts were verified.",
        ),
        (
            "{verified: 2026-01-01, expires: 2026-01-01, source: x, a: [b]}",
            "2026-01-01 is not after 2026-01-01, the day of verification. Write a later day.",
        ),
        (
            "{verified: 2026-01-01, expires: 2030-01-01, a: [b]}",
            "no source for a. Write a_source, or source for the whole file.",
        ),
        (
            "{verified: 2026-01-01, expires: 2030-01-01, a: {b: {source: x}, c: {d: e}}}",
            "no source for a. Write a_source, or source for the whole file.",
        ),
    ],
)
def test_problem_is_reported(text: str, problem: str) -> None:
    assert [found for _, found in problems(yaml.safe_load(text), dt.date(2026, 11, 22))] == [problem]


class Color(Fact, frozen=True):
    name: str
    shades: tuple[int, ...] = ()


class Colors(Facts, frozen=True, kw_only=True):
    colors: Mapping[str, Color]
    listed: tuple[Mapping[str, Color], ...] = ()


def load_text(directory: Path, topic: str, text: str, kind: type[Facts]) -> Facts:
    """A text as the file of facts of a module."""
    (directory / f"{topic}.yml").write_text(text, "utf-8")
    return load(str(directory / f"{topic}.py"), kind)


def test_facts_are_of_their_type(tmp_path: Path) -> None:
    text = "{verified: 2026-01-01, expires: 2030-01-01, colors: {a.b: {name: red, shades: [1]}}}"
    expected = Colors(verified=dt.date(2026, 1, 1), expires=dt.date(2030, 1, 1), colors={"a.b": Color("red", (1,))})
    assert load_text(tmp_path, "colors", text, Colors) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("colors: {a: {name: b}}, source: 1", "Expected `str`, got `int` - at `$.source`"),
        ("", "Object missing required field `colors`"),
        ("colors: {}, color: {}", "Object contains unknown field `color`"),
        ("colors: {a: {name: b}, c.d: {nmae: e}}", "Object contains unknown field `nmae` - at `$.colors['c.d']`"),
        ("colors: {a: {name: b}, c: {}}", "Object missing required field `name` - at `$.colors['c']`"),
        ("colors: {a: {name: b, shades: [1, x]}}", "Expected `int`, got `str` - at `$.colors['a'].shades[1]`"),
        (
            "colors: {a: {name: b}}, listed: [{}, {c: {name: d}, e: {name: [f]}}]",
            "Expected `str`, got `array` - at `$.listed[1]['e'].name`",
        ),
    ],
)
def test_data_of_another_type_is_reported_with_its_path(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DataError) as raised:
        load_text(tmp_path, "colors", f"{{verified: 2026-01-01, expires: 2030-01-01, {text}}}", Colors)
    assert str(raised.value) == f"colors.yml:1: {problem}"


@pytest.mark.slow
@pytest.mark.parametrize(("topic", "directory"), facts.topics().items())
def test_every_fact_file_has_a_type_that_rejects_unknown_keys(topic: str, directory: Path, tmp_path: Path) -> None:
    path = directory / f"{topic}.yml"
    typed = path if path.with_suffix(".py").is_file() else path.parent
    module = import_module(".".join((*directory.parts[-2:], *typed.relative_to(directory).with_suffix("").parts)))
    assert load(str(path), module.File).verified == facts.content(topic)["verified"]
    text = yaml.safe_dump(facts.content(topic) | {"sauce": "x"})
    with pytest.raises(DataError, match=rf"^{path.stem}\.yml:1: Object contains unknown field `sauce`$"):
        load_text(tmp_path, path.stem, text, module.File)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("colors:\n  a: {name: b}\n  c:\n    shades: [1]\n    name:\n    - d\n", 8),
        ("colors:\n  a:\n    name: b\n  c:\n    shades: [1]\n", 7),
        ("colors:\n  a:\n    name: b\n    shades:\n    - 1\n    - x\n", 8),
        ("source: x\n", 1),
    ],
)
def test_a_problem_is_reported_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(DataError, match=rf"^colors\.yml:{line}: "):
        load_text(tmp_path, "colors", f"verified: 2026-01-01\nexpires: 2030-01-01\n{text}", Colors)


def test_a_list_at_the_top_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "colors.yml"
    path.write_text("[{name: red}, {name: blue, shade: 1}]", "utf-8")
    with pytest.raises(DataError) as raised:
        load(str(path), tuple[Color, ...])
    assert str(raised.value) == "colors.yml:1: Object contains unknown field `shade` - at `$[1]`"
    path = tmp_path / "reds.yml"
    path.write_text("[{name: red}]", "utf-8")
    assert load(str(path), tuple[Color, ...]) == (Color("red"),)


THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from msgspec import Struct
from kaniko_guide.facts import as_type

sys.setswitchinterval(1e-6)
DEPTH = 20
data = 1
for _ in range(DEPTH):
    data = {"a": data}
barrier = Barrier(8)

def new_type():
    kind = int
    for number in range(DEPTH):
        kind = type(Struct)(f"T{number}", (Struct,), {"__annotations__": {"a": kind}})
    return kind

def converted(kind):
    barrier.wait()
    return as_type(data, kind)

with ThreadPoolExecutor(8) as pool:
    for _ in range(50):
        list(pool.map(converted, [new_type()] * 8))
"""


def test_threads_may_convert_to_a_new_type_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
