"""Facts about external programs: data with its source and expiry date.

The modules of facts evaluate their annotations, without the import from `__future__`: msgspec would compile the text of
each at every start.
"""

import datetime as dt
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar, cast

import yaml
from msgspec import Struct, ValidationError, convert, json

from kaniko_guide import lazy

DIRECTORY = Path(__file__).parent
"""The directory of the fact files."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader if PyYAML has it, because facts are read at every start."""

_CONVERSION = RLock()
"""Held during a conversion: msgspec 0.22 crashes where two threads convert to the same new type for the first time."""

_KEY_PLACEHOLDER = "[...]"
"""What msgspec writes in place of a mapping's key."""

_PATH_PREFIX = " - at `$"
"""What msgspec writes before a path."""

_STEP = lazy.pattern(r"\.(?P<field>\w+)|\[(?P<index>\d+)\]|\[(?P<key>'[^']*')\]")


class DataError(ValueError):
    """A data file does not match its type.

    Args:
        path: of the file.
        line: of the value, from 1.
        problem: what was found and expected, and where.
    """

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path.name}:{line}: {problem}")


class MismatchError(ValueError):
    """Data does not match its type.

    Attributes:
        expected: what was expected and found.
        steps: the keys and indices of the path.

    Args:
        message: of msgspec, with the keys of mappings.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.expected, _, path = message.partition(_PATH_PREFIX)
        self.steps = _steps(path)


class Fact(Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping in a fact file; a key that is not a field of the type is an error."""


class Facts(Fact, frozen=True, kw_only=True):
    """The content of a fact file.

    Attributes:
        verified: the day of the sources or runs, of the oldest if there are several; not the day of the edit.
        expires: the day from which they must be verified again.
        source: of the facts that name no source of their own; empty if all do.
    """

    verified: dt.date
    expires: dt.date
    source: str = ""


Data = TypeVar("Data")


def content(topic: str, directory: Path = DIRECTORY) -> dict[str, Any]:
    """The content of a fact file as plain data.

    Args:
        topic: the file's name without `.yml`.
        directory: of the file.
    """
    data: dict[str, Any] = _parse_file(directory / f"{topic}.yml")
    return data


def load(path: str, kind: type[Data]) -> Data:
    """Load a YAML file as a type; the result is cached. Wheels have it as JSON, which loads faster.

    Args:
        path: of the file, or of the module next to it with the same name.
        kind: the type. For a field type that msgspec does not support, its class method `parse` converts the value.

    Raises:
        DataError: the data does not match the type; the message names the file and the path in it.
    """
    data: Data = _convert(path, cast("Any", kind))
    return data


def as_type(data: object, kind: type[Data]) -> Data:
    """Convert plain data to a type.

    Args:
        data: mappings, lists and scalars.
        kind: see `load`.

    Raises:
        MismatchError: the data does not match the type.
    """
    try:
        with _CONVERSION:
            return convert(data, kind, dec_hook=_parse)
    except ValidationError as error:
        from copy import deepcopy  # noqa: PLC0415 (only where facts have an error)

        raise MismatchError(_with_keys(str(error), deepcopy(data), kind)) from error


def parse_yaml(text: str) -> Any:  # noqa: ANN401
    """The plain data of a trusted YAML text, by LibYAML where it is available.

    Raises:
        yaml.YAMLError: the text is not valid YAML.
    """
    return yaml.load(text, _LOADER)  # noqa: S506 (a safe loader)


@cache
def _parse_file(path: Path) -> Any:  # noqa: ANN401
    return parse_yaml(path.read_text("utf-8"))


@cache
def _convert(path: str, kind: Any) -> Any:  # noqa: ANN401
    file = Path(path).with_suffix(".yml")
    compiled = file.with_suffix(".json")
    if compiled.exists():
        with _CONVERSION:
            return json.decode(compiled.read_bytes(), type=kind, dec_hook=_parse)
    try:
        return as_type(_parse_file(file), kind)
    except MismatchError as error:
        raise DataError(file, _line(file, error.steps), str(error)) from error


def _parse(kind: Any, value: object) -> object:  # noqa: ANN401
    return kind.parse(value)


def _line(file: Path, steps: list[str | int]) -> int:
    """The line of a value in a YAML file, or of the innermost value above it that the file has."""
    node: Any = yaml.compose(file.read_text("utf-8"), _LOADER)
    if node is None:
        return 1
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if key.value == str(step)]
        else:
            found = node.value[step : step + 1] if isinstance(step, int) else []
        if not found:
            break
        (node,) = found
    line: int = node.start_mark.line
    return line + 1


def _with_keys(message: str, data: Any, kind: Any) -> str:  # noqa: ANN401
    """Fill in the keys in the path of a message: of each mapping, the first entry that raises the message by itself."""
    shown = message
    while _KEY_PLACEHOLDER in shown:
        mapping: Any = data
        for step in _steps(shown.partition(_PATH_PREFIX)[2].partition(_KEY_PLACEHOLDER)[0]):
            mapping = mapping[step]
        for key, value in list(mapping.items()):
            mapping.clear()
            mapping[key] = value
            try:
                convert(data, kind, dec_hook=_parse)
            except ValidationError as error:
                if str(error) == message:
                    break
        shown = shown.replace(_KEY_PLACEHOLDER, f"[{key!r}]", 1)
    return shown


def _steps(path: str) -> list[str | int]:
    return [
        int(step["index"]) if step["index"] else step["field"] or step["key"][1:-1] for step in _STEP.finditer(path)
    ]
