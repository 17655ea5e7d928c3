"""Changes the executor's version in every pin: `nox --session bump -- v1.28.5`.

The one value is `pinned` in `images.yml`. A pin is that version in the tag of an executor image (`kaniko:vX.Y.Z`),
before a variant (`vX.Y.Z-debug`), or as the value of `pinned` or of the reader's parameter. Names of releases
(`fork vX.Y.Z`, `osscontainertools-vX.Y.Z`) and the files of `STATEMENTS` say what was run or read, and stay.
So does a version with a digest, which another version does not have: it is the release that was run, and is listed.

Exit code 0: the pins have the version; 2: nothing is changed, and the message says why.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.facts import images
from kaniko_guide_site.evidence import cluster_runs, records
from kaniko_guide_site.facts import file_of
from kaniko_guide_site.lockfile import locked_versions
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

VALUE = file_of("images")
"""The file with the one value."""

VERSION = re.compile(r"v(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)")
PINNED = re.compile(rf"(?<=^pinned: ){VERSION.pattern}$", re.MULTILINE)
DIGEST = re.compile(r"[\w-]*@sha256:[0-9a-f]{6}")
"""After a version: the digest of that image, which another version does not have."""

PIN = re.compile(
    rf"""
    (?=v[0-9])  # without it each character is compared with all that follows
    (?:
        (?<=\bkaniko:){VERSION.pattern}(?![\w.])
        |(?<=\bkaniko-executor:){VERSION.pattern}(?![\w.])
        |(?<![\w.:/@-]){VERSION.pattern}(?=-(?:debug|slim|alpine|bootstrap|warmer)\b)
        |(?<=^pinned:[ ]){VERSION.pattern}$
        |(?<=^[ ][ ]default:[ ]){VERSION.pattern}$
    )
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
STATEMENTS: Mapping[str, str] = {
    "CHANGELOG.md": "says what changed at that time",
    "records/*": "is evidence about the release that was run",
    "snippets/recorded/*": "is evidence about the release that was run",
    "snippets/test-pod/*.txt": "is output that was recorded in the cluster, whose tests find a changed one",
    "snippets/watch-build/*.txt": "is output that was recorded in the cluster, whose tests find a changed one",
    "snippets/examples/unknown-flag/*": "shows an error that is certain only of the release that was run",
    "tests/*.py": "tests what the facts say of a release, or any image",
}
"""Files, by patterns, whose versions are not pins, each with its reason."""

MOST_SHOWN = 3
"""The number of errors that a message shows."""


class RefusedError(Exception):
    """Nothing is changed; the message says what was found and what to do."""


def pinned_version(root: Path) -> str:
    """The one value.

    Args:
        root: the work tree of the project.

    Raises:
        RefusedError: the file does not have exactly one.
    """
    found = PINNED.findall((root / VALUE).read_text("utf-8"))
    if len(found) != 1:
        message = f"{VALUE}:1:1: error: found {len(found)} lines `pinned: vX.Y.Z`, expected one"
        raise RefusedError(message)
    return str(found[0])


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Every tracked text file that may have pins: its path and its text, with the line ends of the file."""
    for path in _git(root, "ls-files", "-z").split("\0"):
        file = root / path
        if not path or any(fnmatchcase(path, pattern) for pattern in STATEMENTS) or not file.is_file():
            continue
        try:
            yield path, file.read_bytes().decode()
        except UnicodeDecodeError:
            continue


def other_versions(root: Path) -> list[str]:
    """The pins that do not have the one value, one line each, as compilers print it.

    The version of an archived publisher is no pin: files compare with it. With a digest, the release that was run is
    expected.
    """
    version, run = pinned_version(root), images.recommended_publication().version
    archived = {known.version for known in images.publications() if known.archived}
    found = []
    for path, text in texts(root):
        for match in PIN.finditer(text):
            expected = run if _has_digest(match) else version
            if match[0] not in {expected, *archived}:
                place = f"{path}:{_position(text, match.start())}"
                found.append(f"{place}: error: found {match[0]}, expected {expected} as in {VALUE}")
    return found


def with_digest(root: Path) -> list[str]:
    """The position of each version that has a digest: `path:line:column`."""
    archived = {known.version for known in images.publications() if known.archived}
    return [
        f"{path}:{_position(text, match.start())}"
        for path, text in texts(root)
        for match in PIN.finditer(text)
        if _has_digest(match) and match[0] not in archived
    ]


def new_contents(root: Path, version: str) -> dict[str, str]:
    """The files that a new version changes, by path, with their new text.

    Args:
        root: the work tree of the project.
        version: of all pins from now on.

    Raises:
        RefusedError: a pin has another version than the one value.
    """
    if others := other_versions(root):
        raise RefusedError(_error_summary("found pins with another version, correct them:", others))
    current = pinned_version(root)

    def bumped(match: re.Match[str]) -> str:
        return version if match[0] == current and not _has_digest(match) else match[0]

    changed = ((path, text, PIN.sub(bumped, text)) for path, text in texts(root))
    return {path: after for path, before, after in changed if after != before}


def write(root: Path, changed: Mapping[str, str]) -> None:
    """Write files; all of them, or none when one of them can't be written.

    Args:
        root: the work tree of the project.
        changed: the new text of each file, by path.

    Raises:
        RefusedError: a file can't be written.
    """
    before = {path: (root / path).read_bytes() for path in changed}
    try:
        for path, text in changed.items():
            (root / path).write_bytes(text.encode())
    except BaseException as error:
        for path, content in before.items():
            if (root / path).read_bytes() != content:
                (root / path).write_bytes(content)
        if isinstance(error, OSError):
            message = f"nothing is changed, a file can't be written: {error}"
            raise RefusedError(message) from error
        raise


def stale(root: Path) -> set[tuple[str, str]]:
    """The check and the snippet of each record that is not valid any more."""
    versions = locked_versions(root)
    return {
        (record.check, record.snippet)
        for record in records.load(root)
        if not records.is_current(root, record, versions)
    }


def bump(root: Path, version: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Give every pin a version.

    Args:
        root: the work tree of the project.
        version: such as `v1.28.5`.

    Returns:
        The changed files, and the records that became stale (check, snippet), both sorted.

    Raises:
        RefusedError: it can't be done; nothing is changed.
    """
    if not VERSION.fullmatch(version):
        message = f"found the version {version!r}, expected one such as v1.28.5"
        raise RefusedError(message)
    described = images.recommended_publication().version
    if _numbers(version) < _numbers(described):
        message = f"found the version {version}, older than {described}, the release that was run"
        raise RefusedError(message)
    if uncommitted := _git(root, "status", "--porcelain"):
        message = f"found uncommitted changes, commit or remove them:\n{uncommitted.rstrip()}"
        raise RefusedError(message)
    before = stale(root)
    changed = new_contents(root, version)
    write(root, changed)
    return sorted(changed), sorted(stale(root) - before)


def report(
    version: str, changed: Sequence[str], became_stale: Iterable[tuple[str, str]], digests: Sequence[str]
) -> Iterator[str]:
    """What a bump did, and what to do next, in lines.

    Args:
        version: of every pin.
        changed: the files.
        became_stale: the check and the snippet of each record.
        digests: the positions from `with_digest`.
    """
    if not changed:
        yield f"Every pin has {version}: nothing is changed."
        return
    yield f"{len(changed)} files changed:"
    yield from (f"  {path}" for path in changed)
    snippets = defaultdict(list)
    for check, snippet in became_stale:
        snippets[check].append(snippet)
    yield f"{sum(map(len, snippets.values()))} records in {records.FILE} are stale; {records.HOW_TO_FIX}"
    for check, names in snippets.items():
        yield f"  {check}: {', '.join(names)}"
    described = images.recommended_publication().version
    if version != described:
        yield from (f"{place} keeps {described}, for which its digest is." for place in digests)
        yield f"The facts describe {described}, the release that was run. Rules treat {version} as unknown."


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.removeprefix("v").split(".")))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"git {arguments[0]} failed:\n{done.stderr.strip()}"
        raise RefusedError(message)
    return done.stdout


def _has_digest(match: re.Match[str]) -> bool:
    return DIGEST.match(match.string, match.end()) is not None


def _position(text: str, offset: int) -> str:
    return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"


def _error_summary(title: str, errors: Sequence[str]) -> str:
    more = [f"… and {len(errors) - MOST_SHOWN} more"] if len(errors) > MOST_SHOWN else []
    return "\n".join([title, *errors[:MOST_SHOWN], *more])


def main(arguments: Sequence[str] | None = None) -> int:
    """Give every pin the version that the arguments name, and print what changed."""
    parser = argparse.ArgumentParser("bump", description="Change the executor's version in every pin.")
    parser.add_argument("version", metavar="VERSION", help="such as v1.28.5")
    version = parser.parse_args(arguments).version
    try:
        changed, became_stale = bump(Path.cwd(), version)
    except RefusedError as error:
        parser.error(str(error))
    old_runs = cluster_runs.problems(Path.cwd(), library.load(Path.cwd() / SNIPPETS))
    lines = [*report(version, changed, became_stale, with_digest(Path.cwd())), *old_runs]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
