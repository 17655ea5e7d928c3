"""Checks that each finding of ShellCheck in a Jenkinsfile is at the character that ShellCheck pointed at.

The characters at the finding are read from the Jenkinsfile and unescaped here, without the reader's positions, and then
compared with the text that ShellCheck got. `python -m lab.linter_positions FILE …` prints a line for each file with
steps: the path, the SHA-256 hash, and the numbers of `PositionCount`. `records/linter-positions.tsv` has those of
public files.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide.linters import lint, messages, shell_text, shellcheck
from kaniko_guide.sources import jenkinsfile
from kaniko_guide.sources.groovy.tokens import Group, String
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kaniko_guide.linters.messages import LinterMessage
    from kaniko_guide.linters.programs import Program
    from kaniko_guide.linters.shell_text import ShellText
    from kaniko_guide.sources.groovy.tokens import Item

CONTEXT = 12
"""How many characters before a finding are compared too."""

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
SIMPLE = re.compile(r"\\(?:u+([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|(\r?\n)|(.))", re.DOTALL)
"""An escape of a string in quotes: its code point, octal number, continued line, or character."""

REPLACED = re.compile(r"\$[$#!]")
"""What replaces a value in the first text that ShellCheck gets for a script."""


@dataclass(slots=True)
class PositionCount:
    """How many positions of a Jenkinsfile's findings are right.

    Attributes:
        steps: the steps that ShellCheck checked.
        findings: those reported.
        left_out: those left out, as they concern values of the run or have no position.
        wrong: each finding at another character than ShellCheck's, as `line:column code: here / there`.
    """

    steps: int = 0
    findings: int = 0
    left_out: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Literal:
    """Characters of a string of the Jenkinsfile, by their offsets, and its opening quotes."""

    start: int
    end: int
    quote: str


def check(source: Source, program: Program) -> PositionCount:
    """Check the positions of the findings in one Jenkinsfile."""
    pipeline = jenkinsfile.read(Text.canonical(source))
    code = pipeline.code
    literals = [literal for string in _strings(code.root.items) for literal in _literals(string, code.text)]
    count = PositionCount()
    for step in pipeline.steps:
        script = step.script
        if not lint.is_checked(script):
            continue
        inputs = shell_text.texts(script, "sh")
        outputs = [(given, shellcheck.run(program, given.text, in_step=True)) for given in inputs]
        whole = shellcheck.read(outputs)
        count.steps += 1
        count.left_out += len(whole.of_values) + len(whole.without_place)
        count.findings += len(whole.messages)
        placed = 0
        for comment, message in _placed_comments(outputs):
            placed += 1
            finding = messages.finding("shellcheck", message, script.text, in_step=True)
            offset = sum(len(line) + 1 for line in source.lines[: finding.line - 1]) + finding.column - 1
            difference = _difference(source.text, offset, literals, *_pointed(inputs[0].text, comment))
            if difference is not None:
                count.wrong.append(f"{finding.line}:{finding.column} {message.code}: {difference}")
        if placed != len(whole.messages):
            count.wrong.append(f"{len(whole.messages)} findings, {placed} found one by one")
    return count


def _placed_comments(
    outputs: Sequence[tuple[ShellText, bytes]],
) -> Iterator[tuple[Mapping[str, Any], LinterMessage]]:
    """Each comment of ShellCheck on the first text that becomes a finding, with its message."""
    (first, output), *others = outputs
    seen: set[tuple[str, int, int]] = set()
    for comment in json.loads(output)["comments"]:
        alone = json.dumps({"comments": [comment]}).encode()
        for message in shellcheck.read([(first, alone), *others]).messages:
            key = (message.code, message.start, message.end)
            if message.code == f"SC{comment['code']}" and key not in seen:
                seen.add(key)
                yield comment, message


def _pointed(text: str, comment: Mapping[str, Any]) -> tuple[str, str]:
    """The characters before those that a comment is on, after the last replaced value, and its own up to the first."""
    line = text.split("\n")[comment["line"] - 1]
    start, end = comment["column"] - 1, comment["endColumn"] - 1
    is_within = comment["endLine"] == comment["line"] and end > start
    before = REPLACED.split(line[:start])[-1].lstrip()[-CONTEXT:]
    return before, REPLACED.split(line[start : end if is_within else len(line)])[0]


def _difference(text: str, offset: int, literals: Sequence[_Literal], before: str, pointed: str) -> str | None:
    """How the characters of a Jenkinsfile differ from those that ShellCheck pointed at; None if they do not.

    Args:
        text: the Jenkinsfile.
        offset: of the finding.
        literals: its strings, inner ones first.
        before: the characters before those, of which the string may contain only the last ones.
        pointed: the characters that ShellCheck pointed at.
    """
    literal = next((each for each in literals if each.start <= offset < each.end), None)
    if literal is None:
        return "not in a string"
    here = unescape(text[offset : literal.end], literal.quote, len(pointed))
    earlier = unescape(text[literal.start : offset], literal.quote, offset).rpartition("\n")[2]
    same_context = earlier.endswith(before) or before.endswith(earlier)
    return None if here == pointed and same_context else f"{earlier[-CONTEXT:]!r} {here!r} / {before!r} {pointed!r}"


def unescape(text: str, quote: str, length: int) -> str:
    """The first characters of the content of a Groovy string, unescaped.

    Args:
        text: from the first character on, as written.
        quote: the quotes that open the string.
        length: how many unescaped characters to return; fewer if the text ends before.
    """
    characters: list[str] = []
    at = 0
    while at < len(text) and len(characters) < length:
        character, end = text[at], at + 1
        if text.startswith("\r\n", at):
            character, end = "\n", at + 2
        elif character == "\\" and quote in {"'", '"', "'''", '"""'}:
            found = SIMPLE.match(text, at)
            if found is not None:
                code_point, octal, newline, letter = found.groups()
                if code_point or octal:
                    character = chr(int(code_point, 16) if code_point else int(octal, 8))
                else:
                    character = "" if newline else ESCAPES.get(letter, letter)
                end = found.end()
        elif quote == "/" and text.startswith("\\/", at):
            character, end = "/", at + 2
        elif quote == "$/" and text[at : at + 2] in {"$$", "$/"}:
            character, end = text[at + 1], at + 2
        characters += [character] if character else []
        at = end
    return "".join(characters)


def _strings(items: Sequence[Item]) -> Iterator[String]:
    """The strings of a file, those inside others first."""
    for item in items:
        if isinstance(item, Group):
            yield from _strings(item.items)
        elif isinstance(item, String):
            for part in item.parts:
                if isinstance(part, Group):
                    yield from _strings(part.items)
            yield item


def _literals(string: String, code: Text) -> Iterator[_Literal]:
    """The characters of a string between its interpolations."""
    start = string.start + len(string.quote)
    for part in string.parts:
        if isinstance(part, Group):
            yield _Literal(code.origin(start), code.origin(part.start), string.quote)
            start = part.end
    yield _Literal(code.origin(start), code.origin(string.end - 1), string.quote)


def main(paths: Sequence[str]) -> int:
    """Print what `check` finds in files; the exit code is 1 if a position is wrong."""
    program = lint.installed()["shellcheck"]
    wrong = 0
    for path in map(Path, paths):
        count = check(Source.read(path), program)
        wrong += len(count.wrong)
        if count.steps:
            numbers = (count.steps, count.findings, count.findings - len(count.wrong), count.left_out)
            row = [path, hashlib.sha256(path.read_bytes()).hexdigest(), *numbers]
            sys.stdout.write("\t".join(map(str, row)) + "\n")
        sys.stderr.writelines(f"{path}:{problem}\n" for problem in count.wrong)
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
