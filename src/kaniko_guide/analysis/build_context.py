"""The sources that a Dockerfile copies from the build context, and the files that they match."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from kaniko_guide.sources.model import Dockerfile, Word


def covers(pattern: PurePosixPath, file: PurePosixPath) -> bool:
    """Whether a source pattern of `COPY` matches a file or one of its parent directories."""
    if len(pattern.parts) > len(file.parts):
        return False
    return all(fnmatchcase(name, part) for name, part in zip(file.parts, pattern.parts, strict=False))


def context_sources(dockerfile: Dockerfile) -> Iterator[Word]:
    """The sources that `COPY` and `ADD` take from the build context.

    Sources with a variable are left out, and so are other stages, images, URLs and heredocs.
    """
    for instruction in dockerfile.instructions:
        if instruction.keyword not in {"COPY", "ADD"} or instruction.heredocs:
            continue
        if any(flag.value.startswith("--from=") for flag in instruction.flags):
            continue
        for word in instruction.arguments[:-1]:
            if "$" not in word.value and "://" not in word.value and not word.value.startswith("git@"):
                yield word
