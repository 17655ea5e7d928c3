"""The records of the recorded checks, `records/checks.json`, and the key that shows whether a record is still valid.

A key is a hash of the snippets that the check's programs received, the versions of these programs, and the check's own
`version` in `checks.yml`. The project's source is not part of it: CI runs the checks and compares their results with
the records. A key is computed without running anything.
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

from kaniko_guide.facts import parse_yaml
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
"""Hexadecimal digits of a key: enough to notice a change, not to resist an attack."""


class RecordsError(Exception):
    """The file of records can't be read."""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A recorded check found nothing wrong in a snippet.

    Attributes:
        check: its name.
        snippet: the file, below `snippets/`.
        level: the level that the check grants; None for recorded output.
        limitations: what it does not verify, by the names in `known_limitations.yml`.
        tools: the programs that ran, each with its version.
        date: of the run.
        key: see `key`.
    """

    check: str
    snippet: str
    level: Level | None
    limitations: tuple[str, ...]
    tools: Mapping[str, str]
    date: dt.date
    key: str


def load(root: Path) -> list[Record]:
    """The records, in the order of the file.

    Raises:
        RecordsError: they can't be read.
    """
    path = root / FILE
    if not path.is_file():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Record])
    except msgspec.DecodeError as error:
        message = f"{FILE}:1:1: error: the file can't be read: {error}; {HOW_TO_FIX}"
        raise RecordsError(message) from error


def dump(records: Iterable[Record]) -> str:
    """The file's text: one record per line, sorted by snippet, then by check."""
    lines = [line(record) for record in sorted(records, key=lambda record: (record.snippet, record.check))]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def line(record: Record) -> str:
    """A record as a line of the file."""
    return json.dumps(msgspec.to_builtins(record), ensure_ascii=False)


def write(root: Path, records: Iterable[Record]) -> None:
    """Replace the file in one step, so that it is never half written."""
    target = root / FILE
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
        file.write(dump(records))
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)


def key(root: Path, check: Check, snippet: str, tools: Mapping[str, str]) -> str:
    """The key that a valid record of a check on a snippet has.

    Args:
        root: the project's directory.
        check: the recorded check.
        snippet: the file, below `snippets/`.
        tools: the versions of its programs.
    """
    content = [check.name, check.version, snippet, dict(tools), received_files(root, check, snippet)]
    return _hash(json.dumps(content, sort_keys=True))[:KEY_LENGTH]


def received_files(root: Path, check: Check, snippet: str) -> dict[str, str]:
    """The files that the programs of a check receive for a snippet: the hash of each, by its path below `snippets/`.

    A file is received as its canonical text. Programs do not receive `recipe.yml`; a check that uses values of it names
    their keys (`recipe` in `checks.yml`), and only these values are part of the key.

    Args:
        root: the project's directory.
        check: the recorded check.
        snippet: the file, below `snippets/`.
    """
    read = [snippet if check.reads == "file" else Snippet(snippet).directory, *check.also]
    files = sorted({path for name in read for path in _files(root / SNIPPETS / name)})
    return {
        path.relative_to(root / SNIPPETS).as_posix(): _values_hash(path, check.recipe, stamp(path))
        if path.name == RECIPE_FILE
        else _text_hash(root, path, stamp(path))
        for path in files
        if path.name != RECIPE_FILE or check.recipe
    }


def _files(path: Path) -> Iterator[Path]:
    yield from [path] if path.is_file() else (below for below in path.rglob("*") if below.is_file())


@cache
def _text_hash(root: Path, path: Path, _stamp: Stamp) -> str:
    """The hash of a file's canonical text."""
    return _hash(Text.canonical(Source.read(path, path.relative_to(root).as_posix())).value)


@cache
def _values_hash(path: Path, keys: tuple[str, ...], _stamp: Stamp) -> str:
    """The hash of the values of some keys of a `recipe.yml`."""
    content = parse_yaml(path.read_text("utf-8"))
    return _hash(json.dumps({name: content.get(name) for name in keys}, sort_keys=True, default=str))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_current(root: Path, record: Record, locked: Mapping[str, str]) -> bool:
    """Whether a record is valid: its check exists, and nothing that the key covers has changed.

    Args:
        root: the project's directory.
        record: the record.
        locked: the version of every locked package.
    """
    return problem(root, record, locked) is None


def problem(root: Path, record: Record, locked: Mapping[str, str]) -> str | None:
    """Why a record is not valid; None when it is.

    Args:
        root: the project's directory.
        record: the record.
        locked: the version of every locked package.
    """
    check = checks().get(record.check)
    if check is None or not check.is_recorded:
        return "there is no recorded check of this name"
    if not (root / SNIPPETS / record.snippet).is_file() or ".." in record.snippet:
        return "there is no such snippet"
    if (record.level, record.limitations) != (check.level, check.limitations):
        return f"the check grants {check.level or 'no level'} with the limitations {', '.join(check.limitations)}"
    if set(check.packages) - set(record.tools):
        return f"the check runs {', '.join(check.packages)}"
    tools = {tool: locked.get(check.packages.get(tool, ""), version) for tool, version in record.tools.items()}
    if record.key != key(root, check, record.snippet, tools):
        return "it is stale: what the check reads, its version or its tools changed, or the record was edited by hand"
    return None


def problems(root: Path, locked: Mapping[str, str], today: dt.date) -> Iterator[str]:
    """The problems of the file of records, one line each, as compilers print it.

    Args:
        root: the project's directory.
        locked: the version of every locked package.
        today: no record may have a later date.
    """
    known = load(root)
    seen: set[tuple[str, str]] = set()
    for number, record in enumerate(known, 2):
        why = problem(root, record, locked)
        if why is None and record.date > today:
            why = "its date is in the future"
        if why is None and (record.check, record.snippet) in seen:
            why = "duplicate record"
        seen.add((record.check, record.snippet))
        if why is not None:
            yield f"{FILE}:{number}:1: error: {record.check} on {record.snippet}: {why}; {HOW_TO_FIX}"
    if (root / FILE).read_text("utf-8") != dump(known):
        yield f"{FILE}:1:1: error: the file differs from what `nox --session verify` writes; {HOW_TO_FIX}"
