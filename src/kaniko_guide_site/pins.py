"""The images, actions, Maven plugins and addresses that the snippets pin, with their locations, read from the files.

Not included: the image that a build creates, addresses of a cluster, a company or a placeholder, and recorded output.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import yaml

from kaniko_guide.analysis.pods import named_images
from kaniko_guide.facts import image_references
from kaniko_guide.sources import yaml_tree
from kaniko_guide.text import Source, Text
from kaniko_guide_site.evidence import build_checks
from kaniko_guide_site.facts import file_of, pins
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SNIPPETS, Snippet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.facts.image_references import ImageReference
    from kaniko_guide.project import Project
    from kaniko_guide_site.facts.pins import PinFacts
    from kaniko_guide_site.parameters.definitions import Parameters
    from kaniko_guide_site.snippets.library import Library

DOCKER_HUB = "docker.io"
ADDRESS = re.compile(r"https://[^\s\"'<>`()\[\]{}，。、；）]+")
"""An address in any text; one with a backslash in its host is a regular expression and does not count."""

RESERVED = (".internal", ".local", ".test", ".invalid", ".example", "example.com", "example.org", "example.net")
"""Ends of host names that are reserved (RFC 2606, RFC 6762, and ICANN's reservation of .internal in 2024)."""

PLACEHOLDER = "OWNER"
"""The owner of a reader's copy of this project, in snippets."""

NAMESPACE = "{http://maven.apache.org/POM/4.0.0}"


class UnknownPinError(Exception):
    """A snippet pins something that has no entry in `pins.yml`; the message is one line, as compilers print it."""


@dataclass(frozen=True, slots=True)
class Location:
    """The location of a pin: the path of a snippet below `snippets/`, and the line."""

    path: str
    line: int

    @property
    def wrong(self) -> bool:
        """Whether the snippet is a bad example."""
        return Snippet(self.path).is_bad

    @property
    def rule(self) -> str | None:
        """The rule whose example it is."""
        return Snippet(self.path).rule


@dataclass(frozen=True, slots=True)
class Pin:
    """An image, action, Maven plugin or address that snippets pin.

    Attributes:
        kind: as in `facts.pins.KINDS`.
        name: as in `pins.yml`; as written if it is only in bad examples.
        version: a tag, a version or a commit; empty for an address.
        digest: of an image; of an action, the commit.
        locations: including those of copies in the reader's own registry.
        facts: its entry; None if it is only in bad examples.
    """

    kind: str
    name: str
    version: str
    digest: str | None
    locations: tuple[Location, ...]
    facts: PinFacts | None

    @property
    def reference(self) -> str:
        """As people write it: `maven:3.9-eclipse-temurin-21`, `actions/checkout@v7.0.1`."""
        name = self.name.removeprefix(f"{DOCKER_HUB}/").removeprefix("library/") if self.kind == "image" else self.name
        separator = "@" if self.kind == "action" else ":"
        tag = f"{separator}{self.version}" if self.version else ""
        return f"{name}{tag}@{self.digest}" if self.digest and self.kind == "image" else f"{name}{tag}"


def collect(root: Path) -> tuple[Pin, ...]:
    """Everything that is pinned, by kind and name.

    Args:
        root: the project's directory.

    Raises:
        UnknownPinError: a pin outside of bad examples is not listed.
    """
    return _collect(library.load(root / SNIPPETS))


@lru_cache(maxsize=1)
def _collect(snippets: Library) -> tuple[Pin, ...]:
    parameters = definitions.load(snippets.directory)
    found: dict[tuple[str, str, str, str | None], set[Location]] = defaultdict(set)
    for read in snippets.projects.values():
        for kind, name, version, digest, where in (*_images(read, parameters), *_actions(read)):
            found[kind, name, version, digest].add(where)
    for kind, name, version, digest, where in _artifacts_and_addresses(snippets, parameters):
        found[kind, name, version, digest].add(where)
    collected = [
        Pin(*key, tuple(sorted(locations, key=lambda at: (at.path, at.line))), _facts(key[0], key[1], locations))
        for key, locations in found.items()
    ]
    order = list(pins.KINDS)
    return tuple(sorted(collected, key=lambda pin: (order.index(pin.kind), pin.facts is None, pin.name, pin.version)))


def _facts(kind: str, name: str, locations: set[Location]) -> PinFacts | None:
    if all(location.wrong for location in locations):
        return None
    entry = pins.pin_facts(kind).get(name)
    if entry is None:
        first = min(locations, key=lambda at: (at.wrong, at.path, at.line))
        location = f"{SNIPPETS}/{first.path}:{first.line}:1"
        message = f"{location}: error: the {kind} {name} is unknown. Add an entry to {file_of('pins')}. [pin]"
        raise UnknownPinError(message)
    return entry


PinnedAt = tuple[str, str, str, str | None, Location]


def _images(read: Project, parameters: Parameters) -> Iterator[PinnedAt]:
    for text, value in (*((text, text.value) for text in named_images(read)), *_images_in_commands(read)):
        parsed = image_references.parse(value)
        where = _location(text)
        if parsed is None:
            yield "image", value, "", None, where
        elif (name := parsed.name if where.wrong else _origin(parsed, parameters)) is not None:
            yield "image", name, parsed.tag or "", parsed.digest, where


def _images_in_commands(read: Project) -> Iterator[tuple[Text, str]]:
    """Images in commands: `docker://…` of skopeo, `--image=…`, and references as arguments of crane and cosign."""
    for script in read.scripts:
        for command in script.commands:
            program = command.words[0].value
            for word in command.words[1:]:
                image = word.value.removeprefix("docker://").removeprefix("--image=")
                if image != word.value or (program in {"crane", "cosign"} and _is_tagged(image)):
                    yield word.text, image
    for pod in read.pods:
        for container in pod.containers:
            for text in (*(container.command or ()), *(container.args or ())):
                if text.value.startswith("--image="):
                    yield text, text.value.removeprefix("--image=")


def _is_tagged(word: str) -> bool:
    parsed = image_references.parse(word)
    return parsed is not None and "/" in word and (parsed.tag or parsed.digest) is not None


def _origin(image: ImageReference, parameters: Parameters) -> str | None:
    """The public name of an image; for a copy in the reader's own registry, the name of the original.

    None for the image that the reader's builds create.
    """
    host, _, path = image.name.partition("/")
    if not _is_own(host, parameters):
        return image.name
    last = path.rpartition("/")[2]
    if last == parameters.default("image"):
        return None
    return next((name for name in pins.pin_facts("image") if name.rpartition("/")[2] == last), image.name)


def _is_own(host: str, parameters: Parameters) -> bool:
    """Whether a host is the reader's own: their registry, a name below their company's, or a reserved name."""
    bare = host.partition(":")[0]
    own = host == parameters.default("registry") or parameters.default("project") in bare.split(".")
    return own or bare.endswith(RESERVED) or "." not in bare


def _actions(read: Project) -> Iterator[PinnedAt]:
    for document in read.manifests:
        for _, mapping in yaml_tree.all_mappings(document.root) if document.root is not None else ():
            for key, value in mapping.value:
                if key.value != "uses" or not isinstance(value, yaml.ScalarNode):
                    continue
                name, _, commit = value.value.partition("@")
                if not name.startswith(f"{PLACEHOLDER}/"):
                    rest = document.text.value[value.end_mark.index :].partition("\n")[0]
                    where = _location(document.text.cut(value.start_mark.index, value.end_mark.index))
                    yield "action", name, rest.partition("#")[2].strip(), commit, where


def _artifacts_and_addresses(snippets: Library, parameters: Parameters) -> Iterator[PinnedAt]:
    for snippet in snippets.snippets.values():
        if snippet.directory not in snippets.projects or snippet.is_output:
            continue
        text = Text.canonical(Source.read(snippets.directory / snippet.path, f"{SNIPPETS}/{snippet.path}"))
        if snippet.path.endswith(".xml"):
            yield from _artifacts(text)
        yield from _addresses(text, parameters)


def _artifacts(text: Text) -> Iterator[PinnedAt]:
    """The artifacts of a `pom.xml`: every element below its root that has a group, a name and a version."""
    root = ET.fromstring(text.value)  # noqa: S314 (a file of this project)
    for element in root.iter():
        parts = [element.findtext(f"{NAMESPACE}{part}") for part in ("groupId", "artifactId", "version")]
        if element is not root and all(parts):
            group, name, version = map(str, parts)
            at = text.value.index(f"<artifactId>{name}</artifactId>")
            yield "artifact", f"{group}:{name}", version, None, _location(text.cut(at, at + 1))


def _addresses(text: Text, parameters: Parameters) -> Iterator[PinnedAt]:
    for match in ADDRESS.finditer(text.value):
        address = match[0].rstrip(".,:;\\")
        host = urlsplit(address).netloc
        if "\\" in host or "$" in address or f"/{PLACEHOLDER}/" in address or _is_own(host, parameters):
            continue
        yield "address", address, "", None, _location(text.cut(match.start(), match.end()))


def _location(text: Text) -> Location:
    return Location(build_checks.snippet_path(text.source.path), text.position().line)
