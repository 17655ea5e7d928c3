"""Parses image references, as Docker's `distribution/reference` does.

One expression reads those of the usual form. The library `docker_image`, which takes longer to import than Python to
start, is only imported for the others. It decides which are valid: tests compare both.
"""

from functools import cache

from msgspec import Struct

from kaniko_guide import lazy

_LABEL = r"[a-z0-9]+(?:-+[a-z0-9]+)*"
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_USUAL = lazy.pattern(
    rf"(?:({_LABEL}(?:(?:\.{_LABEL})+(?::[0-9]+)?|:[0-9]+))/)?"
    rf"({_COMPONENT}(?:/{_COMPONENT})*)"
    r"(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
    r"(?:@(sha256:[0-9a-f]{64}))?"
)
"""A registry with a dot or a port, a name, a tag and a digest; all but the name may be missing."""

_IDENTIFIER_LENGTH = 64
_LONGEST = 200
"""An identifier is no reference, nor is a name of more than 255 characters: the library judges such lengths."""

_HUB = "docker.io"


class ImageReference(Struct, frozen=True):
    """An image reference in its full form.

    Attributes:
        name: with the registry, `docker.io/library/maven`.
        tag: None if there is none.
        digest: None if there is none.
    """

    name: str
    tag: str | None
    digest: str | None

    @property
    def path(self) -> str:
        """The name without its registry, `library/maven`."""
        return self.name.partition("/")[2]


@cache
def parse(image: str) -> ImageReference | None:
    """The parts of an image reference; None if it is not valid, such as `${IMAGE}`."""
    usual = _parse_usual(image)
    if usual is not None or "$" in image:
        return usual
    from docker_image import digest, reference  # noqa: PLC0415 (see above)

    try:
        parsed = reference.Reference.parse_normalized_named(image)
    except (reference.InvalidReference, digest.InvalidDigest):
        return None
    return ImageReference(parsed["name"], parsed["tag"], parsed["digest"])


@cache
def is_valid(image: str) -> bool:
    """Whether a text is a reference as it is, without the registry and the namespace of Docker Hub."""
    if _parse_usual(image) is not None:
        return True
    from docker_image import digest, reference  # noqa: PLC0415 (see above)

    try:
        reference.Reference.parse(image)
    except (reference.InvalidReference, digest.InvalidDigest):
        return False
    return True


def _parse_usual(image: str) -> ImageReference | None:
    """The parts of a reference of the usual form; None for any other text."""
    usual = _USUAL.fullmatch(image)
    if usual is None or len(image) == _IDENTIFIER_LENGTH or len(image) > _LONGEST:
        return None
    host, path, tag, digest = usual.groups()
    first, slash, _ = path.partition("/")
    if host == f"index.{_HUB}" or (host is None and slash and ("." in first or first == "localhost")):
        return None
    if host in {None, _HUB}:
        return ImageReference(f"{_HUB}/{path if slash else f'library/{path}'}", tag, digest)
    return ImageReference(f"{host}/{path}", tag, digest)
