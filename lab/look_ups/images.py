"""Images: whether their tags are there, still lead to the pinned digest, and which tag of the same form is newer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from kaniko_guide_site.facts.pins import newest
from lab.look_ups import Answer, State, ask, newer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from kaniko_guide_site.facts.pins import Known

RETRY = "--retry-times=1"


@dataclass(frozen=True, slots=True)
class Image:
    """An image to ask for: its name with its registry, its tag and digest (either may be missing), and where it stands.

    With `known`, a newer tag counts.
    """

    name: str
    tag: str
    digest: str | None
    where: str
    known: Known | None = None

    @property
    def written(self) -> str:
        """As people write it."""
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.name}{tag}@{self.digest}" if self.digest else f"{self.name}{tag}"


def look(images: Iterable[Image], today: dt.date) -> Iterator[Answer]:
    """Ask for each image; the tags of a repository are asked for once.

    Args:
        images: those of one repository following each other.
        today: the day of the question.

    Raises:
        MissingToolError: there is no skopeo.
    """
    name, said = "", None
    for image in images:
        if said is None or image.name != name:
            name, said = image.name, ask("skopeo", "list-tags", RETRY, f"docker://{image.name}")
        if said.output is None:
            state = State.SILENT if said.unreached else State.GONE
            yield Answer(image.written, image.where, state, said.fault)
            continue
        yield _judge(image, json.loads(said.output)["Tags"], today)


def _judge(image: Image, tags: list[str], today: dt.date) -> Answer:
    if image.tag and image.tag not in tags:
        return Answer(image.written, image.where, State.GONE, f"the repository has no tag {image.tag}")
    if image.digest is not None:
        fault = _digest_fault(image)
        if fault is not None:
            return fault
    later = newest(image.tag, tags, image.known.newer) if image.known is not None else None
    if later is not None and image.known is not None:
        return newer(image.written, image.where, later, image.known.held, today)
    return Answer(image.written, image.where, State.SOUND)


def _digest_fault(image: Image) -> Answer | None:
    pinned = ask("skopeo", "inspect", "--raw", RETRY, f"docker://{image.name}@{image.digest}")
    if pinned.output is None:
        state = State.SILENT if pinned.unreached else State.GONE
        return Answer(image.written, image.where, state, pinned.fault)
    if not image.tag:
        return None
    tagged = ask("skopeo", "inspect", "--raw", RETRY, f"docker://{image.name}:{image.tag}")
    if tagged.output is None:
        return Answer(image.written, image.where, State.SILENT if tagged.unreached else State.GONE, tagged.fault)
    found = f"sha256:{sha256(tagged.output.encode()).hexdigest()}"
    if found == image.digest:
        return None
    return Answer(image.written, image.where, State.CHANGED, f"the tag now leads to {found}")
