"""A name server for the names of `config/hosts`; every other name does not exist.

Run as `python -m lab.cluster.dns HOSTS ADDRESS`.
"""

from __future__ import annotations

import socket
import sys
from pathlib import Path

ADDRESS_RECORD, INTERNET = 1, 1
NO_ERROR, NO_SUCH_NAME = b"\x81\x80", b"\x81\x83"


def addresses(hosts: str) -> dict[str, str]:
    """The address of each name in a hosts file."""
    lines = (line.split() for line in hosts.splitlines() if line.strip() and not line.startswith("#"))
    return {name: address for address, *names in lines for name in names}


def answer(query: bytes, known: dict[str, str]) -> bytes:
    """The answer to a DNS query, see RFC 1035.

    Args:
        query: a message with one question.
        known: the address of each name that exists.

    Raises:
        IndexError: the message is cut short.
    """
    labels, at = [], 12
    while length := query[at]:
        labels.append(query[at + 1 : at + 1 + length].decode("latin-1").lower())
        at += length + 1
    kind = int.from_bytes(query[at + 1 : at + 3], "big")
    address = known.get(".".join(labels))
    record = b""
    if address is not None and kind == ADDRESS_RECORD:
        record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(address)
    head = query[:2] + (NO_SUCH_NAME if address is None else NO_ERROR)
    return head + b"\0\1" + (b"\0\1" if record else b"\0\0") + b"\0\0\0\0" + query[12 : at + 5] + record


def serve(known: dict[str, str], address: str) -> None:
    """Answer queries by UDP, without end."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((address, 53))
        while True:
            query, sender = server.recvfrom(4096)
            try:
                server.sendto(answer(query, known), sender)
            except IndexError:
                continue


if __name__ == "__main__":
    serve(addresses(Path(sys.argv[1]).read_text("utf-8")), sys.argv[2])
