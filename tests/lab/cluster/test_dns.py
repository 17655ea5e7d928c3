"""The name server answers for the names of a hosts file and for no other."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys

import pytest

from lab.cluster import dns
from lab.cluster.layout import CONFIG

KNOWN = {"registry.test": "10.200.0.2"}
QUESTION_OF_TYPE_AAAA = 28


def query(name: str, kind: int = dns.ADDRESS_RECORD) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">6H", 0x1234, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", kind, dns.INTERNET)


def test_hosts_file_is_read() -> None:
    text = "# names\n127.0.0.1 localhost\n\n10.0.0.1 a b.test\n"
    assert dns.addresses(text) == {"localhost": "127.0.0.1", "a": "10.0.0.1", "b.test": "10.0.0.1"}


def test_own_hosts_file_names_both_registries() -> None:
    known = dns.addresses((CONFIG / "hosts").read_text("utf-8"))
    assert known["ccr.ccs.tencentyun.com"] == known["registry.test"] != known["docker.io"]


@pytest.mark.parametrize("name", ["registry.test", "Registry.TEST"])
def test_known_name_has_its_address(name: str) -> None:
    answer = dns.answer(query(name), KNOWN)
    assert struct.unpack(">6H", answer[:12]) == (0x1234, 0x8180, 1, 1, 0, 0)
    assert answer.endswith(b"\0\0\0\x3c\0\4" + socket.inet_aton("10.200.0.2"))


def test_known_name_has_no_other_record() -> None:
    answer = dns.answer(query("registry.test", QUESTION_OF_TYPE_AAAA), KNOWN)
    assert struct.unpack(">6H", answer[:12]) == (0x1234, 0x8180, 1, 0, 0, 0)


def test_other_name_does_not_exist() -> None:
    answer = dns.answer(query("example.com"), KNOWN)
    assert struct.unpack(">6H", answer[:12]) == (0x1234, 0x8183, 1, 0, 0, 0)


def test_message_that_is_cut_short_is_an_error() -> None:
    with pytest.raises(IndexError):
        dns.answer(query("registry.test")[:20], KNOWN)


def test_resolver_gets_the_answer() -> None:
    script = (
        "import socket, threading; from lab.cluster import dns;"
        "server = threading.Thread(target=dns.serve, args=({'a.test': '10.0.0.1'}, '127.0.0.77'), daemon=True);"
        "server.start(); client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); client.settimeout(10);"
        "import time; time.sleep(0.5);"
        f"client.sendto(b'cut', ('127.0.0.77', 53)); client.sendto({query('a.test')!r}, ('127.0.0.77', 53));"
        "print(client.recv(512)[-4:].hex())"
    )
    command = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    done = subprocess.run([*command, sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "0a000001\n", done.stderr
