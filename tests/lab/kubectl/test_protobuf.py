"""Objects in protobuf, as kubectl's typed clients send them."""

from __future__ import annotations

from base64 import b64encode

import pytest

from lab.kubectl.protobuf import MAGIC, decode


def varint(number: int) -> bytes:
    """A number as protobuf writes it: seven bits a byte, the last ones first, a mark where more follow."""
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def encode_field(number: int, value: bytes | int) -> bytes:
    """A field as protobuf writes it."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def envelope(kind: str, raw: bytes, version: str = "v1") -> bytes:
    return (
        MAGIC
        + encode_field(1, encode_field(1, version.encode()) + encode_field(2, kind.encode()))
        + encode_field(2, raw)
    )


def test_secret_has_its_metadata_and_its_data_as_json_gives_it() -> None:
    labels = encode_field(11, encode_field(1, b"a") + encode_field(2, b"b")) + encode_field(
        11, encode_field(1, b"c") + encode_field(2, b"")
    )
    metadata = encode_field(1, encode_field(1, b"name") + encode_field(3, b"jenkins") + labels)
    data = encode_field(2, encode_field(1, b"key") + encode_field(2, b"\x00\xff"))
    assert decode(envelope("Secret", metadata + data + encode_field(3, b"Opaque"))) == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "name", "namespace": "jenkins", "labels": {"a": "b", "c": ""}},
        "data": {"key": b64encode(b"\x00\xff").decode()},
        "type": "Opaque",
    }


@pytest.mark.parametrize("length", [0, 127, 128, 20_000])
def test_value_of_any_length_is_read_to_its_end(length: int) -> None:
    found = decode(
        envelope(
            "Secret",
            encode_field(1, encode_field(1, b"n" * length) + encode_field(3, b"jenkins")) + encode_field(3, b"Opaque"),
        )
    )
    assert found["metadata"].get("name", "") == "n" * length
    assert (found["metadata"]["namespace"], found["type"]) == ("jenkins", "Opaque")


def test_kind_that_is_not_listed_keeps_its_metadata() -> None:
    found = decode(
        envelope("Other", encode_field(1, encode_field(1, b"a")) + encode_field(2, b"left out") + encode_field(9, 1))
    )
    assert found == {"apiVersion": "v1", "kind": "Other", "metadata": {"name": "a"}}


@pytest.mark.parametrize(
    "body", [b"", b"{}", MAGIC + bytes([1 << 3 | 1]) + b"\0" * 8], ids=["empty", "json", "wire type"]
)
def test_body_of_another_kind_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a Kubernetes protobuf envelope|wire type 1 of field 1"):
        decode(body)
