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


class _Variant(Fact, frozen=True):
    names: frozenset[str]
    word: str
    least: int
    lacks: frozenset[str]


class _Dash(Fact, frozen=True):
    names: frozenset[str]
    words: frozenset[str]


class _NoShell(Fact, frozen=True):
    empty: frozenset[str]
    others: frozenset[str]


class File(Facts, frozen=True, kw_only=True):
    """`image_contents.yml`."""

    tools: frozenset[str]
    images: tuple[_Contents, ...]
    variants: tuple[_Variant, ...]
    agent: str
    agent_source: str
    installers: frozenset[str]
    packages: Mapping[str, frozenset[str]]
    installers_source: str
    contents: Mapping[str, frozenset[str]]
    contents_source: str
    other_user: frozenset[str]
    other_user_source: str
    dash: tuple[_Dash, ...]
    dash_source: str
    package_managers: frozenset[str]
    debian_package_managers: frozenset[str]
    only_path: frozenset[str]
    only_path_source: str
    no_shell: _NoShell
    no_shell_source: str


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
    has_not = has_not or any(program in variant.lacks for variant in facts.variants if _is_of(parsed, variant))
    return has_not or (program in facts.package_managers and _lacks_package_manager(image, parsed, program))


def _is_of(parsed: ImageReference, variant: _Variant) -> bool:
    """Whether an image is of a variant, and its version not older than those that are described."""
    tag = parsed.tag or ""
    number = _NUMBER.match(tag)
    is_new = number is None or int(number[0]) >= variant.least
    is_variant = variant.word in {"", *_SEPARATORS.split(tag)}
    return parsed.name in variant.names and is_variant and is_new


_NUMBER = lazy.pattern(r"\d{1,9}")


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


def brought_by(command: tuple[str, ...], image: str) -> frozenset[str] | None:
    """The programs that a command of a package manager may bring into a container; None if it may bring any.

    Args:
        command: the words of an `apk`, `apt` or `apt-get`.
        image: the one that the container is based on.
    """
    program, *words = command
    verb = next((word for word in words if not word.startswith("-")), "")
    if verb in _BRING_NOTHING:
        return frozenset()
    packages = _packages(words, verb)
    known = load(__file__, File).contents
    if verb != _INSTALLING.get(program) or packages is None or not known.keys() >= set(packages):
        return None
    found = frozenset[str]().union(*(known[package] for package in packages))
    has_pip = program == "apk" and "python3" in packages and not _has_pip_apart(image)
    return found | {"pip", "pip3"} if has_pip else found


_INSTALLING = {"apk": "add", "apt": "install", "apt-get": "install"}
_BRING_NOTHING = frozenset({"autoclean", "autoremove", "clean", "del", "purge", "remove", "update", "upgrade"})
_WITH_VALUE = frozenset({"-o", "-t", "--option", "--repository", "--target-release", "--virtual", "-X"})


def _packages(words: list[str], verb: str) -> list[str] | None:
    """The packages that a command names, without their versions; None if one is not known."""
    found: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _WITH_VALUE:
            next(rest, None)
        elif not word.startswith("-") and word != verb:
            name = _VERSION.split(word)[0]
            if set(name) & set("$`*?./"):
                return None
            found.append(name)
    return found


_VERSION = lazy.pattern(r"[=<>~@]|:(?=any|native)")


def _has_pip_apart(image: str) -> bool:
    """Whether an image certainly is an Alpine whose package `python3` no longer contains pip."""
    parsed = parse(image)
    is_alpine = parsed is not None and parsed.name == "docker.io/library/alpine" and parsed.digest is None
    return is_alpine and parsed is not None and _SINCE_3_15.fullmatch(parsed.tag or "latest") is not None


_SINCE_3_15 = lazy.pattern(r"latest|edge|3|3\.(?:1[5-9]|[2-9]\d)(?:\.\d+)?")


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


def is_empty(image: str) -> bool:
    """Whether an image certainly contains no program.

    Args:
        image: as in a `FROM`.
    """
    return _without_release(image) in load(__file__, File).no_shell.empty


def has_no_shell(image: str) -> bool:
    """Whether an image certainly contains no shell.

    Args:
        image: as in a `FROM`.
    """
    return is_empty(image) or _without_release(image) in load(__file__, File).no_shell.others


def _without_release(image: str) -> str:
    """The name of an image without the release of Debian; empty if it may be a variant with a shell."""
    parsed = parse(image)
    if image == "scratch":
        return image
    if parsed is None or "debug" in (parsed.tag or "") or (parsed.digest is not None and parsed.tag is None):
        return ""
    return _RELEASE.sub("", parsed.name)


_RELEASE = lazy.pattern(r"-debian\d+$")


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
