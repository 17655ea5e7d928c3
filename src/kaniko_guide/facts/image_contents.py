"""Which programs common images contain."""

from collections.abc import Mapping
from functools import cache

from kaniko_guide import lazy
from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.image_references import ImageReference, parse


class _Contents(Fact, frozen=True):
    names: frozenset[str]
    has: frozenset[str]
    lacks: frozenset[str]


class _Dash(Fact, frozen=True):
    names: frozenset[str]
    words: frozenset[str]


class File(Facts, frozen=True, kw_only=True):
    """`image_contents.yml`."""

    tools: frozenset[str]
    images: tuple[_Contents, ...]
    agent: str
    agent_source: str
    installers: frozenset[str]
    packages: Mapping[str, frozenset[str]]
    installers_source: str
    other_user: frozenset[str]
    other_user_source: str
    dash: tuple[_Dash, ...]
    dash_source: str
    package_managers: frozenset[str]
    debian_package_managers: frozenset[str]
    only_path: frozenset[str]
    only_path_source: str


@cache
def lacks(image: str, program: str) -> bool:
    """Whether an image certainly has no such program.

    Args:
        image: as in a pod; False is returned for every image that the facts do not describe, such as a copy.
        program: its name, without a directory.
    """
    parsed, facts = parse(image), load(__file__, File)
    if parsed is None:
        return False
    known = next((contents for contents in facts.images if parsed.name in contents.names), None)
    has_not = known is not None and program in (facts.tools - known.has) | known.lacks
    return has_not or (program in facts.package_managers and _lacks_package_manager(image, parsed, program))


def _lacks_package_manager(image: str, parsed: ImageReference, program: str) -> bool:
    """Whether a package manager is certainly that of another distribution than an image's."""
    if has_dash(image):
        return program not in load(__file__, File).debian_package_managers
    is_official = parsed.name.startswith("docker.io/library/")
    words = [parsed.name.rpartition("/")[2], *_SEPARATORS.split(parsed.tag or "")]
    return is_official and "alpine" in words and program != "apk"


def agent_image() -> str:
    """The image of the agent's container that the Kubernetes plugin adds to a pod."""
    return load(__file__, File).agent


def is_installer(program: str) -> bool:
    """Whether a program may bring others into a container."""
    facts = load(__file__, File)
    return program in facts.installers or program in facts.packages


def may_install(installer: str, program: str) -> bool:
    """Whether a program may bring another one into a container."""
    facts = load(__file__, File)
    return installer in facts.installers or program in facts.packages.get(installer, ())


def has_other_user(image: str) -> bool:
    """Whether the user of an image certainly is not root.

    Args:
        image: as in a `FROM`.
    """
    parsed = parse(image)
    return parsed is not None and parsed.name in load(__file__, File).other_user


def has_only_path(image: str) -> bool:
    """Whether an image certainly sets no variable but `PATH`.

    Args:
        image: as in a `FROM`; its tag may have a variable.
    """
    parsed = parse(image.partition(":")[0])
    return parsed is not None and parsed.name in load(__file__, File).only_path


@cache
def has_dash(image: str) -> bool:
    """Whether the program `sh` of an image certainly is dash.

    Args:
        image: as in a pod or a `FROM`; False is returned for every image that the facts do not describe.
    """
    parsed = parse(image)
    if parsed is None or parsed.digest is not None:
        return False
    known = next((entry for entry in load(__file__, File).dash if parsed.name in entry.names), None)
    words = [word for word in _SEPARATORS.split(parsed.tag or "") if word.isalpha() and len(word) > 1]
    return known is not None and known.words.issuperset(words)


_SEPARATORS = lazy.pattern(r"[-_.]|(?<=[a-z])(?=\d)")
