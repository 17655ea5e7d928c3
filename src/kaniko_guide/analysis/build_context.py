"""The sources that a Dockerfile copies from the build context, and the files that they match."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import lazy

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


def context_copies(dockerfile: Dockerfile, unset: frozenset[str] = frozenset()) -> Iterator[tuple[Word, ...]]:
    """The sources that each `COPY` and `ADD` takes from the build context, as in `context_sources`.

    Args:
        dockerfile: the Dockerfile.
        unset: variables that no base image sets; sources that begin with one of them are not left out, unless the
            Dockerfile declares it.
    """
    empty = unset - declared_variables(dockerfile) if unset else unset
    for instruction in dockerfile.instructions:
        if instruction.keyword not in {"COPY", "ADD"} or instruction.heredocs:
            continue
        if any(flag.value.startswith("--from=") for flag in instruction.flags):
            continue
        yield tuple(
            word
            for word in instruction.arguments[:-1]
            if _is_known(word.value, empty) and "://" not in word.value and not word.value.startswith("git@")
        )


def _is_known(value: str, empty: frozenset[str]) -> bool:
    """Whether a source has no variable, or only one in front that is empty."""
    found = _IN_FRONT.match(value)
    return "$" not in (value if found is None or found[1] not in empty else value[found.end() :])


_IN_FRONT = lazy.pattern(r"\$\{?(\w+)\}?(?=/)")


def declared_variables(dockerfile: Dockerfile) -> frozenset[str]:
    """The variables that any `ARG` or `ENV` of a Dockerfile declares."""
    words = (entry for entry in dockerfile.instructions if entry.keyword in {"ARG", "ENV"})
    return frozenset(word.value.partition("=")[0] for entry in words for word in entry.arguments)


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
