"""The base of classes that only hold values, and what is remembered of their objects."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable


class Data(Struct, frozen=True):
    """Named values that nothing changes; equal if they are, unless a class has `eq=False`.

    Such classes are defined, and their objects made, several times faster than frozen dataclasses. A class of them
    repeats `frozen=True`, which type checkers do not inherit.
    """


class Mutable(Struct):
    """Named values that change."""


Owner = TypeVar("Owner")
Result = TypeVar("Result")


def remembered(function: Callable[[Owner], Result]) -> Callable[[Owner], Result]:
    """Call a function once for each object, and keep the result as long as the object exists.

    Args:
        function: of an object whose class has `dict=True`; what it returns must not be changed.
    """
    key = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def result_for(owner: Owner) -> Result:
        known: dict[str, Result] = owner.__dict__
        if key not in known:
            known[key] = function(owner)
        return known[key]

    return result_for
