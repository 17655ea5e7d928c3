"""Decodes the protobuf that kubectl's typed clients send.

Every message is a table from field number to name and type, taken from the `generated.proto` files of k8s.io/api and
k8s.io/apimachinery v0.37, only with the fields that the guide's commands set. Of a kind that is not listed, only the
metadata is decoded, which is field 1 of every kind.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC = b"k8s\x00"
MEDIA_TYPE = "application/vnd.kubernetes.protobuf"

Message = dict[int, tuple[str, Any]]
"""Field number → name and type: `str`, `bytes`, `bool`, a message, or `{"value": type}` for a map."""

META: Message = {
    1: ("name", str),
    2: ("generateName", str),
    3: ("namespace", str),
    11: ("labels", {"value": str}),
    12: ("annotations", {"value": str}),
}
RESOURCE_ATTRIBUTES: Message = {
    1: ("namespace", str),
    2: ("verb", str),
    3: ("group", str),
    4: ("version", str),
    5: ("resource", str),
    6: ("subresource", str),
    7: ("name", str),
}
KINDS: dict[str, Message] = {
    "Secret": {1: ("metadata", META), 2: ("data", {"value": bytes}), 3: ("type", str)},
    "SelfSubjectAccessReview": {
        1: ("metadata", META),
        2: ("spec", {1: ("resourceAttributes", RESOURCE_ATTRIBUTES)}),
    },
}
UNKNOWN: Message = {
    1: ("typeMeta", {1: ("apiVersion", str), 2: ("kind", str)}),
    2: ("raw", None),
}


def decode(body: bytes) -> dict[str, Any]:
    """The object in a request's body, as in its JSON form.

    Raises:
        ValueError: the body is not a Kubernetes protobuf envelope.
    """
    if not body.startswith(MAGIC):
        message = "not a Kubernetes protobuf envelope"
        raise ValueError(message)
    envelope = _message(body[len(MAGIC) :], UNKNOWN)
    head = envelope["typeMeta"]
    return {**head, **_message(envelope["raw"], KINDS.get(head["kind"], {1: ("metadata", META)}))}


def _message(data: bytes, fields: Message) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for number, value in _fields(data):
        if number not in fields:
            continue
        name, kind = fields[number]
        if isinstance(kind, dict) and "value" in kind:
            entry = dict(_fields(value))
            result.setdefault(name, {})[entry[1].decode()] = _value(entry.get(2, b""), kind["value"])
        elif value != b"":
            result[name] = _value(value, kind)
    return result


def _value(value: bytes | int, kind: object) -> object:
    if isinstance(value, int):
        return bool(value) if kind is bool else value
    if isinstance(kind, dict):
        return _message(value, kind)
    if kind is str:
        return value.decode()
    return base64.b64encode(value).decode() if kind is bytes else value


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        value: Any
        if wire == 0:
            value, at = _varint(data, at)
        elif wire == 2:
            length, at = _varint(data, at)
            value, at = data[at : at + length], at + length
        else:
            message = f"wire type {wire} of field {number} is not supported"
            raise ValueError(message)
        yield number, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
