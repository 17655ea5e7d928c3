"""The records of the heavy checks, `snippets/records.json`, and the key that says whether one still counts.

A key is a hash over every file that the check read, the source of the check with all that it imports, and the versions
of its programs. It is told without running anything.
"""

from __future__ import annotations

import ast
import datetime as dt
import hashlib
import json
import tempfile
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide.site.evidence.model import Level, checks
from kaniko_guide.site.twins import folder_of
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kaniko_guide.site.evidence.model import Check

SNIPPETS = "snippets"
FILE = f"{SNIPPETS}/records.json"
MEND = "run: nox --session verify"
SOURCES = ("src", "tests")
"""Where the project's own modules lie."""

CHECKS = "tests/checks"


class RecordsError(Exception):
    """The file of records is not what `dump` writes."""


@dataclass(frozen=True, slots=True, order=True)
class Record:
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
        return [_record(entry) for entry in json.loads(path.read_text("utf-8"))]
    except (ValueError, TypeError, KeyError) as error:
        message = f"{FILE}:1:1: error: it can't be read: {error!r}; {MEND}"
        raise RecordsError(message) from error


def _record(entry: dict[str, Any]) -> Record:
    typed = {
        "level": Level(entry["level"]),
        "limits": tuple(entry["limits"]),
        "date": dt.date.fromisoformat(entry["date"]),
    }
    return Record(**(entry | typed))


def dump(records: Iterable[Record]) -> str:
    """The file's text: a record a line, in the order of snippets, then checks."""
    lines = [line(record) for record in sorted(records, key=lambda record: (record.snippet, record.check))]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def line(record: Record) -> str:
    """A record as it stands in the file."""
    return json.dumps(asdict(record) | {"date": record.date.isoformat()}, ensure_ascii=False)


def write(root: Path, records: Iterable[Record]) -> None:
    """Put the file in place whole, or not at all."""
    target = root / FILE
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
        file.write(dump(records))
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)


def key(root: Path, check: Check, snippet: str, tools: Mapping[str, str]) -> str:
    """What a record of a check on a snippet must bear to count.

    Args:
        root: the project's folder.
        check: the heavy check.
        snippet: the file, below `snippets/`.
        tools: the versions of its programs.
    """
    read = {path: _digest(root, path, _stamp(root / path)) for path in reads(root, check, snippet)}
    content = [check.name, snippet, check.level, check.limits, dict(tools), read, _sources(root, check.name)]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def reads(root: Path, check: Check, snippet: str) -> list[str]:
    """The snippets that a check reads to judge one, by their path below the project's folder, in order."""
    places = [snippet if check.reads == "file" else folder_of(snippet), *check.also]
    found = {path for place in places for path in _files(root / SNIPPETS / place)}
    return sorted(path.relative_to(root).as_posix() for path in found)


def _files(place: Path) -> Iterator[Path]:
    yield from [place] if place.is_file() else (path for path in place.rglob("*") if path.is_file())


def fresh(root: Path, record: Record, locked: Mapping[str, str]) -> bool:
    """Whether a record counts: a check can give it, and nothing changed of what that check read.

    Args:
        root: the project's folder.
        record: the record.
        locked: the version of every locked package.
    """
    return fault(root, record, locked) is None


def fault(root: Path, record: Record, locked: Mapping[str, str]) -> str | None:
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
        return "it is stale: what the check reads has changed since, or the record was made by hand"
    return None


def faults(root: Path, locked: Mapping[str, str], today: dt.date) -> Iterator[str]:
    """What is wrong with the file of records, a line each, as compilers print it.

    Args:
        root: the project's folder.
        locked: the version of every locked package.
        today: no record is of a later day.
    """
    known = load(root)
    seen: set[tuple[str, str]] = set()
    for number, record in enumerate(known, 2):
        why = fault(root, record, locked)
        if why is None and record.date > today:
            why = "its date lies in the future"
        if why is None and (record.check, record.snippet) in seen:
            why = "there are two of it"
        seen.add((record.check, record.snippet))
        if why is not None:
            yield f"{FILE}:{number}:1: error: {record.check} on {record.snippet}: {why}; {MEND}"
    if (root / FILE).read_text("utf-8") != dump(known):
        yield f"{FILE}:1:1: error: it is not as verify writes it; {MEND}"


def sources(root: Path, name: str) -> list[str]:
    """The modules of a check and all that they import of this project, with the data files beside them that they name.

    Imports for the type checker alone are left out.

    Args:
        root: the project's folder.
        name: of the check.
    """
    return list(_sources(root, name))


def _sources(root: Path, name: str) -> dict[str, str]:
    pending = [f"{CHECKS}/{name.replace('-', '_')}.py"]
    found: set[str] = set()
    while pending:
        path = pending.pop()
        if path not in found:
            found.add(path)
            pending += _uses(root, path, _stamp(root / path)) if path.endswith(".py") else ()
    return {path: _digest(root, path, _stamp(root / path)) for path in sorted(found)}


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is written."""
    about = path.stat()
    return about.st_mtime_ns, about.st_size


@cache
def _digest(root: Path, path: str, stamp: tuple[int, int]) -> str:  # noqa: ARG001 (part of the cache's key)
    """The hash of a file; of a snippet's canonical text."""
    content = (root / path).read_bytes()
    if path.startswith(f"{SNIPPETS}/"):
        content = Text.canonical(Source.decode(content, path)).value.encode()
    return hashlib.sha256(content).hexdigest()


@cache
def _uses(root: Path, path: str, stamp: tuple[int, int]) -> list[str]:  # noqa: ARG001 (part of the cache's key)
    """What a module imports of this project, and the data it names that lie beside it or in a package it imports."""
    tree = ast.parse((root / path).read_text("utf-8"))
    nodes = list(_at_run_time(tree))
    modules = [found for name in _imported(nodes) for found in _modules(root, name)]
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    folders = {Path(path).parent, *(Path(module).parent for module in modules if module.endswith("__init__.py"))}
    data = [
        file.relative_to(root).as_posix()
        for folder in folders
        for file in (root / folder).iterdir()
        if file.is_file() and file.suffix != ".py" and ({file.name, file.stem} & words)
    ]
    return [*modules, *data]


def _at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from _at_run_time(node)


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _modules(root: Path, name: str) -> Iterator[str]:
    """The project's file of a module, with those of the packages around it."""
    parts = name.split(".")
    for place in SOURCES:
        for count in range(1, len(parts) + 1):
            stem = Path(place, *parts[:count])
            for path in (stem.with_suffix(".py"), stem / "__init__.py"):
                if (root / path).is_file():
                    yield path.as_posix()
