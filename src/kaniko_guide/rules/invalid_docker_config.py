"""A `config.json` that a script writes with quotes that Groovy or the shell removes, so that it is no JSON.

Judged are `echo` and `printf` with the text on their command line; the content of files and variables is not known.
"""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules import undefined_groovy_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Script, Word
    from kaniko_guide.text import Text

WRITTEN = Message(
    "written",
    Bilingual(
        zh="写进 `{path}` 的内容以 `{content}` 开头，不是 JSON。",
        en="What is written to `{path}` begins with `{content}`, which is no JSON.",
    ),
    Bilingual(
        zh=(
            '用单引号包住 JSON：`printf \'{{"auths": {{"%s": {{"auth": "%s"}}}}}}\' "$HOST" "$AUTH"`；在 '
            'Groovy 的单引号字符串里 `\\"` 写成 `\\\\"`。'
        ),
        en=(
            'Put the JSON in single quotes: `printf \'{{"auths": {{"%s": {{"auth": "%s"}}}}}}\' "$HOST" '
            '"$AUTH"`; in a string of Groovy write `\\"` as `\\\\"`.'
        ),
    ),
)
INTERPOLATED = Message(
    "interpolated",
    Bilingual(
        zh="Groovy 先把 `{found}` 换成 JSON，shell 再去掉其中的引号，`{path}` 里就不是 JSON。",
        en=("Groovy replaces `{found}` by the JSON, then the shell removes its quotes; `{path}` is no JSON."),
    ),
    Bilingual(
        zh="脚本用单引号，写成 `printf '%s' \"$变量\"`，变量用 `withCredentials` 或 `environment` 传入。",
        en=(
            "Put the script in single quotes and write `printf '%s' \"$VARIABLE\"`, with the variable from "
            "`withCredentials` or `environment`."
        ),
    ),
)

RULE = Rule(
    name="invalid-docker-config",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(
        zh="写出的 `config.json` 不是 JSON",
        en="`config.json` that is no JSON",
    ),
    why=Bilingual(
        zh=(
            '引号经过两层：Groovy 把 `\\"` 变成 `"`，shell 再去掉引号。写出的文件里键没有引号，executor '
            "报 `parsing config file …` 并退出，或者没有凭据。"
        ),
        en=(
            'Quotes pass two layers: Groovy turns `\\"` into `"`, and the shell removes quotes. The keys '
            "in the file then have no quotes; the executor fails with `parsing config file …`, or has no "
            "credentials."
        ),
    ),
    messages=(WRITTEN, INTERPOLATED),
    source=(
        "run b2-push-config-broken-json, both executors; Groovy documentation, Escaping special "
        "characters; POSIX, 2.2 Quoting"
    ),
)


_NAMES = ("config.json", ".dockerconfigjson")
_OPTION = lazy.pattern(r"-[neE]+")
_FORMAT = lazy.pattern(r"%[sb](?:\\n|\n)?")
_EXPANSION = lazy.pattern(r"\$\{[^{}]*\}|\$[A-Za-z_]\w*|\$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|`[^`]*`|%[a-z]")
_ESCAPES = {"\\n": "\n", "\\t": "\t", '\\"': '"', "\\\\": "\\"}
_SHOWN = len("auths':{")
"""The number of characters from `auths` on that the message shows; what follows may be a secret."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the text that is written, unless the step already fails at a variable in it."""
    interpolated: list[Finding] = []
    for script in project.scripts:
        for command, following in zip_longest(script.commands, script.commands[1:]):
            target = _written_file(command) or _file_of_tee(script, command, following)
            words = _written_words(command) if target is not None else []
            if target is None or not words:
                continue
            content = _content(command, words)
            if content is not None:
                if _is_broken(content):
                    shown = content[: content.index("auths") + _SHOWN] + "…"
                    yield RULE.finding(words[0].text, WRITTEN, path=target.value, content=shown)
                continue
            found = _interpolated_json(script, words)
            if found is not None:
                finding = RULE.finding(found, INTERPOLATED, found=found, path=target.value)
                interpolated.append(replace(finding, severity=Severity.WARNING))
    if interpolated:
        failing = {(entry.path, entry.line, entry.column) for entry in undefined_groovy_variable.check(project)}
        yield from (entry for entry in interpolated if (entry.path, entry.line, entry.column) not in failing)


def _written_file(command: Command) -> Word | None:
    """The Docker configuration that a command writes, if it does."""
    if program_name(command) not in {"echo", "printf"}:
        return None
    targets = [entry.target for entry in command.redirections if ">" in entry.operator]
    return next((word for word in targets if word.value.rpartition("/")[2] in _NAMES), None)


def _file_of_tee(script: Script, command: Command, following: Command | None) -> Word | None:
    """The Docker configuration that `tee` writes, if a command's output is piped to it."""
    if following is None or program_name(following) != "tee" or program_name(command) not in {"echo", "printf"}:
        return None
    start, source = command.text.origin(len(command.text)), command.text.source.text
    between = source[start : following.text.origin(0)]
    words = [word for word in following.words[1:] if word.value.rpartition("/")[2] in _NAMES]
    return words[0] if words and between.strip() == "|" and script.text.source == command.text.source else None


def _written_words(command: Command) -> list[Word]:
    words = list(command.words[1:])
    while words and program_name(command) == "echo" and _OPTION.fullmatch(words[0].value):
        words.pop(0)
    if program_name(command) == "printf" and len(words) == len(("%s", "text")) and _FORMAT.fullmatch(words[0].value):
        return words[1:]
    return words[:1] if program_name(command) == "printf" else words


def _content(command: Command, words: list[Word]) -> str | None:
    """What a command writes if the text on its command line is meant to be JSON; None if it is not."""
    value = " ".join(word.value for word in words)
    if "auths" not in value or not value.lstrip().startswith("{"):
        return None
    if program_name(command) == "printf":
        for escape, character in _ESCAPES.items():
            value = value.replace(escape, character)
    return value


def _is_broken(content: str) -> bool:
    """Whether a text is no JSON, whatever its expansions become."""
    if set("$`") & set(_EXPANSION.sub("", content)):
        return False
    return not any(_is_json(_EXPANSION.sub(value, content)) for value in ("x", '"x"', "{}", '"x": {}', ""))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _interpolated_json(script: Script, words: list[Word]) -> Text | None:
    """An interpolation of Groovy that is the whole of what is written, and not in single quotes of the shell."""
    if script.step is None or script.step.exact or len(words) != 1:
        return None
    text = words[0].text
    inner = text.cut(1, len(text) - 1) if text.value[:1] == text.value[-1:] == '"' else text
    if _VARIABLE.fullmatch(inner.value) is None:
        return None
    before = inner.source.text[inner.origin(0) - 1 : inner.origin(0)]
    return None if before == "\\" else inner


_VARIABLE = lazy.pattern(r"\$\{(?:env\.|params\.)?[A-Za-z_]\w*\}|\$[A-Za-z_]\w*")
