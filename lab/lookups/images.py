"""Looks up images: whether the tag exists, whether it has the pinned digest, and which tag is newer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from kaniko_guide_site.facts.pins import newest
from lab.lookups import LookupResult, State, newer, run_online

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from kaniko_guide_site.facts.pins import PinFacts

RETRY = "--retry-times=1"


@dataclass(frozen=True, slots=True)
class ImageLookup:
    """An image to look up.

    Attributes:
        name: with its registry.
        tag: empty for none.
        digest: None for none.
        where: the file and line that name it.
        facts: its entry in `pins.yml`, for a newer tag; None to ignore newer tags.
    """

    name: str
    tag: str
    digest: str | None
    where: str
    facts: PinFacts | None = None

    @property
    def reference(self) -> str:
        """The reference of the image."""
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.name}{tag}@{self.digest}" if self.digest else f"{self.name}{tag}"


def look(images: Iterable[ImageLookup], today: dt.date) -> Iterator[LookupResult]:
    """Look up images; the tags of a repository are requested once.

    Args:
        images: sorted by repository.
        today: the day of the lookup.

    Raises:
        MissingToolError: skopeo is not installed.
    """
    name, output = "", None
    for image in images:
        if output is None or image.name != name:
            name, output = image.name, run_online("skopeo", "list-tags", RETRY, f"docker://{image.name}")
        if output.text is None:
            state = State.NO_ANSWER if output.no_answer else State.GONE
            yield LookupResult(image.reference, image.where, state, output.error)
            continue
        yield _answer(image, json.loads(output.text)["Tags"], today)


def _answer(image: ImageLookup, tags: list[str], today: dt.date) -> LookupResult:
    if image.tag and image.tag not in tags:
        return LookupResult(image.reference, image.where, State.GONE, f"the repository has no tag {image.tag}")
    if image.digest is not None:
        wrong = _wrong_digest(image)
        if wrong is not None:
            return wrong
    later = newest(image.tag, tags, image.facts.newer) if image.facts is not None else None
    if later is not None and image.facts is not None:
        return newer(image.reference, image.where, later, image.facts.held, today)
    return LookupResult(image.reference, image.where, State.OK)


def _wrong_digest(image: ImageLookup) -> LookupResult | None:
    pinned = run_online("skopeo", "inspect", "--raw", RETRY, f"docker://{image.name}@{image.digest}")
    if pinned.text is None:
        state = State.NO_ANSWER if pinned.no_answer else State.GONE
        return LookupResult(image.reference, image.where, state, pinned.error)
    if not image.tag:
        return None
    tagged = run_online("skopeo", "inspect", "--raw", RETRY, f"docker://{image.name}:{image.tag}")
    if tagged.text is None:
        return LookupResult(
            image.reference, image.where, State.NO_ANSWER if tagged.no_answer else State.GONE, tagged.error
        )
    found = f"sha256:{sha256(tagged.text.encode()).hexdigest()}"
    if found == image.digest:
        return None
    return LookupResult(image.reference, image.where, State.CHANGED, f"the tag now has the digest {found}")
