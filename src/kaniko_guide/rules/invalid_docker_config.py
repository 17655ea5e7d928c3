"""A `config.json` that is no JSON, or that has no credentials: written by a script, or in a Secret.

Judged are `echo` and `printf` with the text on their command line, and the data of registry secrets in YAML; the
content of files and variables is not known.
"""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import secret_data
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.analysis.pods import DOCKER_CONFIG_TYPE
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Manifest, Script, Word
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
NOT_JSON = Message(
    "not-json",
    Bilingual(
        zh="`{section}` 里 `{key}` 的内容不是 JSON 对象，API Server 会拒绝这个 Secret。",
        en="The content of `{key}` in `{section}` is no JSON object; the API server refuses this Secret.",
    ),
    Bilingual(
        zh='内容写成 `{{"auths": {{"主机": {{"auth": "…"}}}}}}`：在 `stringData` 里写原文，在 `data` 里只编码一次。',
        en=('Write `{{"auths": {{"HOST": {{"auth": "…"}}}}}}`: as it is in `stringData`, and encoded once in `data`.'),
    ),
)
NO_AUTHS = Message(
    "no-auths",
    Bilingual(
        zh="`{section}` 里 `{key}` 的内容没有 `auths`，里面的凭据都不会用到。",
        en="The content of `{key}` in `{section}` has no `auths`; no credential in it is used.",
    ),
    Bilingual(
        zh='在外面加一层：`{{"auths": {{"主机": {{…}}}}}}`。', en='Put it into `{{"auths": {{"HOST": {{…}}}}}}`.'
    ),
)
NO_BASE64 = Message(
    "auth",
    Bilingual(
        zh="`{key}` 里 `{host}` 的 `auth` 不是 `用户名:密码` 的 base64，executor 会报错。",
        en="The `auth` of `{host}` in `{key}` is no base64 of `USER:PASSWORD`; the executor fails with it.",
    ),
    Bilingual(
        zh="写 `printf '%s:%s' 用户名 密码 | base64` 的输出，或者只写 `username` 和 `password`。",
        en="Write the output of `printf '%s:%s' USER PASSWORD | base64`, or only `username` and `password`.",
    ),
)

RULE = Rule(
    name="invalid-docker-config",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(
        zh="无效的 `config.json`",
        en="Invalid `config.json`",
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
    messages=(WRITTEN, INTERPOLATED, NOT_JSON, NO_AUTHS, NO_BASE64),
    source=(
        "run b2-push-config-broken-json, both executors; Groovy documentation, Escaping special "
        "characters; POSIX, 2.2 Quoting; Kubernetes 1.37.2, pkg/apis/core/validation, ValidateSecret; "
        "docker/cli, cli/config/configfile/file.go, decodeAuth"
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
    """Yields a finding at the text that is written."""
    for manifest in project.manifests:
        if secret_data.type_of(manifest) == DOCKER_CONFIG_TYPE:
            yield from _of_secret(manifest)
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
                yield replace(finding, severity=Severity.WARNING)


def _of_secret(manifest: Manifest) -> Iterator[Finding]:
    """Yields a finding at the key of a registry secret whose content is not what Kubernetes or the executor reads."""
    for entry in secret_data.entries(manifest):
        if entry.name != ".dockerconfigjson" or entry.content is None:
            continue
        config = _object(entry.content)
        if config is None:
            yield RULE.finding(entry.where, NOT_JSON, section=entry.section, key=entry.name)
        elif config and not {"auths", "credHelpers", "credsStore"} & config.keys():
            yield RULE.finding(entry.where, NO_AUTHS, section=entry.section, key=entry.name)
        auths = config.get("auths") if config is not None else None
        for host, values in auths.items() if isinstance(auths, dict) else ():
            auth = values.get("auth") if isinstance(values, dict) else None
            if isinstance(auth, str) and auth and not _is_credential(auth):
                yield RULE.finding(entry.where, NO_BASE64, key=entry.name, host=host)


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _is_credential(auth: str) -> bool:
    """Whether the executor can read the field `auth`; a placeholder may be replaced by what it can read."""
    content = secret_data.decoded(auth)
    return secret_data.is_placeholder(auth) or (content is not None and content.find(b":") > 0)


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
