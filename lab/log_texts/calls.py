"""Lists the texts that calls in Java, Groovy or C sources can print, and those of `Messages.properties`.

Each text is one line of the output: text, file:line and call, separated by tabs. Parts that are no literal are `%s`.

    python -m lab.log_texts.calls --root SOURCES --call 'Exception|println' PATH…
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

JAVA_CALLS = (
    r"new \w*(?:Exception|Error|Interruption|Cause|Message)|super"
    r"|\w*(?:println|printf|fatalError|error|warning|severe|info|log|warn|abort|format|appendTo\w*)"
)
"""Calls that raise an error or print a line in Java and Groovy."""

_SUFFIXES = (".java", ".groovy", ".c", ".cc", ".h", ".js")
_COMMENT_OR_STRING = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"\"\".*?\"\"\"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`[^`]*`", re.DOTALL
)
_STRING = re.compile(r"^(\"\"\"|\"|'|`)(.*)\1$", re.DOTALL)
_PLACEHOLDER = re.compile(r"%(?:\d+\$)?[-+#0-9.*]*(?:l|ll|z|h|PRI\w*)?[a-zA-Z]|\{\d*(?:,[^}]*)?\}|\$\{[^}]*\}")
_LEVEL = re.compile(r"^\s*(?:Level\.)?(FINEST|FINER|FINE|CONFIG|INFO|WARNING|SEVERE|RPMLOG_[A-Z]+)\s*$")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ESCAPES = {"n": "\n", "t": " ", "r": ""}


class Text(NamedTuple):
    """A text that a call can print.

    Attributes:
        text: on one line; parts that are no literal are `%s`.
        place: path below the root and line.
        call: name of the call, with its log level if it names one, or the key of a property.
    """

    text: str
    place: str
    call: str


class _Token(NamedTuple):
    text: str | None
    start: int
    end: int


def texts(root: Path, paths: Sequence[Path], call: str) -> Iterator[Text]:
    """List the texts of the sources below some paths.

    Args:
        root: the sources' directory, relative to which places are given.
        paths: files, or directories of which all sources are read.
        call: a regular expression for the names of calls.
    """
    for path in paths:
        for source in sorted(path.rglob("*")) if path.is_dir() else (path,):
            if not source.is_file():
                continue
            name = source.relative_to(root).as_posix()
            if source.suffix in _SUFFIXES:
                yield from _calls(source.read_text("utf-8", "replace"), name, re.compile(rf"\b({call})\s*\("))
            elif source.name == "Messages.properties":
                yield from _properties(source.read_text("utf-8", "replace"), name)


def _calls(source: str, name: str, call: re.Pattern[str]) -> Iterator[Text]:
    tokens = [_Token(_content(match[0]), match.start(), match.end()) for match in _COMMENT_OR_STRING.finditer(source)]
    code = list(source)
    for token in tokens:
        code[token.start : token.end] = " " * (token.end - token.start)
    blanked = "".join(code)
    strings = [token for token in tokens if token.text is not None]
    for match in call.finditer(blanked):
        level = ""
        for start, end in _arguments(blanked, match.end()):
            level = level or "".join(_LEVEL.findall(blanked[start:end])[:1])
            text = _argument(blanked, start, end, [token for token in strings if start <= token.start < end])
            if text is not None:
                line = source.count("\n", 0, match.start()) + 1
                yield Text(text, f"{name}:{line}", f"{match[1]} {level}".strip())


def _content(token: str) -> str | None:
    string = _STRING.match(token)
    if string is None:
        return None
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), string[2], flags=re.DOTALL)


def _arguments(code: str, start: int) -> Iterator[tuple[int, int]]:
    depth = 0
    first = start
    for position in range(start, min(len(code), start + 4000)):
        character = code[position]
        if character in "([{":
            depth += 1
        elif character in ")]}":
            if depth == 0:
                yield first, position
                return
            depth -= 1
        elif character == "," and depth == 0:
            yield first, position
            first = position + 1


def _argument(code: str, start: int, end: int, strings: list[_Token]) -> str | None:
    parts: list[str] = []
    position = start
    for token in strings:
        between = code[position : token.start]
        if re.search(r"\w", between) if parts else "+" in between:
            parts.append("%s")
        parts.append(token.text or "")
        position = token.end
    if not parts:
        return None
    if "+" in code[position:end]:
        parts.append("%s")
    text = _PLACEHOLDER.sub("%s", "".join(parts))
    text = re.sub(r"(?:%s)+", "%s", " ".join(text.split()))
    return text if len(re.findall(r"[^\W\d_]{2,}", text.replace("%s", ""))) > 1 else None


def _properties(source: str, name: str) -> Iterator[Text]:
    line = 1
    for entry in re.split(r"(?<!\\)\n", source):
        match = re.match(r"\s*([\w.$-]+)\s*[=:]\s*(.*)", entry, re.DOTALL)
        if match and not entry.lstrip().startswith("#"):
            text = _UNICODE.sub(lambda escape: chr(int(escape[1], 16)), re.sub(r"\\\n\s*", "", match[2]))
            text = text.replace("''", "'").replace("\\n", " ").replace("\\", "")
            yield Text(" ".join(_PLACEHOLDER.sub("%s", text).split()), f"{name}:{line}", match[1])
        line += entry.count("\n") + 1


def main() -> None:
    """Print the texts of the given paths."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--root", type=Path, required=True, help="directory of the sources")
    parser.add_argument("--call", default=JAVA_CALLS, help="regular expression for the names of calls")
    parser.add_argument("paths", type=Path, nargs="+")
    options = parser.parse_args()
    for text in texts(options.root, [options.root / path for path in options.paths], options.call):
        sys.stdout.write("\t".join(text) + "\n")


if __name__ == "__main__":
    main()
