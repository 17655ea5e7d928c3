"""The records of the heavy checks, `records/checks.json`, and the key that says whether one still counts.

A key is a hash over what the check's programs received of the snippets, the versions of these programs, and the
check's own `version` in `checks.yml`. The project's source is no part of it: whether a check still gives what its
records say is found by running it, which CI does. A key is computed without running anything.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import yaml

from kaniko_guide.text import Source, Text
from kaniko_guide_site.evidence.model import Level, checks
from kaniko_guide_site.snippets.recipes import RECIPE_FILE
from kaniko_guide_site.snippets.snippet import SNIPPETS, Snippet
from kaniko_guide_site.stamps import Stamp, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide_site.evidence.model import Check

FILE = "records/checks.json"
HOW_TO_FIX = "run: nox --session verify"
KEY_LENGTH = 16
"""Hexadecimal digits of a key: a change must be noticed, not an attack."""


class RecordsError(Exception):
    """The file of records is not what `dump` writes."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heavy check found nothing wrong in a snippet.

    Attributes:
        check: its name.
        snippet: the file, below `snippets/`.
        level: how far the check brings it.
        limits: why no further, as `debts.yml` names it.
        tools: the programs that ran, each with its version.
        date: of the run.
        key: see `key`.
    """

    check: str
    snippet: str
    level: Level
    limits: tuple[str, ...]
    tools: Mapping[str, str]
    date: dt.date
    key: str


def load(root: Path) -> list[Record]:
    """The records, as they stand in the file.

    Raises:
        RecordsError: they can't be read.
    """
    path = root / FILE
    if not path.is_file():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Record])
    except msgspec.DecodeError as error:
        message = f"{FILE}:1:1: error: it can't be read: {error}; {HOW_TO_FIX}"
        raise RecordsError(message) from error


def dump(records: Iterable[Record]) -> str:
    """The file's text: a record a line, in the order of snippets, then checks."""
    lines = [line(record) for record in sorted(records, key=lambda record: (record.snippet, record.check))]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def line(record: Record) -> str:
    """A record as it stands in the file."""
    return json.dumps(msgspec.to_builtins(record), ensure_ascii=False)


def write(root: Path, records: Iterable[Record]) -> None:
    """Put the file in place whole, or not at all."""
    target = root / FILE
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
        file.write(dump(records))
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)


def key(root: Path, check: Check, snippet: str, tools: Mapping[str, str]) -> str:
    """The key of a record that counts, of a check on a snippet.

    Args:
        root: the project's folder.
        check: the heavy check.
        snippet: the file, below `snippets/`.
        tools: the versions of its programs.
    """
    content = [check.name, check.version, snippet, dict(tools), received(root, check, snippet)]
    return _hash(json.dumps(content, sort_keys=True))[:KEY_LENGTH]


def received(root: Path, check: Check, snippet: str) -> dict[str, str]:
    """What the programs of a check receive to judge a snippet: the hash of each file, by its path below `snippets/`.

    A file is received as its canonical text. Programs do not receive `recipe.yml`; a check that follows what it states
    names the keys (`recipe` in `checks.yml`), and only their values count.

    Args:
        root: the project's folder.
        check: the heavy check.
        snippet: the file, below `snippets/`.
    """
    places = [snippet if check.reads == "file" else Snippet(snippet).folder, *check.also]
    files = sorted({path for place in places for path in _files(root / SNIPPETS / place)})
    return {
        path.relative_to(root / SNIPPETS).as_posix(): _stated(path, check.recipe, stamp(path))
        if path.name == RECIPE_FILE
        else _canonical(root, path, stamp(path))
        for path in files
        if path.name != RECIPE_FILE or check.recipe
    }


def _files(place: Path) -> Iterator[Path]:
    yield from [place] if place.is_file() else (path for path in place.rglob("*") if path.is_file())


@cache
def _canonical(root: Path, path: Path, _stamp: Stamp) -> str:
    """The hash of a file's canonical text."""
    return _hash(Text.canonical(Source.read(path, path.relative_to(root).as_posix())).value)


@cache
def _stated(path: Path, keys: tuple[str, ...], _stamp: Stamp) -> str:
    """The hash of the values that a `recipe.yml` has under some keys."""
    content = yaml.safe_load(path.read_bytes())
    return _hash(json.dumps({name: content.get(name) for name in keys}, sort_keys=True, default=str))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_current(root: Path, record: Record, locked: Mapping[str, str]) -> bool:
    """Whether a record counts: a check can give it, and nothing that its key covers has changed.

    Args:
        root: the project's folder.
        record: the record.
        locked: the version of every locked package.
    """
    return problem(root, record, locked) is None


def problem(root: Path, record: Record, locked: Mapping[str, str]) -> str | None:
    """Why a record does not count; None when it does.

    Args:
        root: the project's folder.
        record: the record.
        locked: the version of every locked package.
    """
    check = checks().get(record.check)
    if check is None or not check.heavy:
        return "no heavy check has this name"
    if not (root / SNIPPETS / record.snippet).is_file() or ".." in record.snippet:
        return "there is no such snippet"
    if (record.level, record.limits) != (check.level, check.limits):
        return f"the check gives {check.level} with the limits {', '.join(check.limits)}"
    if set(check.packages) - set(record.tools):
        return f"the check runs {', '.join(check.packages)}"
    tools = {tool: locked.get(check.packages.get(tool, ""), version) for tool, version in record.tools.items()}
    if record.key != key(root, check, record.snippet, tools):
        return "it is stale: what the check reads, its version or its tools changed, or the record was made by hand"
    return None


def problems(root: Path, locked: Mapping[str, str], today: dt.date) -> Iterator[str]:
    """What is wrong with the file of records, a line each, as compilers print it.

    Args:
        root: the project's folder.
        locked: the version of every locked package.
        today: no record is of a later day.
    """
    known = load(root)
    seen: set[tuple[str, str]] = set()
    for number, record in enumerate(known, 2):
        why = problem(root, record, locked)
        if why is None and record.date > today:
            why = "its date lies in the future"
        if why is None and (record.check, record.snippet) in seen:
            why = "there are two of it"
        seen.add((record.check, record.snippet))
        if why is not None:
            yield f"{FILE}:{number}:1: error: {record.check} on {record.snippet}: {why}; {HOW_TO_FIX}"
    if (root / FILE).read_text("utf-8") != dump(known):
        yield f"{FILE}:1:1: error: it is not as verify writes it; {HOW_TO_FIX}"
