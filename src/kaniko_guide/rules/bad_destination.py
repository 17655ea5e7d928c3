"""Destinations that are not valid image references: with a scheme, upper case, a comma, an empty or invalid tag.

The executor's error for each case is recorded (runs f1, f2, f3, f5, f6 and p2); references are parsed by
docker-image-py. A variable is assumed to have a value that is valid in its position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.analysis.environment_constants import constant_variables, with_constants
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import image_references
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Flag
    from kaniko_guide.text import Text

HELP = Bilingual(
    zh=("写成 `ccr.ccs.tencentyun.com/nms4cloud/myapp:12` 这种形式；要推送到多个地址，就重复写 `--destination`。"),
    en=(
        "Write it like `ccr.ccs.tencentyun.com/nms4cloud/myapp:12`; repeat `--destination` for more than "
        "one destination."
    ),
)
EMPTY = Message(
    "empty",
    Bilingual(
        zh="`{value}` 不是合法的推送目标：值为空，executor 会报 `a repository name must be specified`。",
        en=(
            "`{value}` is not a valid destination: it is empty, and the executor fails with `a repository "
            "name must be specified`."
        ),
    ),
    HELP,
)
SCHEME = Message(
    "scheme",
    Bilingual(
        zh="`{value}` 不是合法的推送目标：不能带 `{scheme}://`，executor 会把 `{scheme}` 当成主机名。",
        en=(
            "`{value}` is not a valid destination: because of the `{scheme}://` prefix the executor takes "
            "`{scheme}` for the host."
        ),
    ),
    HELP,
)
COMMA = Message(
    "comma",
    Bilingual(
        zh="`{value}` 不是合法的推送目标：不能用逗号分隔多个目标。",
        en="`{value}` is not a valid destination: destinations cannot be separated by a comma.",
    ),
    HELP,
)
EMPTY_TAG = Message(
    "empty-tag",
    Bilingual(
        zh="`{value}` 不是合法的推送目标：冒号后面没有标签；v1.28.3 会拒绝，v1.24.0 会推送为 `latest`。",
        en=(
            "`{value}` is not a valid destination: the tag after the colon is missing; v1.28.3 rejects it "
            "and v1.24.0 pushes `latest`."
        ),
    ),
    HELP,
)
UPPER_CASE = Message(
    "upper-case",
    Bilingual(
        zh="`{value}` 不是合法的推送目标：镜像名只能用小写字母。",
        en="`{value}` is not a valid destination: image names must be lower case.",
    ),
    HELP,
)
ILLEGAL_CHARACTER = Message(
    "illegal-character",
    Bilingual(
        zh="`{value}` 不是合法的推送目标：镜像名或标签含有不允许的字符，例如标签里的 `/`。",
        en=(
            "`{value}` is not a valid destination: the name or tag contains a character that is not allowed, "
            "such as `/` in the tag."
        ),
    ),
    HELP,
)

RULE = Rule(
    name="bad-destination",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="无效的 `--destination`", en="Invalid `--destination`"),
    why=Bilingual(
        zh=(
            "`--destination` 写成 `仓库地址/命名空间/镜像:标签` 这样的镜像地址。带 `https://`、用大写字母、或用逗号写两个"
            "地址，executor 都会报错退出。不跳过推送权限的检查时，报错是 `error checking push permissions…`，容易误"
            "以为是凭据有问题。"
        ),
        en=(
            "`--destination` is an image reference such as `registry/namespace/image:tag`. With `https://`, "
            "upper-case letters or two names separated by a comma, the executor fails. Unless the push permission "
            "check is skipped, the error is `error checking push permissions…`, which looks like a problem of the "
            "credentials."
        ),
    ),
    messages=(EMPTY, SCHEME, COMMA, EMPTY_TAG, UPPER_CASE, ILLEGAL_CHARACTER),
    source="runs f1, f2, f3, f5, f6 and p2, both executors",
)


_REPLACING_PROGRAMS = frozenset({"awk", "envsubst", "perl", "sed", "yq"})
_SECURE = "https://"
_BRACED = lazy.pattern(r"\{[A-Z][A-Z0-9_]*\}")
"""A placeholder of a manifest; in a script the shell passes it on as it is."""


_IN_CAPITALS = lazy.pattern(r"[A-Z][A-Z0-9_]*(?:/[A-Z][A-Z0-9_-]*)+(?::[A-Z][A-Z0-9_-]*)?")
"""Placeholders only, as in `REGISTRY/IMAGE:TAG`: no registry is written so."""

_OF_NAMES = (UPPER_CASE, ILLEGAL_CHARACTER)
"""Messages that do not depend on how the value is quoted."""

_MARKER = lazy.pattern(
    r"__[A-Za-z][A-Za-z0-9_]*__|@@?[A-Za-z][A-Za-z0-9_]*@@?|%%[A-Za-z][A-Za-z0-9_]*%%|[A-Z][A-Z0-9_]{2,}"
)
"""What a script may replace: `__IMAGE__`, `@IMAGE@`, `IMAGE_TAG`."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid destination."""
    replaced = frozenset(_replaced_words(project))
    constants = {pipeline.text.source.path: constant_variables(pipeline) for pipeline in project.jenkinsfiles}
    for call in project.executor_calls:
        for flag in call.flags:
            if flag.name in {"--destination", "-d"} and call.subcommand in {None, "push"}:
                is_template = call.script is None and _BRACED.search(flag.value or "") is not None
                is_in_file = call.step is None and not replaced.isdisjoint(_MARKER.findall(flag.value or ""))
                if is_template or is_in_file or _IN_CAPITALS.fullmatch(flag.value or ""):
                    continue
                message, scheme = _message(flag.value or "")
                where, value = flag.value_text or flag.text, flag.value or ""
                resolved = _resolved(flag, constants) if message is None and call.step is not None else None
                if resolved is not None and _message(resolved)[0] in _OF_NAMES:
                    yield RULE.finding(flag.value_text or flag.text, _message(resolved)[0], value=resolved, scheme="")
                if message is None or (message is EMPTY_TAG and _continues(where)):
                    continue
                fix = _without_scheme(where, value) if message is SCHEME else None
                yield RULE.finding(where, message, fix=fix, value=value, scheme=scheme)
                if message is SCHEME and _has_upper_case(value):
                    yield RULE.finding(where, UPPER_CASE, value=value, scheme=scheme)


def _replaced_words(project: Project) -> Iterator[str]:
    """The words that the scripts' `sed`, `envsubst` and the like name, which may be placeholders in another file."""
    for command in all_commands(project):
        if program_name(command) in _REPLACING_PROGRAMS:
            for word in command.words[1:]:
                yield from _MARKER.findall(word.value)


def _resolved(flag: Flag, constants: Mapping[str, Mapping[str, str]]) -> str | None:
    """The value of a destination with the constants of the pipeline's `environment`; None if it names none of them."""
    value = flag.value or ""
    resolved = with_constants(value, constants.get(flag.text.source.path, {}))
    return resolved if resolved != value else None


def _message(value: str) -> tuple[Message | None, str]:
    """The message for an invalid destination, None for a valid one, and its scheme."""
    value = fill_variables(value)
    scheme, separator, _ = value.partition("://")
    message: Message | None = None
    if not value:
        message = EMPTY
    elif "{{" in value or "<" in value or not value.isascii() or image_references.is_valid(value):
        message = None
    elif separator:
        message = SCHEME
    elif "," in value:
        message = COMMA
    elif value.endswith(":"):
        message = EMPTY_TAG
    else:
        message = UPPER_CASE if image_references.is_valid(value.lower()) else ILLEGAL_CHARACTER
    return message, scheme


def _continues(where: Text) -> bool:
    """Whether an expansion follows that no shell has, as in `a/b:${env.TAG}`, so that the word is not read whole."""
    end = where.origin(len(where))
    return where.source.text[end : end + 1] == "$"


def _without_scheme(where: Text, value: str) -> Fix | None:
    """The fix that deletes `https://`, which a registry is reached with anyway; the rest must be a valid reference."""
    rest = value.removeprefix(_SECURE)
    at = where.value.find(_SECURE)
    is_address_of_api = any(part in rest for part in ("/v1/", "/v2/"))
    if rest == value or at not in {0, 1} or is_address_of_api or not image_references.is_valid(fill_variables(rest)):
        return None
    return replacement(where, _SECURE, "", at)


def _has_upper_case(value: str) -> bool:
    """Whether an address with a scheme is still invalid without it, because of capitals."""
    rest = fill_variables(value).partition("://")[2]
    return not image_references.is_valid(rest) and image_references.is_valid(rest.lower())


def fill_variables(value: str) -> str:
    """Replaces each `${…}`, `$(…)`, `$NAME` and backquoted command by 1, which is valid anywhere in a reference."""
    filled: list[str] = []
    at = 0
    while at < len(value):
        end = _variable_end(value, at)
        filled.append(value[at] if end == at else "1")
        at = max(end, at + 1)
    return "".join(filled)


def _variable_end(value: str, at: int) -> int:
    """The end of the variable that begins at `at`, or `at` if there is none."""
    if value[at] == "`":
        return value.find("`", at + 1) + 1 or len(value)
    if value[at] != "$" or at + 1 == len(value):
        return at
    opening = value[at + 1]
    if opening in "{(":
        return _closing_offset(value, at + 1, opening, "}" if opening == "{" else ")")
    end = at + 1
    while end < len(value) and (value[end].isalnum() or value[end] == "_"):
        end += 1
    return end if end > at + 1 else at + 2


def _closing_offset(value: str, at: int, opening: str, closing: str) -> int:
    depth = 0
    for end in range(at, len(value)):
        depth += (value[end] == opening) - (value[end] == closing)
        if depth == 0:
            return end + 1
    return len(value)
