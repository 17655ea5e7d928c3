"""Looks up versions as tags of a Git repository: whether the tag exists, its commit, and which is newer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide_site.facts.pins import newest
from lab.lookups import LookupResult, State, newer, run_online

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from kaniko_guide_site.facts.pins import Postponement

PREFIX = "refs/tags/"
PEELED = "^{}"


@dataclass(frozen=True, slots=True)
class Version:
    """A version to look up.

    Attributes:
        what: its name with the version.
        where: the file and line that name it.
        repository: the address of the Git repository.
        tag: of the pinned version.
        commit: of the tag; None for any.
        form: as `newer` in `pins.yml`.
        held: as in `pins.yml`.
    """

    what: str
    where: str
    repository: str
    tag: str
    commit: str | None = None
    form: str | None = None
    held: Postponement | None = None


def look(versions: Iterable[Version], today: dt.date) -> Iterator[LookupResult]:
    """Look up versions.

    Args:
        versions: to look up.
        today: the day of the lookup.

    Raises:
        MissingToolError: Git is not installed.
    """
    for version in versions:
        output = run_online("git", "-c", "credential.helper=", "ls-remote", "--tags", version.repository)
        if output.text is None:
            state = State.NO_ANSWER if output.no_answer else State.GONE
            yield LookupResult(version.what, version.where, state, output.error)
        else:
            yield _answer(version, _tags(output.text), today)


def _tags(listed: str) -> dict[str, str]:
    """The commit by tag; for an annotated tag the commit that it refers to, which is listed after the tag itself."""
    rows = (line.split("\t") for line in listed.splitlines())
    return {name.removeprefix(PREFIX).removesuffix(PEELED): commit for commit, name in rows}


def _answer(version: Version, tags: dict[str, str], today: dt.date) -> LookupResult:
    if version.tag not in tags:
        return LookupResult(version.what, version.where, State.GONE, f"{version.repository} has no tag {version.tag}")
    if version.commit is not None and tags[version.tag] != version.commit:
        detail = f"the tag {version.tag} now has the commit {tags[version.tag]}"
        return LookupResult(version.what, version.where, State.CHANGED, detail)
    later = newest(version.tag, tags, version.form)
    if later is not None:
        return newer(version.what, version.where, later, version.held, today)
    return LookupResult(version.what, version.where, State.OK)
