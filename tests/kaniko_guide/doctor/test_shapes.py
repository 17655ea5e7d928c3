"""Reading data that may have any form."""

from __future__ import annotations

from kaniko_guide.doctor.shapes import as_object, objects_in

ANY: list[object] = [{"a": 1}, None, 5, [{"a": 1}, 5, None], "a"]


def test_anything_else_is_empty() -> None:
    assert [as_object(value) for value in ANY] == [{"a": 1}, {}, {}, {}, {}]
    assert [objects_in({"a": value}, "a") for value in ANY] == [[], [], [], [{"a": 1}], []]
