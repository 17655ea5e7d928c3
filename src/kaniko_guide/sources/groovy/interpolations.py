"""Finds what Groovy puts into the scripts of `sh` steps: the `${…}` of strings in double quotes, also secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide.sources.groovy.tokens import Group, String, Token, TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.sources.groovy.tokens import Code, Item
    from kaniko_guide.text import Text

_PASSWORD_KEYS = frozenset({"passwordVariable", "passphraseVariable"})
_SECRET_BINDINGS = frozenset({"string", "usernameColonPassword"})
"""Bindings of `withCredentials` whose `variable` holds the secret itself, not the path of a file."""

_SECRET_WORDS = ("PASS", "PSW", "PWD", "SECRET", "TOKEN")


@dataclass(frozen=True, slots=True)
class Interpolation:
    """A variable that Groovy puts into a script.

    Attributes:
        text: as written, `${NAME}`, `$NAME` or `${env.NAME}`.
        name: the variable.
        of_env: whether it is looked up in `env`.
        string: the whole string it stands in, quotes included.
        secret: whether the variable holds a credential.
    """

    text: Text
    name: str
    of_env: bool
    string: Text
    secret: bool


def find_interpolations(code: Code) -> tuple[Interpolation, ...]:
    """The interpolations of single variables in the scripts of a Jenkinsfile's `sh` steps."""
    shared = frozenset(_secret_environment_variables(code))
    return tuple(_in_items(code, code.root.items, shared))


def names_in_groovy(code: Code) -> frozenset[str]:
    """Names that the code outside of strings mentions, and those a string gives: `'NAME'`, `'NAME=…'`."""
    found: set[str] = set()
    for row in _item_sequences(code.root.items):
        for item in row:
            if isinstance(item, Token) and item.kind is TokenKind.NAME:
                found.add(item.value)
            elif isinstance(item, String) and item.parts and isinstance(item.parts[0], tuple):
                found.add(item.parts[0][0].partition("=")[0])
    return frozenset(found)


def _item_sequences(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items, and those in each bracket, but not what stands in strings."""
    pending = [items]
    while pending:
        row = pending.pop()
        yield row
        pending.extend(item.items for item in row if isinstance(item, Group))


def _secret_environment_variables(code: Code) -> Iterator[str]:
    """Variables of `X = credentials('…')` that hold a secret: `X_PSW`, and `X` unless it may be a file's path."""
    for row in _item_sequences(code.root.items):
        for index, item in enumerate(row[:-3]):
            operator, call, group = row[index + 1 : index + 4]
            if (
                _is_token(operator, "=")
                and _is_token(call, "credentials")
                and isinstance(group, Group)
                and isinstance(item, Token)
            ):
                yield f"{item.value}_PSW"
                pair = any(f"{item.value}{end}" in code.text.value for end in ("_PSW", "_USR"))
                if pair or any(word in item.value.upper() for word in _SECRET_WORDS):
                    yield item.value


def _in_items(code: Code, items: Sequence[Item], secrets: frozenset[str]) -> Iterator[Interpolation]:
    pending = [(items, secrets)]
    while pending:
        row, known = pending.pop()
        for index, item in enumerate(row):
            if _is_token(item, "sh") and not (index and _is_token(row[index - 1], ".")):
                for string in _script_strings(row, index + 1):
                    yield from _in_string(code, string, known)
            elif isinstance(item, Group):
                bound = item.opener == "{" and index > 1 and _is_token(row[index - 2], "withCredentials")
                head = row[index - 1]
                inner = known | set(_secret_variables(head)) if bound and isinstance(head, Group) else known
                pending.append((item.items, inner))


def _script_strings(row: Sequence[Item], start: int) -> Iterator[String]:
    """The strings that an `sh` step's script is made of."""
    if start < len(row) and isinstance(group := row[start], Group) and group.opener == "(":
        row, start = [item for item in group.items if not _is_token(item, "\n")], 0
    for index in range(start, len(row)):
        item = row[index]
        if _is_token(item, "\n") or _is_token(item, ";"):
            return
        before = row[index - 2 : index] if index > start + 1 else []
        other = len(before) > 1 and _is_token(before[1], ":") and not _is_token(before[0], "script")
        if isinstance(item, String) and not other:
            yield item


def _in_string(code: Code, string: String, secrets: frozenset[str]) -> Iterator[Interpolation]:
    whole = code.text.cut(string.start, string.end)
    for part in string.parts:
        if not isinstance(part, Group):
            continue
        names = [item.value if isinstance(item, Token) else "" for item in part.items]
        of_env = names[:2] == ["env", "."]
        path = names[2:] if of_env else names
        if len(path) == 1 and path[0].isidentifier():
            yield Interpolation(code.text.cut(part.start, part.end), path[0], of_env, whole, path[0] in secrets)


def _secret_variables(head: Group) -> Iterator[str]:
    """The variables in the head of `withCredentials` that hold a secret."""
    for row in _item_sequences(head.items):
        for index, item in enumerate(row):
            if isinstance(item, Group) and index and any(_is_token(row[index - 1], name) for name in _SECRET_BINDINGS):
                yield from _strings_after_keys(item.items, frozenset({"variable"}))
        yield from _strings_after_keys(row, _PASSWORD_KEYS)


def _strings_after_keys(row: Sequence[Item], keys: frozenset[str]) -> Iterator[str]:
    """The strings behind `key:`."""
    for index, item in enumerate(row[:-2]):
        colon, value = row[index + 1 : index + 3]
        if isinstance(item, Token) and item.value in keys and _is_token(colon, ":") and isinstance(value, String):
            yield "".join(part[0] for part in value.parts if isinstance(part, tuple))


def _is_token(item: Item, value: str) -> bool:
    return isinstance(item, Token) and item.value == value
