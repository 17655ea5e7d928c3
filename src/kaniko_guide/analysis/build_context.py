"""What rules ask about the build context: which sources a Dockerfile takes from it, and which files they name."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from kaniko_guide.sources.model import Dockerfile, Word


def covers(pattern: PurePosixPath, file: PurePosixPath) -> bool:
    """Whether a pattern of the Dockerfile names a file, or a folder above it."""
    if len(pattern.parts) > len(file.parts):
        return False
    return all(fnmatchcase(part, wanted) for part, wanted in zip(file.parts, pattern.parts, strict=False))


def context_sources(dockerfile: Dockerfile) -> Iterator[Word]:
    """The sources that a Dockerfile's `COPY` and `ADD` take from the build context, where they can be told."""
    for instruction in dockerfile.instructions:
        if instruction.keyword not in {"COPY", "ADD"} or instruction.heredocs:
            continue
        if any(flag.value.startswith("--from=") for flag in instruction.flags):
            continue
        for word in instruction.arguments[:-1]:
            if "$" not in word.value and "://" not in word.value and not word.value.startswith("git@"):
                yield word
