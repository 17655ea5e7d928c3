"""Versions that are tags of a git repository: whether the pinned one is there, at its commit, and which is newer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide_site.facts.pins import newest
from lab.look_ups import Answer, State, ask, newer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from kaniko_guide_site.facts.pins import Held

PREFIX = "refs/tags/"
PEELED = "^{}"


@dataclass(frozen=True, slots=True)
class Version:
    """A version to ask for.

    Attributes:
        what: as people write it.
        where: it stands.
        repository: whose tags are asked for.
        tag: of the pinned version.
        commit: to which the tag must lead; None for any.
        form: as `newer` in `pins.yml`.
        held: see there.
    """

    what: str
    where: str
    repository: str
    tag: str
    commit: str | None = None
    form: str | None = None
    held: Held | None = None


def look(versions: Iterable[Version], today: dt.date) -> Iterator[Answer]:
    """Ask for each version.

    Args:
        versions: to ask for.
        today: the day of the question.

    Raises:
        MissingToolError: there is no git.
    """
    for version in versions:
        said = ask("git", "-c", "credential.helper=", "ls-remote", "--tags", version.repository)
        if said.output is None:
            state = State.SILENT if said.unreached else State.GONE
            yield Answer(version.what, version.where, state, said.fault)
        else:
            yield _judge(version, _tags(said.output), today)


def _tags(listed: str) -> dict[str, str]:
    """The commit of each tag; of an annotated one, the commit that it names, which is listed behind it."""
    rows = (line.split("\t") for line in listed.splitlines())
    return {name.removeprefix(PREFIX).removesuffix(PEELED): commit for commit, name in rows}


def _judge(version: Version, tags: dict[str, str], today: dt.date) -> Answer:
    if version.tag not in tags:
        return Answer(version.what, version.where, State.GONE, f"{version.repository} has no tag {version.tag}")
    if version.commit is not None and tags[version.tag] != version.commit:
        words = f"the tag {version.tag} now leads to {tags[version.tag]}"
        return Answer(version.what, version.where, State.CHANGED, words)
    later = newest(version.tag, tags, version.form)
    if later is not None:
        return newer(version.what, version.where, later, version.held, today)
    return Answer(version.what, version.where, State.SOUND)
