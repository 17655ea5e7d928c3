"""Finds the variables that Groovy interpolates in the scripts of `sh` steps, and which of them contain secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.data import Data, remembered
from kaniko_guide.sources.groovy.tokens import Group, String, Token, TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.sources.groovy.tokens import Code, Item
    from kaniko_guide.text import Text

_PASSWORD_KEYS = frozenset({"passwordVariable", "passphraseVariable"})
"""Arguments of `withCredentials` bindings that name the variable of a password."""

_SECRET_BINDINGS = frozenset({"string", "usernameColonPassword"})
"""Bindings of `withCredentials` whose `variable` contains the secret itself, not the path of a file."""

_STRING_METHODS = frozenset(
    [
        "length",
        "minus",
        "replace",
        "replaceAll",
        "reverse",
        "size",
        "split",
        "substring",
        "take",
        "tokenize",
        "toLowerCase",
        "toUpperCase",
        "trim",
    ]
)
"""Methods by which `${name.take(7)}` shows that the name is a string."""

_SECRET_WORDS = ("PASS", "PSW", "PWD", "SECRET", "TOKEN")
"""Parts of names that show that a variable contains a secret."""


class Interpolation(Data, frozen=True):
    """A variable that Groovy interpolates in a script.

    Attributes:
        text: as written, `${NAME}`, `$NAME` or `${env.NAME}`.
        name: the variable.
        of_env: whether it is a property of `env`.
        string: the string literal that contains it, including quotes.
        secret: whether the variable contains a secret.
        method: whether a method of strings is called on it: `${NAME.take(7)}`.
    """

    text: Text
    name: str
    of_env: bool
    string: Text
    secret: bool
    method: bool = False


def find_interpolations(code: Code) -> tuple[Interpolation, ...]:
    """The interpolations of single variables in the scripts of a Jenkinsfile's `sh` steps."""
    return tuple(entry for entry in find_names(code) if not entry.method)


@remembered
def find_names(code: Code) -> tuple[Interpolation, ...]:
    """As `find_interpolations`, with those on which a method of strings is called."""
    shared = frozenset(_secret_environment_variables(code))
    return tuple(_in_items(code, code.root.items, shared))


@remembered
def names_in_groovy(code: Code) -> frozenset[str]:
    """Names that occur in the code outside strings or at the start of a string (`'NAME'`, `'NAME=…'`)."""
    found: set[str] = set()
    for sequence in _item_sequences(code.root.items):
        for item in sequence:
            if isinstance(item, Token) and item.kind is TokenKind.NAME:
                found.add(item.value)
            elif isinstance(item, String) and item.parts and isinstance(item.parts[0], tuple):
                found.add(item.parts[0][0].partition("=")[0])
    return frozenset(found)


def _item_sequences(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items, and the items in each bracket at any depth, without those in strings."""
    pending = [items]
    while pending:
        sequence = pending.pop()
        yield sequence
        pending.extend(item.items for item in sequence if isinstance(item, Group))


def _secret_environment_variables(code: Code) -> Iterator[str]:
    """Variables of `X = credentials('…')` that contain a secret: `X_PSW`, and `X` unless it may be a file path."""
    for sequence in _item_sequences(code.root.items):
        for index, item in enumerate(sequence[:-3]):
            operator, call, group = sequence[index + 1 : index + 4]
            if (
                _is_token(operator, "=")
                and _is_token(call, "credentials")
                and isinstance(group, Group)
                and isinstance(item, Token)
            ):
                yield f"{item.value}_PSW"
                has_password = any(f"{item.value}{suffix}" in code.text.value for suffix in ("_PSW", "_USR"))
                if has_password or any(word in item.value.upper() for word in _SECRET_WORDS):
                    yield item.value


def _in_items(code: Code, items: Sequence[Item], secrets: frozenset[str]) -> Iterator[Interpolation]:
    pending = [(items, secrets)]
    while pending:
        sequence, known = pending.pop()
        for index, item in enumerate(sequence):
            if _is_token(item, "sh") and not (index and _is_token(sequence[index - 1], ".")):
                for string in _script_strings(sequence, index + 1):
                    yield from _in_string(code, string, known)
            elif isinstance(item, Group):
                has_credentials = item.opener == "{" and index > 1 and _is_token(sequence[index - 2], "withCredentials")
                arguments = sequence[index - 1]
                bound = _secret_variables(arguments) if has_credentials and isinstance(arguments, Group) else ()
                inner = known | set(bound)
                pending.append((item.items, inner))


def _script_strings(sequence: Sequence[Item], start: int) -> Iterator[String]:
    """The string literals in the script argument of an `sh` step."""
    if start < len(sequence) and isinstance(group := sequence[start], Group) and group.opener == "(":
        sequence, start = [item for item in group.items if not _is_token(item, "\n")], 0
    for index in range(start, len(sequence)):
        item = sequence[index]
        if _is_token(item, "\n") or _is_token(item, ";"):
            return
        before = sequence[index - 2 : index] if index > start + 1 else []
        other_argument = len(before) > 1 and _is_token(before[1], ":") and not _is_token(before[0], "script")
        if isinstance(item, String) and not other_argument:
            yield item


def _in_string(code: Code, string: String, secrets: frozenset[str]) -> Iterator[Interpolation]:
    whole = code.text.cut(string.start, string.end)
    for part in string.parts:
        if not isinstance(part, Group):
            continue
        names = [item.value if isinstance(item, Token) else "" for item in part.items]
        of_env = names[:2] == ["env", "."]
        path = names[2:] if of_env else names
        method = len(path) > 2 and path[1] == "." and path[2] in _STRING_METHODS  # noqa: PLR2004
        path = path[:1] if method else path
        if len(path) == 1 and path[0].isidentifier():
            yield Interpolation(code.text.cut(part.start, part.end), path[0], of_env, whole, path[0] in secrets, method)


def _secret_variables(arguments: Group) -> Iterator[str]:
    """The variables with a secret in the argument list of `withCredentials`."""
    for sequence in _item_sequences(arguments.items):
        for index, item in enumerate(sequence):
            if (
                isinstance(item, Group)
                and index
                and any(_is_token(sequence[index - 1], name) for name in _SECRET_BINDINGS)
            ):
                yield from _strings_after_keys(item.items, frozenset({"variable"}))
        yield from _strings_after_keys(sequence, _PASSWORD_KEYS)


def _strings_after_keys(sequence: Sequence[Item], keys: frozenset[str]) -> Iterator[str]:
    """The values of string arguments `key: 'value'`."""
    for index, item in enumerate(sequence[:-2]):
        colon, value = sequence[index + 1 : index + 3]
        if isinstance(item, Token) and item.value in keys and _is_token(colon, ":") and isinstance(value, String):
            yield "".join(part[0] for part in value.parts if isinstance(part, tuple))


def _is_token(item: Item, value: str) -> bool:
    return isinstance(item, Token) and item.value == value
