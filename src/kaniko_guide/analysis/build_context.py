"""The sources that a Dockerfile copies from the build context, and the files that they match."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile, ExecutorCall, Word


def covers(pattern: PurePosixPath, file: PurePosixPath) -> bool:
    """Whether a source pattern of `COPY` matches a file or one of its parent directories."""
    if len(pattern.parts) > len(file.parts):
        return False
    return all(fnmatchcase(name, part) for name, part in zip(file.parts, pattern.parts, strict=False))


def context_sources(dockerfile: Dockerfile) -> Iterator[Word]:
    """The sources that `COPY` and `ADD` take from the build context.

    Sources with a variable are left out, and so are other stages, images, URLs and heredocs.
    """
    for sources in context_copies(dockerfile):
        yield from sources


def context_copies(dockerfile: Dockerfile) -> Iterator[tuple[Word, ...]]:
    """The sources that each `COPY` and `ADD` takes from the build context, as in `context_sources`."""
    for instruction in dockerfile.instructions:
        if instruction.keyword not in {"COPY", "ADD"} or instruction.heredocs:
            continue
        if any(flag.value.startswith("--from=") for flag in instruction.flags):
            continue
        yield tuple(
            word
            for word in instruction.arguments[:-1]
            if "$" not in word.value and "://" not in word.value and not word.value.startswith("git@")
        )


def is_pattern(source: str) -> bool:
    """Whether a source may match any number of files, also none."""
    return not set("*?[").isdisjoint(source)


def built_dockerfile(project: Project, call: ExecutorCall) -> Dockerfile | None:
    """The Dockerfile that a call builds, or None if several may be meant by its `--dockerfile`."""
    flag = call.flag("--dockerfile", "-f")
    path = PurePosixPath(flag.value if flag is not None and flag.value else "Dockerfile").parts
    tail = "/".join(part for part in path if "$" not in part and part not in {"/", "."})
    matching = [found for found in project.dockerfiles if f"/{found.text.source.path}".endswith(f"/{tail}")]
    found = matching if len(project.dockerfiles) > 1 else project.dockerfiles
    return found[0] if len(found) == 1 else None
