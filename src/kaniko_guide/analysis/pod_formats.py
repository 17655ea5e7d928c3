"""The formats of texts in a pod, as the API server checks them.

The expressions are those of apimachinery/pkg/api/validate/content and apimachinery/pkg/util/validation.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable

LABEL_LENGTH, SUBDOMAIN_LENGTH, PORT_NAME_LENGTH = 63, 253, 15

_LABEL = lazy.pattern(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = lazy.pattern(rf"{_LABEL.pattern}(?:\.{_LABEL.pattern})*")
_SEARCH_LABEL = r"[a-z0-9_](?:[-a-z0-9_]*[a-z0-9])?"
_SEARCH = lazy.pattern(rf"{_SEARCH_LABEL}(?:\.{_SEARCH_LABEL})*")
_NAME_PART = lazy.pattern(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")
_DATA_KEY = lazy.pattern(r"[-._a-zA-Z0-9]+")
_HEADER = lazy.pattern(r"[-A-Za-z0-9]+")
_ENV_NAME = lazy.pattern(r"[ -<>-~]+")
_SYSCTL_SEGMENT = r"[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?"
_SYSCTL = lazy.pattern(rf"(?:{_SYSCTL_SEGMENT}[./])*{_SYSCTL_SEGMENT}")
_STANDARD_FINALIZERS = frozenset({"kubernetes", "orphan", "foregroundDeletion"})


def is_label(text: str) -> bool:
    """Whether a text is an RFC 1123 label."""
    return len(text) <= LABEL_LENGTH and _LABEL.fullmatch(text) is not None


def is_subdomain(text: str) -> bool:
    """Whether a text is an RFC 1123 subdomain: labels, of any length, with dots between them."""
    return len(text) <= SUBDOMAIN_LENGTH and _SUBDOMAIN.fullmatch(text) is not None


def is_qualified_name(text: str) -> bool:
    """Whether a text is the key of a label: a name, with or without a prefix and a slash."""
    prefix, slash, name = text.rpartition("/")
    if slash and not is_subdomain(prefix):
        return False
    return len(name) <= LABEL_LENGTH and _NAME_PART.fullmatch(name) is not None


def is_label_value(text: str) -> bool:
    """Whether a text is the value of a label."""
    return not text or (len(text) <= LABEL_LENGTH and _NAME_PART.fullmatch(text) is not None)


def _is_port_name(text: str) -> bool:
    valid = len(text) <= PORT_NAME_LENGTH and _LABEL.fullmatch(text) is not None
    return valid and "--" not in text and any(character.isalpha() for character in text)


def _is_data_key(text: str) -> bool:
    return len(text) <= SUBDOMAIN_LENGTH and _DATA_KEY.fullmatch(text) is not None and not _starts_up(text)


def _starts_up(text: str) -> bool:
    return text == "." or text.startswith("..")


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _has_no_backsteps(text: str) -> bool:
    return ".." not in text.split("/")


def _is_relative(text: str) -> bool:
    return not text.startswith("/") and _has_no_backsteps(text)


def _is_search_domain(text: str) -> bool:
    bare = text.removesuffix(".")
    return text == "." or (len(bare) <= SUBDOMAIN_LENGTH and _SEARCH.fullmatch(bare) is not None)


def _is_name_prefix(text: str) -> bool:
    """Whether a text begins a subdomain, as `ValidateSecretName(name, prefix=true)` allows it."""
    return is_subdomain(f"{text[:-2]}a" if len(text) > 1 and text.endswith("-") else text)


def _is_finalizer(text: str) -> bool:
    return is_qualified_name(text) and ("/" in text or text in _STANDARD_FINALIZERS)


CHECKS: dict[str, Callable[[str], bool]] = {
    "label": is_label,
    "subdomain": is_subdomain,
    "name-prefix": _is_name_prefix,
    "generated-name": _is_name_prefix,
    "qualified-name": is_qualified_name,
    "annotation-key": lambda text: is_qualified_name(text.lower()),
    "label-value": is_label_value,
    "finalizer": _is_finalizer,
    "port-name": _is_port_name,
    "env-name": lambda text: _ENV_NAME.fullmatch(text) is not None,
    "data-key": _is_data_key,
    "header-name": lambda text: _HEADER.fullmatch(text) is not None,
    "ip": _is_ip,
    "search-domain": _is_search_domain,
    "sysctl": lambda text: len(text) <= SUBDOMAIN_LENGTH and _SYSCTL.fullmatch(text) is not None,
    "absolute-path": lambda text: text.startswith("/"),
    "relative-path": _is_relative,
    "file-path": lambda text: _is_relative(text) and not text.startswith(".."),
    "no-backsteps": _has_no_backsteps,
    "trimmed": lambda text: text == text.strip(),
}
"""By the name of a format: whether a text has it."""

_LOWER_NAME = Bilingual(
    zh="小写字母、数字和 `-`，首尾是字母或数字，最多 63 个字符",
    en="lower-case letters, digits and `-`, with a letter or digit at both ends, at most 63 characters",
)
_DOTTED_NAME = Bilingual(
    zh="小写字母、数字、`-` 和 `.`，首尾是字母或数字，最多 253 个字符",
    en="lower-case letters, digits, `-` and `.`, with a letter or digit at both ends, at most 253 characters",
)
_KEY = Bilingual(
    zh="形如 `app` 或 `example.com/app` 的键，`/` 后最多 63 个字符",
    en="a key like `app` or `example.com/app`, with at most 63 characters after the slash",
)
_RELATIVE = Bilingual(zh="不含 `..` 的相对路径", en="a relative path without `..`")

EXPECTED: dict[str, Bilingual] = {
    "label": _LOWER_NAME,
    "subdomain": _DOTTED_NAME,
    "name-prefix": _DOTTED_NAME,
    "generated-name": _DOTTED_NAME,
    "qualified-name": _KEY,
    "annotation-key": _KEY,
    "label-value": Bilingual(
        zh="字母、数字、`-`、`_` 和 `.`，首尾是字母或数字，最多 63 个字符，或者为空",
        en="letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, at most 63 characters, or nothing",
    ),
    "finalizer": Bilingual(zh="形如 `example.com/name` 的名字", en="a name like `example.com/name`"),
    "port-name": Bilingual(
        zh="小写字母、数字和单个 `-`，至少一个字母，最多 15 个字符",
        en="lower-case letters, digits and single `-`, at least one letter, at most 15 characters",
    ),
    "env-name": Bilingual(zh="不含 `=` 的可打印 ASCII 字符", en="printable ASCII characters except `=`"),
    "data-key": Bilingual(
        zh="字母、数字、`-`、`_` 和 `.`，不以 `..` 开头", en="letters, digits, `-`, `_` and `.`, not starting with `..`"
    ),
    "header-name": Bilingual(zh="字母、数字和 `-`", en="letters, digits and `-`"),
    "ip": Bilingual(zh="IP 地址", en="an IP address"),
    "search-domain": _DOTTED_NAME,
    "sysctl": Bilingual(zh="形如 `net.ipv4.tcp_syncookies` 的名字", en="a name like `net.ipv4.tcp_syncookies`"),
    "absolute-path": Bilingual(zh="以 `/` 开头的路径", en="a path that starts with `/`"),
    "relative-path": _RELATIVE,
    "file-path": _RELATIVE,
    "no-backsteps": Bilingual(zh="不含 `..` 的路径", en="a path without `..`"),
    "trimmed": Bilingual(zh="首尾没有空格", en="no space at either end"),
}
"""By the name of a format: what a text of it is."""
