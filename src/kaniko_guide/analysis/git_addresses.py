"""Which addresses of git repositories no git can clone."""

from __future__ import annotations

from kaniko_guide import lazy
from kaniko_guide.analysis.edit_distance import only_neighbor

_SCHEMES = frozenset({"file", "ftp", "ftps", "git", "http", "https", "ssh"})

_SCHEME = lazy.pattern(r"([A-Za-z]\w{1,6}):/")

_MALFORMED = lazy.pattern(
    r"git@[\w.-]+/"
    r"|(?:ssh|https?|git)://(?:[^/@\s]*@)?[\w.-]+:(?![0-9]+(?:/|$))[^/$@]*/"
    r"|https?:(?!//)|https?//|https?:///"
    r"|https?://(?:[^/@]*@)?git@"
    r"|git@https?:"
    r"|https://github\.com/[\w.-]+/[\w.-]+/(?:tree|blob)/"
)
"""A path instead of `git@HOST:PATH`; a port that is no number; slashes that are missing; two forms at once; a page."""


def is_malformed(address: str) -> bool:
    """Whether an address is in no form that git knows. What it contains of values of the run is not judged."""
    address = address.strip()
    scheme = _SCHEME.match(address)
    is_typo = (
        scheme is not None
        and scheme[1] not in _SCHEMES
        and any(only_neighbor(scheme[1], frozenset({known})) for known in _SCHEMES)
    )
    has_space = "://" in address and "$" not in address and len(address.split()) > 1
    return is_typo or has_space or _MALFORMED.match(address) is not None
