"""Formats of texts in a pod."""

from __future__ import annotations

import pytest

from kaniko_guide.analysis import pod_formats

VALID = {
    "label": ["a", "a-1", "x" * 63],
    "subdomain": ["a.b", "x" * 253],
    "name-prefix": ["a-", "a.b"],
    "generated-name": ["build-", "a"],
    "qualified-name": ["app", "example.com/App_1", "a.b"],
    "annotation-key": ["Example.com/a", "a"],
    "label-value": ["", "A_b.c", "x" * 63],
    "finalizer": ["example.com/keep", "orphan"],
    "port-name": ["http", "a-1"],
    "env-name": ["A", "a b", "7", "A$B"],
    "data-key": [".dockerconfigjson", "a_b"],
    "header-name": ["X-A"],
    "ip": ["10.0.0.1", "::1"],
    "search-domain": [".", "a.b.", "_tcp.a"],
    "sysctl": ["net.ipv4.tcp_syncookies", "net/ipv4/a"],
    "absolute-path": ["/a"],
    "relative-path": ["a/b", "a..b", "..a"],
    "file-path": ["a/b", "a..b"],
    "no-backsteps": ["/a/b", "a"],
    "trimmed": ["a", "a b"],
}
INVALID = {
    "label": ["", "A", "a.b", "a-", "x" * 64],
    "subdomain": ["", "a..b", "A", "x" * 254],
    "name-prefix": ["Aa-", "a_b", "b."],
    "generated-name": ["Build-", "a_", "a."],
    "qualified-name": ["", "a/", "a/b/c", "A.com/a", "-a", "x" * 64],
    "annotation-key": ["a b", "a/"],
    "label-value": ["a b", "-a", "x" * 64],
    "finalizer": ["keep"],
    "port-name": ["Http", "80", "a--b", "x" * 16, ""],
    "env-name": ["A=B", "名", "a\tb", ""],
    "data-key": ["a b", "..", "..a", "."],
    "header-name": ["X A", ""],
    "ip": ["10.0.0", "010.0.0.1", "a", ""],
    "search-domain": ["A", "a b"],
    "sysctl": ["Net.a", "a b"],
    "absolute-path": ["a", ""],
    "relative-path": ["/a", "../a", "a/../b"],
    "file-path": ["/a", "..a", "a/.."],
    "no-backsteps": ["/a/../b"],
    "trimmed": [" a", "a "],
}


@pytest.mark.parametrize("name", pod_formats.CHECKS)
def test_format(name: str) -> None:
    check = pod_formats.CHECKS[name]
    assert [text for text in VALID[name] if not check(text)] == []
    assert [text for text in INVALID[name] if check(text)] == []


def test_each_format_says_what_is_expected() -> None:
    assert pod_formats.EXPECTED.keys() == pod_formats.CHECKS.keys()
