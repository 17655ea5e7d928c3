"""What an image's name tells: which executor build it is, whether it has a shell, whether it still exists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from docker_image import digest, reference

from kaniko_guide.facts import content


@dataclass(frozen=True, slots=True)
class Image:
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


@dataclass(frozen=True, slots=True)
class Kind:
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


@dataclass(frozen=True, slots=True)
class Executor:
    """An image of the executor, by its name.

    Attributes:
        publisher: `google` or `osscontainertools`; None for a copy under another name.
        repository: where the publisher has it; None for a copy under another name.
        archived: the day its publisher stopped, as `2025-06-03`; None while it is maintained.
        kind: None when the tag does not tell.
        build: as in `executor_build`.
    """

    publisher: str | None
    repository: str | None
    archived: str | None
    kind: Kind | None
    build: str | None


@dataclass(frozen=True, slots=True)
class Removed:
    """Why an image is gone (`deleted` or `never`), and the images to choose from instead."""

    reason: str
    instead: tuple[str, ...]


@cache
def parse(image: str) -> Image | None:
    """The parts of an image reference; None when it is not one (`${IMAGE}`)."""
    try:
        parsed = reference.Reference.parse_normalized_named(image)
    except (reference.InvalidReference, digest.InvalidDigest):
        return None
    return Image(parsed["name"], parsed["tag"], parsed["digest"])


@cache
def executor(image: str) -> Executor | None:
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
    data = content("images")
    kinds = {word: Kind(word, **values) for word, values in data["kinds"].items()}
    words = (parsed.tag or "").split("-")
    spoken = next((kinds[word] for word in words if word in kinds and word != "plain"), None)
    for entry in data["executors"]:
        if any(parsed.path == name or parsed.path.endswith(f"/{name}") for name in entry["names"]):
            known = parsed.tag is not None or parsed.digest is None
            kind = spoken or (kinds["plain"] if known else None)
            return Executor(
                publisher=entry["build"],
                repository=entry["repository"],
                archived=entry["archived"].isoformat() if entry["archived"] else None,
                kind=kind,
                build=_build(entry, parsed.tag or ("" if parsed.digest else "latest")),
            )
    if "kaniko" not in parsed.path.rpartition("/")[2]:
        return None
    builds = (_build(entry | {"floating": {}}, parsed.tag or "") for entry in data["executors"])
    return Executor(None, None, None, spoken, next((build for build in builds if build), None))


def executor_build(image: str) -> str | None:
    """The build and release of an executor image, such as `osscontainertools-v1.28.3`.

    Args:
        image: as a pod names it.

    Returns:
        None when its name and tag do not tell, or tell another release than the ones whose facts are here.
    """
    found = executor(image)
    return found.build if found else None


@cache
def may_be_newer(image: str) -> bool:
    """Whether an executor image is, or may be, of a later release than those whose facts are here.

    It is by its tag's version, and may be if a maintained image has a tag that moves, or a digest alone.

    Args:
        image: as a pod names it.
    """
    found, parsed = executor(image), parse(image)
    if found is None or parsed is None or found.build is not None or found.archived is not None:
        return False
    version = _version((parsed.tag or "").partition("-")[0])
    if version is None:
        return found.publisher is not None
    return version > max(_version(entry["release"]) or () for entry in content("images")["executors"])


def _version(tag: str) -> tuple[int, ...] | None:
    numbers = tag.removeprefix("v").split(".")
    return tuple(map(int, numbers)) if all(number.isdecimal() for number in numbers) else None


def recommended_executor(kind: str) -> str:
    """The executor image the guide recommends.

    Args:
        kind: as in `Kind.word`.
    """
    data = content("images")
    entry = next(entry for entry in data["executors"] if entry["build"] == data["recommended"])
    suffix = "" if kind == "plain" else f"-{kind}"
    return f"{entry['repository']}:{entry['release']}{suffix}"


def floating_tags() -> frozenset[str]:
    """Tags that are moved with each release."""
    return frozenset(content("images")["floating_tags"])


@cache
def removed(image: str) -> Removed | None:
    """Whether Docker Hub surely has no such image.

    Args:
        image: as a pod or a Dockerfile names it; copies in other registries are not judged.
    """
    parsed = parse(image)
    if parsed is None or not parsed.tag or parsed.digest is not None or not parsed.name.startswith("docker.io/"):
        return None
    entry = content("images")["removed"].get(parsed.path)
    if entry is None or any(word.startswith(kept) for word in parsed.tag.split("-") for kept in entry["kept"]):
        return None
    major = {"deleted": _deleted, "never": _never}[entry["reason"]](parsed.tag.split("-"), entry)
    if major is None:
        return None
    return Removed(entry["reason"], tuple(instead.format(major=major) for instead in entry["instead"]))


def absent_programs() -> frozenset[str]:
    """Programs that no executor image has, unless it is the one on Alpine."""
    return frozenset(content("images")["absent_programs"])


def lacks_executor(image: str) -> bool:
    """Whether an image surely has no executor: an official one of Docker Hub, or the agent's.

    Args:
        image: as a pod names it; copies in other registries are not judged.
    """
    parsed = parse(image)
    known = parsed is not None and parsed.name.startswith("docker.io/")
    return known and parsed is not None and parsed.path in content("images")["without_executor"]["names"]


@cache
def dead_mirror(image: str) -> tuple[str, str] | None:
    """The mirror that an image comes from, and why it does not serve (`closed` or `unknown`), if that is known.

    Args:
        image: as a pod or a Dockerfile names it.
    """
    parsed = parse(image)
    if parsed is None:
        return None
    mirrors = content("images")["dead_mirrors"].items()
    return next(((name, entry["reason"]) for name, entry in mirrors if parsed.name.startswith(f"{name}/")), None)


def _deleted(words: list[str], _entry: dict[str, Any]) -> str | None:
    return words[0] if words[0].isdecimal() else None


def _never(words: list[str], entry: dict[str, Any]) -> str | None:
    if "openjdk" not in words[1:]:
        return None
    after = words[words.index("openjdk", 1) + 1 :]
    jdk = after[0] if after and after[0].isdecimal() else None
    version = [int(part) for part in words[0].split(".") if part.isdecimal()]
    newer = version[: len(entry["last_maven"])] > entry["last_maven"][: len(version)]
    return (jdk or "21") if newer or (jdk is not None and int(jdk) > entry["last_jdk"]) else None


def _build(entry: dict[str, Any], tag: str) -> str | None:
    release = entry["release"]
    tags = {release, *(f"{release}-{kind}" for kind in entry["kinds"] if kind != "plain"), *entry["floating"]}
    return f"{entry['build']}-{release}" if tag in tags else None
