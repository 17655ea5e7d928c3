from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("yaml", "found"),
    [
        ("a: 1\nb: {c: 1, c: 2}\n", ["pod.yaml:2:11 `b.c` is already defined on line 2."]),
        ("- a: 1\n- a: 2\n  'a': 3\n", ["pod.yaml:3:3 `[1].a` is already defined on line 2."]),
        ("on: 1\ntrue: 2\n", ["pod.yaml:2:1 `true` is already defined on line 1."]),
        ("containers: {}\ncontainers: {a: 1}\n", []),
        ("kind: Pod\nspec: {}\nspec: {a: 1}\n", ["pod.yaml:3:1 `spec` is already defined on line 2."]),
        ("a: 1\na: 2\na: 3\n", [f"pod.yaml:{line}:1 `a` is already defined on line 1." for line in (2, 3)]),
        ("a: &a {b: 1}\nc: {<<: *a, b: 2}\nd: {<<: *a, <<: *a}\n", []),
        ("${A}: 1\n${A}: 2\n", []),
        ("a: 1\n---\na: 2\n", []),
    ],
)
def test_second_of_two_keys_is_found(tmp_path: Path, yaml: str, found: list[str]) -> None:
    assert findings_in(tmp_path, {"pod.yaml": yaml}, "duplicate-key") == found
