from __future__ import annotations

from kaniko_guide.analysis import git_addresses


def test_addresses() -> None:
    for address, expected in {
        "https://a.com/b.git": False,
        "https://a.com:8443/b.git": False,
        "https://user:word@a.com/b.git": False,
        "ssh://git@a.com:22/b.git": False,
        "git@a.com:b/c.git": False,
        "/srv/git/a b": False,
        "https://a.com:b/c.git": True,
        "git@a.com/b.git": True,
        "htps://a.com/b.git": True,
        "https:/a.com/b.git": True,
        "https://a.com/ b.git": True,
        "https://git@https://a.com/b": True,
    }.items():
        assert git_addresses.is_malformed(address) == expected, address
