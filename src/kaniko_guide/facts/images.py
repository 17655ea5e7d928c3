"""What an image's name tells: which executor build it is, whether it has a shell, whether it still exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Literal

from docker_image import digest, reference
from msgspec import Struct, field

from kaniko_guide.facts import Fact, Facts, load


class Image(Struct, frozen=True):
    """An image reference in its full form.

    Attributes:
        name: with its registry, `docker.io/library/maven`.
        tag: None when it has none.
        digest: None when it has none.
    """

    name: str
    tag: str | None
    digest: str | None

    @property
    def path(self) -> str:
        """The name without its registry, `library/maven`."""
        return self.name.partition("/")[2]


class ImageVariant(Fact, frozen=True):
    """What an executor image holds.

    Attributes:
        word: what stands in its tag; `plain` for none.
        shell: whether it has `sh`.
        tools: the folder of its shell's tools, None when it has none.
        docker_config: where its executor looks for `config.json` unless `DOCKER_CONFIG` moves it.
    """

    word: str
    shell: bool
    tools: str | None
    docker_config: str


class ExecutorImage(Struct, frozen=True):
    """An image of the executor, by its name.

    Attributes:
        publisher: `google` or `osscontainertools`; None for a copy under another name.
        repository: where the publisher has it; None for a copy under another name.
        archived: the day its publisher stopped, as `2025-06-03`; None while it is maintained.
        kind: None when the tag does not tell.
        build: as in `executor_release`.
    """

    publisher: str | None
    repository: str | None
    archived: str | None
    kind: ImageVariant | None
    build: str | None


class RemovedImage(Struct, frozen=True):
    """Why an image is gone (`deleted` or `never`), and the images to choose from instead."""

    reason: str
    instead: tuple[str, ...]


class Publication(Fact, frozen=True):
    """A program that builds images, as its publisher releases it.

    Attributes:
        publisher: `google` or `osscontainertools`.
        release: the one whose facts are here.
        repository: where the publisher has it.
        names: the paths under which registries have it.
        archived: the day its publisher stopped; None while it is maintained.
        floating: the tags that each release moved, with their kinds.
        kinds: of its images, as in `ImageVariant.word`.
        source: how that is known.
    """

    publisher: str = field(name="build")
    release: str
    repository: str
    names: tuple[str, ...]
    archived: dt.date | None
    floating: Mapping[str, str]
    kinds: tuple[str, ...]
    source: str

    @property
    def build(self) -> str:
        """Its release, as in `executor_release`."""
        return f"{self.publisher}-{self.release}"

    @property
    def tags(self) -> frozenset[str]:
        """The tags of its release, without those that each release moves."""
        return frozenset(self.release if kind == "plain" else f"{self.release}-{kind}" for kind in self.kinds)


class _RemovedRepository(Fact, frozen=True):
    reason: Literal["deleted", "never"]
    kept: tuple[str, ...]
    instead: tuple[str, ...]
    source: str
    last_maven: tuple[int, ...] = ()
    last_jdk: int = 0


class _DeadMirror(Fact, frozen=True):
    reason: Literal["closed", "unknown"]
    source: str


class _ImagesWithoutExecutor(Fact, frozen=True):
    names: frozenset[str]
    source: str


class File(Facts, frozen=True, kw_only=True):
    """`images.yml`."""

    executors: tuple[Publication, ...]
    kinds: tuple[ImageVariant, ...]
    kinds_source: str
    recommended: str
    floating_tags: frozenset[str]
    floating_tags_source: str
    removed: Mapping[str, _RemovedRepository]
    dead_mirrors: Mapping[str, _DeadMirror]
    absent_programs: frozenset[str]
    absent_programs_source: str
    without_executor: _ImagesWithoutExecutor


def publications() -> tuple[Publication, ...]:
    """Every program that builds images and is known by name."""
    return load(__file__, File).executors


@cache
def parse(image: str) -> Image | None:
    """The parts of an image reference; None when it is not one (`${IMAGE}`)."""
    try:
        parsed = reference.Reference.parse_normalized_named(image)
    except (reference.InvalidReference, digest.InvalidDigest):
        return None
    return Image(parsed["name"], parsed["tag"], parsed["digest"])


@cache
def executor_image(image: str) -> ExecutorImage | None:
    """What is known of an executor image.

    A copy in a registry of one's own keeps its tag as a rule, so its build is told by a name that says kaniko together
    with a release's exact tag, and its kind by the word in the tag; without such a word the kind of a copy is unknown.

    Args:
        image: as a pod names it.

    Returns:
        None for an image that is no executor, or whose name does not say so.
    """
    parsed = parse(image)
    if parsed is None:
        return None
    kinds = {kind.word: kind for kind in load(__file__, File).kinds}
    words = (parsed.tag or "").split("-")
    spoken = next((kinds[word] for word in words if word in kinds and word != "plain"), None)
    for known in publications():
        if any(parsed.path == name or parsed.path.endswith(f"/{name}") for name in known.names):
            tag = parsed.tag or ("" if parsed.digest else "latest")
            return ExecutorImage(
                publisher=known.publisher,
                repository=known.repository,
                archived=known.archived.isoformat() if known.archived else None,
                kind=spoken or (kinds["plain"] if tag else None),
                build=known.build if tag in known.tags or tag in known.floating else None,
            )
    if "kaniko" not in parsed.path.rpartition("/")[2]:
        return None
    build = next((known.build for known in publications() if parsed.tag in known.tags), None)
    return ExecutorImage(None, None, None, spoken, build)


def executor_release(image: str) -> str | None:
    """The build and release of an executor image, such as `osscontainertools-v1.28.3`.

    Args:
        image: as a pod names it.

    Returns:
        None when its name and tag do not tell, or tell another release than the ones whose facts are here.
    """
    found = executor_image(image)
    return found.build if found else None


@cache
def may_be_newer(image: str) -> bool:
    """Whether an executor image is, or may be, of a later release than those whose facts are here.

    It is by its tag's version, and may be if a maintained image has a tag that moves, or a digest alone.

    Args:
        image: as a pod names it.
    """
    found, parsed = executor_image(image), parse(image)
    if found is None or parsed is None or found.build is not None or found.archived is not None:
        return False
    version = _version((parsed.tag or "").partition("-")[0])
    if version is None:
        return found.publisher is not None
    return version > max(_version(known.release) or () for known in publications())


def _version(tag: str) -> tuple[int, ...] | None:
    numbers = tag.removeprefix("v").split(".")
    return tuple(map(int, numbers)) if all(number.isdecimal() for number in numbers) else None


def recommended_executor(kind: str) -> str:
    """The executor image the guide recommends.

    Args:
        kind: as in `ImageVariant.word`.
    """
    known = next(known for known in publications() if known.publisher == load(__file__, File).recommended)
    suffix = "" if kind == "plain" else f"-{kind}"
    return f"{known.repository}:{known.release}{suffix}"


def floating_tags() -> frozenset[str]:
    """Tags that are moved with each release."""
    return load(__file__, File).floating_tags


@cache
def removed(image: str) -> RemovedImage | None:
    """Whether Docker Hub surely has no such image.

    Args:
        image: as a pod or a Dockerfile names it; copies in other registries are not judged.
    """
    parsed = parse(image)
    if parsed is None or not parsed.tag or parsed.digest is not None or not parsed.name.startswith("docker.io/"):
        return None
    gone = load(__file__, File).removed.get(parsed.path)
    if gone is None or any(word.startswith(kept) for word in parsed.tag.split("-") for kept in gone.kept):
        return None
    major = {"deleted": _deleted, "never": _never}[gone.reason](parsed.tag.split("-"), gone)
    if major is None:
        return None
    return RemovedImage(gone.reason, tuple(instead.format(major=major) for instead in gone.instead))


def absent_programs() -> frozenset[str]:
    """Programs that no executor image has, unless it is the one on Alpine."""
    return load(__file__, File).absent_programs


def lacks_executor(image: str) -> bool:
    """Whether an image surely has no executor: an official one of Docker Hub, or the agent's.

    Args:
        image: as a pod names it; copies in other registries are not judged.
    """
    parsed = parse(image)
    known = parsed is not None and parsed.name.startswith("docker.io/")
    return known and parsed is not None and parsed.path in load(__file__, File).without_executor.names


@cache
def dead_mirror(image: str) -> tuple[str, str] | None:
    """The mirror that an image comes from, and why it does not serve (`closed` or `unknown`), if that is known.

    Args:
        image: as a pod or a Dockerfile names it.
    """
    parsed = parse(image)
    if parsed is None:
        return None
    mirrors = load(__file__, File).dead_mirrors.items()
    return next(((name, mirror.reason) for name, mirror in mirrors if parsed.name.startswith(f"{name}/")), None)


def _deleted(words: list[str], _gone: _RemovedRepository) -> str | None:
    return words[0] if words[0].isdecimal() else None


def _never(words: list[str], gone: _RemovedRepository) -> str | None:
    if "openjdk" not in words[1:]:
        return None
    after = words[words.index("openjdk", 1) + 1 :]
    jdk = after[0] if after and after[0].isdecimal() else None
    version = tuple(int(part) for part in words[0].split(".") if part.isdecimal())
    newer = version[: len(gone.last_maven)] > gone.last_maven[: len(version)]
    return (jdk or "21") if newer or (jdk is not None and int(jdk) > gone.last_jdk) else None
