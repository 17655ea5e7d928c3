"""The kinds of mutations: those of `kinds.yml`, and those that follow from the schema of a pod."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from lab.cluster.mutations.changes import DELETED, duplicate, expand, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lab.cluster.mutations.changes import Object

FILE = Path(__file__).with_name("kinds.yml")

OTHER_TYPES: tuple[Any, ...] = ("word", 7, True, ["a"], {"a": "b"}, 1.5)
"""A value of each JSON type except null."""
PLAIN_SCALARS = ("yes", "off", "y", "0777", "1e3", "1_000", "~", "2026-01-01", "12:30:45", "0x1F", ".5", "+1", "null")
"""Scalars that are not the strings that they look like."""
OF_OTHER_OBJECTS = ("image", "volumes", "env", "restartPolicy", "replicas", "runAsUser", "mountPath", "nodeSelector")
"""Fields that exist in some object, but not in each."""


@dataclass(frozen=True, slots=True)
class Case:
    """One mutation.

    Attributes:
        fields: new values by path, see `changes.changed`.
        start: the only start pod that it fits; empty for any.
    """

    fields: Mapping[str, Any]
    start: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mutation.

    Attributes:
        name: what is changed.
        cases: its mutations.
    """

    name: str
    cases: tuple[Case, ...]


@cache
def from_file() -> tuple[Kind, ...]:
    """The kinds of `kinds.yml`."""
    return tuple(Kind(str(entry["name"]), tuple(_cases(entry))) for entry in yaml.safe_load(FILE.read_text("utf-8")))


def from_schema(start_pods: Mapping[str, Object]) -> tuple[Kind, ...]:
    """The kinds that each field of the start pods gives."""
    return tuple(
        Kind(
            name,
            tuple(
                Case(fields, start)
                for start, pod in start_pods.items()
                for path, value in _fields(pod)
                for fields in mutations(path, value)
            ),
        )
        for name, mutations in _SCHEMA_KINDS.items()
    )


def _cases(entry: Object) -> Iterator[Case]:
    for path, values in entry.get("set", {}).items():
        yield from (Case({path: expand(value)}) for value in values)
    yield from (Case(expand(case)) for case in entry.get("cases", ()))


def _fields(pod: Object) -> Iterator[tuple[str, Any]]:
    """Every field of a pod that a path can name, with its value."""

    def below(value: Any, path: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
        steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for step, child in steps:
            if "." not in str(step):
                yield f"{path}{step}", child
                yield from below(child, f"{path}{step}.")

    yield from below(pod, "")


def _wrong_type(path: str, value: Any) -> Iterator[Object]:  # noqa: ANN401
    yield from ({path: other} for other in OTHER_TYPES if type(other) is not type(value))


def _missing(path: str, value: Any) -> Iterator[Object]:  # noqa: ANN401, ARG001
    if not path.rpartition(".")[2].isdecimal():
        yield {path: DELETED}


def _misspelt(path: str, value: Any) -> Iterator[Object]:  # noqa: ANN401
    above, _, key = path.rpartition(".")
    if not key.isdecimal():
        for word in (f"{key}s", key.capitalize(), key[:-1], key.lower()):
            if word and word != key:
                yield {path: DELETED, f"{above}.{word}".removeprefix("."): value}


def _foreign(path: str, value: Any) -> Iterator[Object]:  # noqa: ANN401
    if isinstance(value, dict) and path not in {"metadata.labels", "metadata.annotations"}:
        yield from ({f"{path}.{key}": new} for key in OF_OTHER_OBJECTS if key not in value for new in ("x", None))


def _duplicate(path: str, value: Any) -> Iterator[Object]:  # noqa: ANN401
    above, _, key = path.rpartition(".")
    if not key.isdecimal():
        yield {f"{above}.{duplicate(key)}".removeprefix("."): value}


def _null(path: str, value: Any) -> Iterator[Object]:  # noqa: ANN401, ARG001
    yield {path: None}


def _empty(path: str, value: Any) -> Iterator[Object]:  # noqa: ANN401
    if not isinstance(value, bool | int):
        yield {path: type(value)()}


def _plain(path: str, value: Any) -> Iterator[Object]:  # noqa: ANN401
    if not isinstance(value, dict | list):
        yield from ({path: plain(word)} for word in PLAIN_SCALARS)


_SCHEMA_KINDS: dict[str, Callable[[str, Any], Iterator[Object]]] = {
    "value of another type": _wrong_type,
    "missing field": _missing,
    "misspelt field": _misspelt,
    "field of another object": _foreign,
    "duplicate key": _duplicate,
    "null": _null,
    "empty value": _empty,
    "scalar that YAML resolves": _plain,
}


def shuffled(kind: Kind) -> list[Case]:
    """The cases in an order that depends on the name of the kind only."""
    cases = list(kind.cases)
    random.Random(kind.name).shuffle(cases)  # noqa: S311
    return cases
