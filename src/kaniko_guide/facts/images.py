"""What is known of an image from its name: its executor release, whether it has a shell, whether it still exists."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct

from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.image_references import parse
from kaniko_guide.facts.statements import BilingualEntry


class ImageVariant(Fact, frozen=True):
    """A variant of the executor image, such as `debug`.

    Attributes:
        name: the suffix of its tag; `plain` for none.
        shell: whether it has `sh`.
        tools: the directory of its shell's tools; None without a shell.
        docker_config: where its executor looks for `config.json`, unless `DOCKER_CONFIG` is set.
    """

    name: str
    shell: bool
    tools: str | None
    docker_config: str


class ExecutorImage(Struct, frozen=True):
    """An executor image, recognized by its name.

    Attributes:
        publisher: `google` or `osscontainertools`; None for a copy under another name.
        repository: the publisher's repository; None for a copy under another name.
        archived: the day on which the publisher archived it, `2025-06-03`; None if it is maintained.
        variant: None if the tag does not show it.
        release: as in `executor_release`.
    """

    publisher: str | None
    repository: str | None
    archived: str | None
    variant: ImageVariant | None
    release: str | None


class RemovedImage(Struct, frozen=True):
    """Why an image does not exist (`deleted` or `never` published), and possible replacements."""

    reason: str
    instead: tuple[str, ...]


class Publication(Fact, frozen=True):
    """The executor as one publisher releases it.

    Attributes:
        publisher: `google` or `osscontainertools`.
        version: the one that the facts describe.
        repository: the publisher's repository.
        names: its paths in registries.
        archived: the day on which the publisher archived it; None if it is maintained.
        floating: the tags that each release moved, with their variants.
        variants: of its images, as in `ImageVariant.name`.
        source: of these facts.
    """

    publisher: str
    version: str
    repository: str
    names: tuple[str, ...]
    archived: dt.date | None
    floating: Mapping[str, str]
    variants: tuple[str, ...]
    source: str

    @property
    def release(self) -> str:
        """As in `executor_release`."""
        return f"{self.publisher}-{self.version}"

    @property
    def tags(self) -> frozenset[str]:
        """The tags of its version, without floating tags."""
        return frozenset(
            self.version if variant == "plain" else f"{self.version}-{variant}" for variant in self.variants
        )


class NewerRelease(BilingualEntry, frozen=True, kw_only=True):
    """A release of the recommended executor after the one that was run; the sentence states what is known of it.

    Attributes:
        version: such as `v1.28.5`.
        date: of the release; None if it is not known.
        seen: the day on which it was found.
        source: of these facts.
    """

    version: str
    date: dt.date | None
    seen: dt.date
    source: str


class _RemovedRepository(Fact, frozen=True):
    reason: Literal["deleted", "never"]
    kept: tuple[str, ...]
    instead: tuple[str, ...]
    releases: tuple[int, ...]
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
    variants: tuple[ImageVariant, ...]
    variants_source: str
    recommended: str
    pinned: str
    newer: tuple[NewerRelease, ...]
    floating_tags: frozenset[str]
    floating_tags_source: str
    removed: Mapping[str, _RemovedRepository]
    dead_mirrors: Mapping[str, _DeadMirror]
    absent_programs: frozenset[str]
    absent_programs_source: str
    without_executor: _ImagesWithoutExecutor


def publications() -> tuple[Publication, ...]:
    """Every publication of the executor."""
    return load(__file__, File).executors


def registry(image: str) -> str | None:
    """The registry of an image reference, whose tag may contain variables: `ghcr.io` of `ghcr.io/a/b:$TAG`.

    Returns:
        `docker.io` for a reference without a registry; None if the registry is or contains a variable.
    """
    host, slash, _ = image.partition("/")
    if "$" in host or "{{" in host or "`" in host:
        return None
    is_host = bool(slash) and ("." in host or ":" in host or host == "localhost")
    return host if is_host else "docker.io"


@cache
def executor_image(image: str) -> ExecutorImage | None:
    """What is known of an executor image.

    A copy in a private registry usually keeps its tag. Its release is known if its name contains kaniko and its tag is
    exactly that of a release; its variant is known from the suffix of the tag.

    Args:
        image: as in a pod.

    Returns:
        None for an image that is not an executor, or whose name does not show it.
    """
    parsed = parse(image)
    if parsed is None:
        return None
    variants = {variant.name: variant for variant in load(__file__, File).variants}
    words = (parsed.tag or "").split("-")
    in_tag = next((variants[word] for word in words if word in variants and word != "plain"), None)
    for known in publications():
        if any(parsed.path == name or parsed.path.endswith(f"/{name}") for name in known.names):
            tag = parsed.tag or ("" if parsed.digest else "latest")
            return ExecutorImage(
                publisher=known.publisher,
                repository=known.repository,
                archived=known.archived.isoformat() if known.archived else None,
                variant=in_tag or (variants["plain"] if tag else None),
                release=known.release if tag in known.tags or tag in known.floating else None,
            )
    if "kaniko" not in parsed.path.rpartition("/")[2]:
        return None
    release = next((known.release for known in publications() if parsed.tag in known.tags), None)
    return ExecutorImage(None, None, None, in_tag, release)


def variant(name: str) -> ImageVariant:
    """The variant of the executor image with this name."""
    return next(variant for variant in load(__file__, File).variants if variant.name == name)


def published_variant(image: str) -> ImageVariant | None:
    """The variant of an executor image that one of the projects publishes, so that what is in it is known.

    Args:
        image: as in a pod.

    Returns:
        None for a copy under another name, a variant that the facts do not describe, and any other image.
    """
    found = executor_image(image)
    return found.variant if found is not None and found.publisher is not None else None


def executor_release(image: str) -> str | None:
    """The release of an executor image, such as `osscontainertools-v1.28.3`.

    Args:
        image: as in a pod.

    Returns:
        None if name and tag do not show it, or show a release that the facts do not describe.
    """
    found = executor_image(image)
    return found.release if found else None


@cache
def may_be_newer(image: str) -> bool:
    """Whether an executor image is, or may be, newer than the releases that the facts describe.

    It is newer by the version in its tag; it may be if a maintained image has a floating tag, or only a digest.

    Args:
        image: as in a pod.
    """
    found, parsed = executor_image(image), parse(image)
    if found is None or parsed is None or found.release is not None or found.archived is not None:
        return False
    version = _version((parsed.tag or "").partition("-")[0])
    if version is None:
        return found.publisher is not None
    return version > max(_version(known.version) or () for known in publications())


@cache
def may_precede_1_0(image: str) -> bool:
    """Whether an executor image is, or may be, older than version 1.0: by its tag, or as its tag is a commit.

    Args:
        image: as in a pod.
    """
    found, parsed = executor_image(image), parse(image)
    if (
        found is None
        or parsed is None
        or found.release is not None
        or found.publisher == recommended_publication().publisher
    ):
        return False
    version = next(filter(None, map(_version, (parsed.tag or "").split("-"))), None)
    return found.publisher is not None if version is None else version < (1,)


@cache
def followed_release(image: str) -> str | None:
    """The described release that an executor image is newer than, such as `osscontainertools-v1.28.3` for `v1.28.5`.

    Args:
        image: as in a pod.

    Returns:
        None if its release is described or archived, or if its tag does not show a newer version: `2` of an image that
        another project names `…-kaniko` does not.
    """
    found, parsed = executor_image(image), parse(image)
    if found is None or parsed is None or found.release is not None or found.archived is not None:
        return None
    version = _version((parsed.tag or "").partition("-")[0])
    known = recommended_publication()
    described = _version(known.version) or ()
    if version is None or found.publisher not in {None, known.publisher} or version <= described:
        return None
    if found.publisher is None and len(version) != len(described):
        return None
    return known.release


def _version(tag: str) -> tuple[int, ...] | None:
    numbers = tag.removeprefix("v").split(".")
    return tuple(map(int, numbers)) if all(number.isdecimal() for number in numbers) else None


def recommended_publication() -> Publication:
    """The publication that the guide recommends, with the release that its facts describe."""
    return next(known for known in publications() if known.publisher == load(__file__, File).recommended)


def pinned_version() -> str:
    """The version of the recommended executor that every file pins, such as `v1.28.3`."""
    return load(__file__, File).pinned


def newer_releases() -> tuple[NewerRelease, ...]:
    """The releases of the recommended executor after the one that was run, newest first."""
    return load(__file__, File).newer


def recommended_executor(variant: str) -> str:
    """The executor image that the guide recommends.

    Args:
        variant: as in `ImageVariant.name`.
    """
    suffix = "" if variant == "plain" else f"-{variant}"
    return f"{recommended_publication().repository}:{pinned_version()}{suffix}"


def floating_tags() -> frozenset[str]:
    """Tags that a new release usually moves."""
    return load(__file__, File).floating_tags


@cache
def removed_image(image: str) -> RemovedImage | None:
    """Why Docker Hub has no such image; None if it has, or if that is not known.

    Args:
        image: as in a pod or a Dockerfile; None is returned for copies in other registries.
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
    release = next((known for known in gone.releases if known >= int(major)), gone.releases[-1])
    return RemovedImage(gone.reason, tuple(instead.format(major=release) for instead in gone.instead))


def absent_programs() -> frozenset[str]:
    """Programs that no executor image has, except the Alpine variant."""
    return load(__file__, File).absent_programs


def lacks_executor(image: str) -> bool:
    """Whether an image certainly has no executor: it is an official image of Docker Hub, or the agent's.

    Args:
        image: as in a pod; False is returned for copies in other registries.
    """
    parsed = parse(image)
    if parsed is None or not parsed.name.startswith("docker.io/"):
        return False
    return parsed.path in load(__file__, File).without_executor.names


@cache
def dead_mirror(image: str) -> tuple[str, str] | None:
    """The mirror in an image's name, and why it does not work (`closed` or `unknown`); None for any other image.

    Args:
        image: as in a pod or a Dockerfile.
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
