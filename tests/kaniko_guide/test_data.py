from __future__ import annotations

import pytest

from kaniko_guide.data import Data, remembered


class Point(Data, frozen=True):
    x: int
    y: int = 0


def test_values_are_compared_and_not_changed() -> None:
    assert Point(1) == Point(1, 0) != Point(1, 1)
    assert {Point(1), Point(1, 0)} == {Point(1)}
    with pytest.raises(AttributeError):
        Point(1).x = 2  # type: ignore[misc]


class Line(Data, frozen=True, dict=True):
    start: Point
    end: Point


def test_function_is_called_once_for_each_object() -> None:
    called = []

    @remembered
    def length(line: Line) -> int:
        called.append(line)
        return line.end.x - line.start.x

    first, second = Line(Point(1), Point(3)), Line(Point(1), Point(3))
    assert [length(first), length(second), length(first)] == [2, 2, 2]
    assert len(called) == 2
    assert first == second


def test_functions_of_an_object_have_results_of_their_own() -> None:
    @remembered
    def start(line: Line) -> Point:
        return line.start

    @remembered
    def end(line: Line) -> Point:
        return line.end

    line = Line(Point(1), Point(3))
    assert [start(line), end(line), start(line)] == [Point(1), Point(3), Point(1)]
