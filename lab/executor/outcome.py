"""The outcome of a case: commands, logs, exit codes and pushed images, as text and compared with an expectation."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from msgspec import field

from kaniko_guide.facts import Fact, as_type, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXIT_CODE = re.compile(r"# exit code: (\d+)")
IMAGES = "# pushed images"
ABSENT = "absent"
"""The expectation that the image lacks a file."""
VARIES = (
    (re.compile(r"^([A-Z]{4}\[)\d+(?=\])", re.MULTILINE), r"\g<1>0000"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "…"),
    (re.compile(r"((?:127\.0\.0\.\d+|\[::1\]):)\d{5}\b"), r"\1…"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*"), "…"),
    (re.compile(r"\b\d+(\.\d+)?(ms|µs|s)\b"), "…"),
    (re.compile(r"\b\d+ MiB\b"), "… MiB"),
    (re.compile(r"(?<=/config\.json)\d+\b"), "…"),
)
"""What differs in each run, with its replacement in comparisons: times, digests, ports, memory, temporary files."""


class File(Fact, frozen=True, omit_defaults=True):
    """A file of an image; in an expectation only what is stated counts.

    Attributes:
        kind: `file`, `directory`, `link` or `other`.
        owner: as `uid:gid`.
        mode: octal, with four digits.
        content: the text of a short file, else `sha256:` and its digest.
        target: of a symbolic link, or of a hard link as its layer names it.
    """

    kind: str | None = None
    owner: str | None = None
    mode: str | None = None
    content: str | None = None
    target: str | None = None


class PushedImage(Fact, frozen=True):
    """A pushed image.

    Attributes:
        config: the keys of its configuration that have a value.
        files: by path: each except the programs of the base image.
    """

    config: dict[str, Any]
    files: dict[str, File]


class Log(Fact, frozen=True):
    """Texts that the log of the last command must have, and must not have."""

    has: tuple[str, ...] = ()
    has_not: tuple[str, ...] = ()


class Expectation(Fact, frozen=True):
    """What must come out; what is not stated does not count.

    Attributes:
        exit: the exit code of the last command.
        log: of the last command.
        pushed: whether an image was pushed.
        image: the reference that `files` and `config` describe; empty where only one was pushed.
        files: of the image, by path; `absent` for one that it lacks.
        config: of the image.
    """

    exit: int | None = None
    log: Log = Log()
    pushed: bool | None = None
    image: str = ""
    files: dict[str, File | str] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether every outcome fulfills it."""
        return self == Expectation(image=self.image)


@dataclass(frozen=True, slots=True)
class CommandRun:
    """A command that was run: its exit code and its output without colors."""

    command: str
    exit: int
    log: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case did: its steps, and the images that it pushed by their references."""

    steps: tuple[CommandRun, ...]
    images: Mapping[str, PushedImage]

    def as_text(self) -> str:
        """The text of the record."""
        steps = "".join(f"$ {step.command}\n{step.log}# exit code: {step.exit}\n" for step in self.steps)
        return "".join((steps, f"{IMAGES}\n", *(_image_text(name, self.images[name]) for name in sorted(self.images))))


def _image_text(name: str, image: PushedImage) -> str:
    """An image as YAML, with a line for each file."""
    files = (f"    {path}: {json.dumps(_plain(file))}\n" for path, file in image.files.items())
    return f"{name}:\n  config: {json.dumps(image.config)}\n  files:\n{''.join(files)}"


def parse(text: str) -> Outcome:
    """Read the text of a record.

    Raises:
        ValueError: it is not the text of an outcome.
    """
    printed, separator, images = text.rpartition(f"{IMAGES}\n")
    if not separator:
        message = f"no line {IMAGES!r}"
        raise ValueError(message)
    steps = []
    command: str | None = None
    log: list[str] = []
    for line in printed.splitlines():
        if command is None:
            if not line.startswith("$ "):
                message = f"expected a command, found {line!r}"
                raise ValueError(message)
            command = line[2:]
        elif found := EXIT_CODE.fullmatch(line):
            steps.append(CommandRun(command, int(found[1]), "".join(f"{printed_line}\n" for printed_line in log)))
            command, log = None, []
        else:
            log.append(line)
    if command is not None or not steps:
        message = "no exit code of the last command"
        raise ValueError(message)
    return Outcome(tuple(steps), as_type(parse_yaml(images) or {}, dict[str, PushedImage]))


def unmet(expectation: Expectation, outcome: Outcome) -> list[str]:
    """How an outcome differs from an expectation, a message for each difference."""
    return list(_unmet(expectation, outcome))


def _unmet(expectation: Expectation, outcome: Outcome) -> Iterator[str]:
    last = outcome.steps[-1]
    if expectation.exit not in {None, last.exit}:
        yield f"exit code: expected {expectation.exit}, found {last.exit}"
    yield from (f"the log lacks {text!r}" for text in expectation.log.has if text not in last.log)
    yield from (f"the log has {text!r}" for text in expectation.log.has_not if text in last.log)
    if expectation.pushed not in {None, bool(outcome.images)}:
        yield f"expected {'an' if expectation.pushed else 'no'} image, found {', '.join(outcome.images) or 'none'}"
    if not expectation.files and not expectation.config:
        return
    name = expectation.image or next(iter(outcome.images), "")
    if name not in outcome.images or (not expectation.image and len(outcome.images) > 1):
        yield f"expected {expectation.image or 'one image'}, found {', '.join(outcome.images) or 'none'}"
        return
    yield from _wrong_parts(expectation, outcome.images[name])


def _wrong_parts(expectation: Expectation, image: PushedImage) -> Iterator[str]:
    for path, expected in expectation.files.items():
        found = image.files.get(path)
        if isinstance(expected, str):
            if found is not None:
                yield f"{path}: expected {expected}, found {_plain(found)}"
        elif found is None or any(getattr(found, key) != value for key, value in _plain(expected).items()):
            yield f"{path}: expected {_plain(expected)}, found {ABSENT if found is None else _plain(found)}"
    for key, value in expectation.config.items():
        if image.config.get(key) != value:
            yield f"{key}: expected {value!r}, found {image.config.get(key)!r}"


def changes(recorded: str, observed: str) -> list[str]:
    """The lines that differ between two records, as `- recorded` and `+ observed`; times and digests do not count.

    Lines of a log count without their order, because some are printed by parallel work.
    """
    before, after = (sorted(normalize(text).splitlines()) for text in (recorded, observed))
    removed, added = _without_lines(before, after), _without_lines(after, before)
    pairs = zip_longest(removed, added)
    return [line for old, new in pairs for line in (old and f"- {old}", new and f"+ {new}") if line]


def _without_lines(lines: list[str], others: list[str]) -> list[str]:
    remaining = list(others)
    kept = []
    for line in lines:
        if line in remaining:
            remaining.remove(line)
        else:
            kept.append(line)
    return kept


def normalize(text: str) -> str:
    """A record without what differs in each run."""
    for pattern, replacement in VARIES:
        text = pattern.sub(replacement, text)
    return text


def _plain(file: File) -> dict[str, str]:
    return {key: value for key in file.__struct_fields__ if (value := getattr(file, key)) is not None}
