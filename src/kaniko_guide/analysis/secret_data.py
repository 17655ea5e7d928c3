"""The data of Secrets in manifests, as the API server stores it."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from kaniko_guide.data import Data
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

_PLACEHOLDERS = ("…", "...", "<", "ENC[", "xxx", "XXX", "your", "YOUR", "base64", "BASE64")
"""What values have that another program or a person replaces."""


class SecretEntry(Data, frozen=True):
    """An entry of `data` or `stringData`.

    Attributes:
        section: `data` or `stringData`.
        name: its key.
        where: the key, as a value may be secret.
        content: what the file of a volume contains; None if it is no base64.
    """

    section: str
    name: str
    where: Text
    content: bytes | None


def type_of(manifest: Manifest) -> str | None:
    """The type of a Secret; None for another object, and for one that a program decrypts."""
    data = manifest.data
    is_secret = isinstance(data, dict) and data.get("kind") == "Secret" and data.get("apiVersion") == "v1"
    return str(data.get("type", "Opaque")) if is_secret and "sops" not in data else None


def entries(manifest: Manifest) -> Iterator[SecretEntry]:
    """The entries of a Secret without placeholders; those of `stringData` replace those of `data`."""
    sections = {section: _mapping(manifest.data.get(section)) for section in ("data", "stringData")}
    for section, values in sections.items():
        for name, value in values.items():
            replaced = section == "data" and name in sections["stringData"]
            key, _ = yaml_tree.key_and_value(yaml_tree.node_at(manifest.root, section), name, by_plugin=False)
            if replaced or key is None or not isinstance(value, str) or not value.strip() or is_placeholder(value):
                continue
            content = value.encode() if section == "stringData" else decoded(value)
            yield SecretEntry(section, name, yaml_tree.first_line(manifest.text, key), content)


def _mapping(value: Any) -> dict[str, Any]:  # noqa: ANN401
    return {str(key): entry for key, entry in value.items()} if isinstance(value, dict) else {}


def is_placeholder(value: str) -> bool:
    """Whether a value may be replaced before it is used."""
    return yaml_tree.is_replaced_later(value) or any(word in value for word in _PLACEHOLDERS)


def decoded(value: str) -> bytes | None:
    """What Go's `base64.StdEncoding` reads, which ignores the ends of lines only."""
    try:
        return base64.b64decode(value.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        return None
