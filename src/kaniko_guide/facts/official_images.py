"""Which official images Docker Hub has, and the words of their tags."""

from collections.abc import Mapping
from functools import cache

from kaniko_guide import lazy
from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.image_references import parse

_NAMESPACE = "docker.io/library/"
_SEPARATORS = lazy.pattern(r"[-_.]|(?<=[a-z])(?=\d)")


class File(Facts, frozen=True, kw_only=True):
    """`official_images.yml`."""

    names: frozenset[str]
    tag_words: Mapping[str, frozenset[str]]


@cache
def lacks(image: str) -> bool:
    """Whether an image is written as an official one, and Docker Hub never had one of that name.

    Args:
        image: as in a `FROM`; False is returned for other namespaces and registries, and for what is no reference.
    """
    parsed = parse(image)
    if parsed is None or not parsed.name.startswith(_NAMESPACE):
        return False
    return parsed.name.removeprefix(_NAMESPACE) not in load(__file__, File).names


@cache
def has(image: str) -> bool:
    """Whether an image is an official one of Docker Hub."""
    parsed = parse(image)
    return parsed is not None and parsed.name.startswith(_NAMESPACE) and not lacks(image)


@cache
def unknown_tag_words(image: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The words in the tag of an official image that no tag of it ever had, each with all that it had.

    Returns:
        Nothing for images whose tags the facts do not describe, and for those with a digest.
    """
    parsed = parse(image)
    if parsed is None or not parsed.name.startswith(_NAMESPACE) or parsed.digest is not None:
        return ()
    known = load(__file__, File).tag_words.get(parsed.name.removeprefix(_NAMESPACE))
    words = _SEPARATORS.split(parsed.tag or "")
    return () if known is None else tuple((word, known) for word in words if word.isalpha() and word not in known)
