"""The text of a checked file as outputs may repeat it: without secrets.

`kaniko_guide.secrets` recognizes secrets within a line. A file has more forms: a command over several lines, a
Kubernetes Secret, a private key, the value below a variable's name. A reference to a variable is no secret.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from kaniko_guide import lazy
from kaniko_guide.data import Data
from kaniko_guide.secrets import MASK, secret_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kaniko_guide.text import Source

Span = tuple[int, int]

NAME = r"(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?"
VALUE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s,;)\]}\"']+)"
FORMS = tuple(
    lazy.pattern(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        (
            rf"\b(?:name|key)[\"']?\s{{0,4}}[:=]\s{{0,4}}[\"']?[\w.-]{{0,40}}{NAME}[\w.-]{{0,20}}[\"']?,?\s{{0,80}}"
            rf"[\"']?value[\"']?\s{{0,4}}[:=]\s{{0,4}}({VALUE})"
        ),
        (
            r"\b[\w.-]{0,40}(?:password|passwd|passphrase|[_-]secret|token|api_?key)[\"']?\s{0,4}:\s{0,4}"
            r"(\"[^\"\n]+\"|'[^'\n]+')"
        ),
        rf"^[ \t]*(?:ENV|ARG)[ \t]{{1,9}}\w{{0,40}}{NAME}\w{{0,20}}[ \t]{{1,9}}([^\s=].*)$",
        rf"\becho[ \t]{{1,9}}(?:-\w[ \t]{{1,9}})?({VALUE})[ \t]{{0,9}}\|[^\n]{{0,200}}--password-stdin",
        (
            r"\bprintf[ \t]{1,9}(?:[\"']?%s(?:\\n)?[\"']?[ \t]{1,9})?"
            rf"({VALUE})[ \t]{{0,9}}\|[^\n]{{0,200}}--password-stdin"
        ),
        rf"--(?:src-|dest-)?creds(?:=|\s{{1,4}})({VALUE})",
        rf"\bsshpass[ \t]{{1,9}}-p[ \t]{{0,4}}({VALUE})",
    )
)
"""Forms of secrets in files, beside those of `secrets`; group 1 is the secret."""

PRIVATE_KEY = lazy.pattern(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(.{1,8000}?(?=-----END|\Z)|.{8000})", re.DOTALL)
BLOCK_KEY = lazy.pattern(
    rf"^([ \t]*)(?:-[ \t]+)?[\"']?[\w.-]*(?:{NAME}|dockerconfigjson|dockercfg)[\"']?:[ \t]*[|>][-+0-9]*[ \t]*$",
    re.IGNORECASE,
)
"""A line of YAML whose value is on the lines below."""

SECRET_DATA = lazy.pattern(r"^([ \t]*)[\"']?(?:data|stringData)[\"']?:[ \t]*(.*)$")
SECRET_KIND = lazy.pattern(r"^[ \t]*kind:[ \t]*[\"']?Secret\b", re.MULTILINE)
BLOCK = lazy.pattern(r"(?:[|>][-+0-9]*[ \t]*|data[\"']?:.*)$", re.MULTILINE | re.IGNORECASE)
KEY = lazy.pattern(r"^[ \t]*[\"']?[\w.-]+[\"']?:[ \t]+(?=[^ \t])")
CONTINUATION = lazy.pattern(r"\\\n[ \t]*")
REFERENCE = lazy.pattern(r"\$\{[^}\n]*\}?|\$\w+|\$\([^)\n]*\)?|%\w+%|\{\{.{0,200}?\}\}|<[^<>\n]*>")
NO_SECRET = lazy.pattern(
    r"(?:true|false|null|none|nil|yes|no|\d|%s|id=.*|[.…*\\]+|git|(?:env|params|config)\.\w+|\$|\{{1,2}\w*\}{0,2}"
    r"|/(?:etc|home|kaniko\d?|root|run|secrets?|tmp|var|workspace)/[\w./-]{1,99}|(?:/[\w.-]{1,40}){1,9}\.(?:json|pem|txt|key|ya?ml))?",
    re.IGNORECASE,
)
"""What may follow the name of a secret and is none: a word of the language, a reference, a placeholder, a path."""

CALL = lazy.pattern(r"[A-Za-z_][\w.]*\(")

USER = lazy.pattern(r"[\w.@-]{0,40}:|:?")
"""What is left of `user:$PASSWORD` without the reference."""

SHORT = 6
"""Below this number of characters, a secret in a message is masked only if it is a whole quoted word."""

QUOTED = lazy.pattern(rf"(?<=[`'\"=:])[^`'\"=:\s]{{2,{SHORT - 1}}}(?=[`'\"])")


class Redaction(Data, frozen=True, dict=True):
    """The text of a file without its secrets.

    Attributes:
        source: the file.
    """

    source: Source

    @cached_property
    def _recognized(self) -> Sequence[Span]:
        text = self.source.text
        return [span for span in (_trimmed(text, found) for found in _candidates(text)) if span[0] < span[1]]

    @cached_property
    def _words(self) -> frozenset[str]:
        """The secrets themselves, as in the file, without the user before a colon, and without backslashes."""
        found = {line.strip() for start, end in self._recognized for line in self.source.text[start:end].split("\n")}
        found |= {word.partition(":")[2] for word in found}
        return frozenset(found | {word.replace("\\", "") for word in found})

    @cached_property
    def _lengths(self) -> Mapping[str, Sequence[int]]:
        """The lengths of the secrets, longest first, by their first `SHORT` characters; without shorter secrets."""
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            if len(word) >= SHORT:
                lengths.setdefault(word[:SHORT], set()).add(len(word))
        return {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def _occurrences(self, text: str) -> Iterator[Span]:
        """Where a text has a secret of the file that is not short."""
        at = 0
        while self._lengths and at <= len(text) - SHORT:
            lengths = self._lengths.get(text[at : at + SHORT], ())
            length = next((length for length in lengths if text[at : at + length] in self._words), 0)
            if length:
                yield at, at + length
            at += length or 1

    def _beginnings(self, text: str) -> Iterator[Span]:
        """Where a message cuts a secret off with `…`."""
        for match in re.finditer("…", text):
            end = match.start()
            for start in range(max(end - 200, 0), end - SHORT + 1):
                is_known = text[start : start + SHORT] in self._lengths
                if is_known and any(word.startswith(text[start:end]) for word in self._words):
                    yield start, end
                    break

    @cached_property
    def spans(self) -> Sequence[Span]:
        """The offsets of the secrets in the file: each first and after the last character, in order, disjoint."""
        merged: list[Span] = []
        for start, end in sorted({*self._recognized, *self._occurrences(self.source.text)}):
            if merged and start < merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        return merged

    @cached_property
    def _line_starts(self) -> Sequence[int]:
        return [0, *accumulate(len(line) + 1 for line in self.source.lines)]

    def line(self, number: int) -> tuple[str, Sequence[Span]]:
        """A line with its secrets masked, and the columns of the secrets in the file, from 0.

        Args:
            number: from 1.
        """
        line = self.source.lines[number - 1].removesuffix("\r")
        begin = self._line_starts[number - 1]
        first = max(bisect_left(self.spans, (begin, 0)) - 1, 0)
        last = bisect_left(self.spans, (begin + len(line), 0))
        inside = [
            (max(start - begin, 0), min(end - begin, len(line))) for start, end in self.spans[first:last] if end > begin
        ]
        return replace_spans(line, inside), inside

    def message(self, text: str) -> str:
        """A message about the file with the file's secrets masked."""
        text = replace_spans(text, sorted([*self._occurrences(text), *self._beginnings(text)]))
        text = QUOTED.sub(lambda match: MASK if match.group() in self._words else match.group(), text)
        return without_secrets(text)

    def data(self, value: Any) -> Any:  # noqa: ANN401 (data for JSON)
        """Data for JSON with the file's secrets masked in each string."""
        if isinstance(value, str):
            return "\n".join(map(self.message, value.split("\n")))
        if isinstance(value, dict):
            return {key: self.data(entry) for key, entry in value.items()}
        return [self.data(entry) for entry in value] if isinstance(value, list | tuple) else value


@lru_cache(maxsize=1000)
def without_secrets(text: str) -> str:
    """A text of our own with `***` in place of each secret that it quotes."""
    spans = [_trimmed(text, span) for span in secret_spans(text)]
    return replace_spans(text, sorted(span for span in spans if span[0] < span[1]))


def replace_spans(text: str, spans: Sequence[Span]) -> str:
    """A text with `***` in place of some parts.

    Args:
        text: the text.
        spans: first and after the last character of each part, in order.
    """
    pieces, at = [], 0
    for start, end in spans:
        if start >= at:
            pieces += [text[at:start], MASK]
        at = max(at, end)
    return "".join([*pieces, text[at:]])


def shown_column(column: int, spans: Sequence[Span]) -> int:
    """The column in a masked line of a character of the file; within a secret that of the mask.

    Args:
        column: in the file, from 1.
        spans: the columns of the secrets, from 0.
    """
    at, shift = column - 1, 0
    for start, end in spans:
        if at >= end:
            shift += len(MASK) - (end - start)
        elif at > start:
            return start + shift + 1
    return at + shift + 1


def _candidates(text: str) -> Iterator[Span]:
    """The places of what may be secrets; those that are references are among them."""
    for start, line in _logical_lines(text):
        if len(line.strip()) < SHORT:
            continue
        joined, origins = _joined(line, start)
        for first, end in secret_spans(joined):
            yield origins[first], origins[end - 1] + 1
    for form in FORMS:
        yield from (match.span(1) for match in form.finditer(text))
    for key in PRIVATE_KEY.finditer(text):
        yield from (word.span() for word in re.compile(r"\S+").finditer(text, *key.span(1)))
    yield from _blocks(text)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its offset; lines that end in a backslash are joined with the next one."""
    for match in re.finditer(r"(?:[^\n\\]+|\\.|\\\n|\\)+", text):
        yield match.start(), match.group()


def _joined(line: str, start: int) -> tuple[str, Sequence[int]]:
    """A logical line with one space for each line end, and the offset in the file of each of its characters."""
    if "\n" not in line:
        return line, range(start, start + len(line))
    characters, origins, at = [], [], 0
    for match in CONTINUATION.finditer(line):
        characters += [line[at : match.start()], " "]
        origins += [*range(start + at, start + match.start()), start + match.start()]
        at = match.end()
    return "".join([*characters, line[at:]]), [*origins, *range(start + at, start + len(line))]


def _blocks(text: str) -> Iterator[Span]:
    """The values of a Kubernetes Secret, and those on the lines below a key."""
    if not BLOCK.search(text):
        return
    in_secret = bool(SECRET_KIND.search(text))
    depth, only_values, offset = -1, False, 0
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" \t"))
        if line.strip() and indent <= depth:
            depth = -1
        if depth >= 0 and line.strip():
            key = KEY.match(line) if only_values else None
            begin = key.end() if key is not None else 0
            if not (only_values and line.rstrip().endswith(":")):
                yield offset + begin, offset + len(line)
        elif depth < 0:
            data = SECRET_DATA.match(line) if in_secret else None
            block = BLOCK_KEY.match(line)
            if data is not None:
                depth, only_values = indent, True
                yield offset + data.start(2), offset + len(line)
            elif block is not None:
                depth, only_values = indent, False
        offset += len(line) + 1


def _trimmed(text: str, span: Span) -> Span:
    """A place without surrounding quotes and spaces; empty if what it holds is no secret."""
    start, end = span
    is_call = CALL.match(text, start, end) is not None
    while start < end and text[start] in " \t\r\n\"'\\":
        start += 1
    while start < end and text[end - 1] in " \t\r\n\"'\\":
        end -= 1
    value = text[start:end]
    rest = REFERENCE.sub("", value)
    if is_call or NO_SECRET.fullmatch(value) or (rest != value and (not rest.strip("\"'") or USER.fullmatch(rest))):
        return start, start
    return start, end
