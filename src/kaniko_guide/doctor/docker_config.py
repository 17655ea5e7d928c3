"""Which entry of a `config.json` the executor uses for a registry.

Read in `authn/keychain.go` of go-containerregistry, and in `config/configfile/file.go` and `config/credentials` of
docker/cli, which it uses: for a push the key is the host, then any key whose host is the same.
"""

from __future__ import annotations

import base64
import binascii
import enum
import json
import re
from typing import TYPE_CHECKING, Any

from kaniko_guide.analysis.registry_credentials import DOCKER_HUB_HOSTS
from kaniko_guide.data import Data
from kaniko_guide.secrets import MASK

if TYPE_CHECKING:
    from collections.abc import Mapping

HUB_KEY = "https://index.docker.io/v1/"
_SPACE = " \t\r\n"
_FILLED = ("auth", "username", "password", "identitytoken", "registrytoken")


class Match(enum.Enum):
    """What a `config.json` has for a registry."""

    ENTRY = enum.auto()
    """An entry with a login."""
    NONE = enum.auto()
    """Nothing: the push is anonymous."""
    HELPER = enum.auto()
    """A helper, whose answer is not known."""


class DockerConfig(Data, frozen=True):
    """A `config.json`, without what is secret in it.

    Attributes:
        logins: the keys of `auths`, each with whether it has a login.
        invalid: the keys whose `auth` the executor can't decode, so that it reads nothing of the file.
        helpers: the keys of `credHelpers`.
        has_store: whether there is a `credsStore`.
    """

    logins: Mapping[str, bool]
    invalid: tuple[str, ...]
    helpers: tuple[str, ...]
    has_store: bool

    @property
    def hosts(self) -> list[str]:
        """The hosts of all keys, as they may be shown."""
        return sorted({shown_host(key) for key in [*self.logins, *self.helpers]})

    def match(self, registry: str) -> Match:
        """What it has for a registry.

        Args:
            registry: the host of a destination, with its port.
        """
        key = HUB_KEY if registry in DOCKER_HUB_HOSTS else registry
        if self.has_store or key in self.helpers:
            return Match.HELPER
        if key in self.logins:
            return Match.ENTRY if self.logins[key] else Match.NONE
        if any("@" in other and shown_host(other) == key for other in self.logins):
            return Match.HELPER  # whether user information is part of the host differs between versions
        found = [has_login for other, has_login in self.logins.items() if host_of(other) == key]
        return Match.ENTRY if found and all(found) else Match.NONE if not any(found) else Match.HELPER


def read(content: str) -> DockerConfig | None:
    """The `config.json` with this content; None if it is no JSON object with objects in it.

    As Go's decoder: the case of names does not matter, what follows the object is not read, an empty file is valid.
    """
    try:
        data = _fields(_DECODER.raw_decode(content.lstrip(_SPACE))[0]) if content.strip(_SPACE) else {}
        auths, helpers = _object(data.get("auths")), _object(data.get("credhelpers"))
        entries = {key: _fields(entry) for key, entry in auths.items()}
    except (ValueError, RecursionError):
        return None
    if any(not isinstance(entry.get(name), str | None) for entry in entries.values() for name in _FILLED[1:]):
        return None
    return DockerConfig(
        {key: any(entry.get(name) for name in _FILLED) for key, entry in entries.items()},
        tuple(key for key, entry in entries.items() if entry.get("auth") and not _is_login(entry["auth"])),
        tuple(helpers),
        bool(data.get("credsstore")),
    )


def _object(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """An object, or null in its place.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, dict | None):
        raise ValueError(value)  # noqa: TRY004 (as the decoder's errors)
    return value or {}


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """The fields of an object with names in lower case.

    Raises:
        ValueError: it is no object.
    """
    return {name.lower(): entry for name, entry in _object(value).items()}


def _no_constant(name: str) -> None:
    """Raise an error for `NaN` and the like, which Go does not read."""
    raise ValueError(name)


def host_of(key: str) -> str:
    """The host of a key, with its port, without scheme and path."""
    return key.rpartition("://")[2].partition("/")[0]


def shown_host(key: str) -> str:
    """The host of a key without user information; masked if it is none, as it may be a secret in the wrong place."""
    host = host_of(key.rpartition("@")[2])
    return host if _HOST.fullmatch(host) else MASK


def _is_login(auth: Any) -> bool:  # noqa: ANN401
    """Whether an `auth` is `user:password` in base64."""
    try:
        user, colon, _ = base64.b64decode(_BREAKS.sub("", auth), validate=True).partition(b":")
    except (binascii.Error, TypeError, ValueError):
        return False
    return bool(user and colon)


_LABEL = r"[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+(?::\d{{1,5}})?|{_LABEL}:\d{{1,5}}|localhost")
_BREAKS = re.compile(r"[\r\n]")
"""Line ends, which Go's decoder of base64 ignores."""
_DECODER = json.JSONDecoder(parse_constant=_no_constant)
