"""The keys of `auths` in every `config.json` that the files of a project contain."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

DOCKER_HUB_HOSTS = frozenset({"docker.io", "index.docker.io"})
"""Hosts for which the executor only reads the key `https://index.docker.io/v1/`."""

HELPED_REGISTRIES = lazy.pattern(
    r".*\.amazonaws\.com(?:\.cn)?|public\.ecr\.aws|(?:.*\.)?gcr\.io|.*-docker\.pkg\.dev|.*\.azurecr\.(?:io|cn|us)|mcr\..*|ttl\.sh"
)
"""Registries for which the executor has a helper, or that need no credential."""

LOCAL_REGISTRIES = lazy.pattern(
    r".*:\d+|[^.]*|\d+(?:\.\d+){3}|.*\.(?:cluster|corp|home|internal|intranet|lan|local|svc|test)(?:\..*)?"
)
"""Registries that may accept anonymous pushes."""

_AUTHS = lazy.pattern(r'"auths\\*"\s*:\s*\{')
_ENTRY = lazy.pattern(r'\s*,?\s*(?P<whole>\\*"(?P<key>[^"\\\s]+)\\*")\s*:\s*\{(?P<value>(?:[^{}]|\$\{[^{}]*\})*)\}')
"""An entry of `auths`; as the quotes of a shell's or Groovy's string may be escaped, this is not quite JSON."""


class Credential(Data, frozen=True):
    """An entry of `auths`.

    Attributes:
        key: as written.
        value: the text between its braces.
        where: the characters that mark it.
    """

    key: str
    value: str
    where: Text

    @property
    def host(self) -> str:
        """The host of the key, without scheme and path; with the port, if there is one."""
        return self.key.rpartition("://")[2].partition("/")[0]


def docker_configs(project: Project) -> Iterator[tuple[Credential, ...]]:
    """The entries of each `auths`: in scripts, in manifests (Secrets in base64 too) and elsewhere in Jenkinsfiles."""
    texts = [
        *(pipeline.text for pipeline in project.jenkinsfiles),
        *(script.text for script in project.scripts),
        *(manifest.text for manifest in project.manifests),
    ]
    seen: set[tuple[str, int]] = set()
    for text in texts:
        for credentials in _in_text(text):
            place = credentials[0].where.source.path, credentials[0].where.origin(0)
            if place not in seen:
                yield credentials
            seen.add(place)
    for manifest in project.manifests:
        yield from _in_base64(manifest)


def _in_text(text: Text) -> Iterator[tuple[Credential, ...]]:
    for start in _AUTHS.finditer(text.value) if "auths" in text.value else ():
        found = tuple(
            Credential(entry["key"], entry["value"], text.cut(entry.start("whole"), entry.end("whole")))
            for entry in _entries(text.value, start.end())
        )
        if found:
            yield found


def _entries(value: str, position: int) -> Iterator[re.Match[str]]:
    while (entry := _ENTRY.match(value, position)) is not None:
        yield entry
        position = entry.end()


def _in_base64(manifest: Manifest) -> Iterator[tuple[Credential, ...]]:
    """The entries in the `data` of a Secret, marked at the whole value."""
    if not isinstance(manifest.data, dict) or manifest.data.get("kind") != "Secret":
        return
    for key in (".dockerconfigjson", "config.json"):
        where = yaml_tree.scalar_text(manifest.text, yaml_tree.node_at(manifest.root, "data", key))
        content = "" if where is None else _decode_base64(where.value)
        start = _AUTHS.search(content)
        if where is not None and start is not None:
            entries = _entries(content, start.end())
            yield tuple(Credential(entry["key"], entry["value"], where) for entry in entries)


def _decode_base64(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
