"""What is known about the world: data with its source and the day until which it counts."""

from __future__ import annotations

import datetime as dt
import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from msgspec import Struct, ValidationError, convert

DIRECTORY = Path(__file__).parent
"""Where the files of facts are."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C, where PyYAML has it: the facts are read at every start."""

_UNNAMED = "[...]"
"""How msgspec writes the key of a mapping."""

_AT = " - at `$"
"""What msgspec writes in front of a path."""

_STEP = re.compile(r"\.(?P<field>\w+)|\[(?P<index>\d+)\]|\[(?P<key>'[^']*')\]")


class DataError(ValueError):
    """A file of data is not as its type says.

    Args:
        path: of the file.
        fault: what was found and expected, and where in it.
    """

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path.name}: {fault}")


class MismatchError(ValueError):
    """Data is not of its type.

    Attributes:
        expected: what was expected and found.
        steps: the keys and indices that lead there.

    Args:
        message: of msgspec, with the keys of mappings.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.expected, _, path = message.partition(_AT)
        self.steps = _steps(path)


class Fact(Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping in a file of facts: its keys are those of the type, and no others."""


class Facts(Fact, frozen=True, kw_only=True):
    """A whole file of facts.

    Attributes:
        verified: the day on which all of it was compared with its sources.
        expires: the day from which it must be verified again.
        source: of all that does not name its own; empty where all does.
    """

    verified: dt.date
    expires: dt.date
    source: str = ""


Data = TypeVar("Data")


def content(topic: str, folder: Path = DIRECTORY) -> dict[str, Any]:
    """The content of a file of facts.

    Args:
        topic: its name without `.yml`.
        folder: the one that has the file.
    """
    data: dict[str, Any] = _parsed(folder / f"{topic}.yml")
    return data


def load(path: str, kind: type[Data]) -> Data:
    """A file of data as its type; read once.

    Args:
        path: of the file, in YAML, or of the module beside it that has its name.
        kind: the type. A type in it that msgspec does not know has a `parse`, which reads what the data says.

    Raises:
        DataError: the data is not of the type; the message names the file and the path in it.
    """
    data: Data = _converted(path, cast("Any", kind))
    return data


def as_type(data: object, kind: type[Data]) -> Data:
    """Plain values as their type.

    Args:
        data: the values.
        kind: see `load`.

    Raises:
        MismatchError: the data is not of the type.
    """
    try:
        return convert(data, kind, dec_hook=_parse)
    except ValidationError as error:
        raise MismatchError(_with_keys(str(error), deepcopy(data), kind)) from error


@cache
def _parsed(path: Path) -> Any:  # noqa: ANN401
    return yaml.load(path.read_text("utf-8"), _LOADER)  # noqa: S506


@cache
def _converted(path: str, kind: Any) -> Any:  # noqa: ANN401
    file = Path(path).with_suffix(".yml")
    try:
        return as_type(_parsed(file), kind)
    except MismatchError as error:
        raise DataError(file, str(error)) from error


def _parse(kind: Any, value: object) -> object:  # noqa: ANN401
    return kind.parse(value)


def _with_keys(message: str, data: Any, kind: Any) -> str:  # noqa: ANN401
    """The message with the keys of mappings in its path: of each mapping the first entry that gives it alone."""
    shown = message
    while _UNNAMED in shown:
        mapping: Any = data
        for step in _steps(shown.partition(_AT)[2].partition(_UNNAMED)[0]):
            mapping = mapping[step]
        for key, value in list(mapping.items()):
            mapping.clear()
            mapping[key] = value
            try:
                convert(data, kind, dec_hook=_parse)
            except ValidationError as error:
                if str(error) == message:
                    break
        shown = shown.replace(_UNNAMED, f"[{key!r}]", 1)
    return shown


def _steps(path: str) -> list[str | int]:
    return [
        int(step["index"]) if step["index"] else step["field"] or step["key"][1:-1] for step in _STEP.finditer(path)
    ]
