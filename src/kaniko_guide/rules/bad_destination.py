"""Destinations that are not valid image references: with a scheme, upper case, a comma, an empty or invalid tag.

The executor's error for each case is recorded (runs f1, f2, f3, f5, f6 and p2); references are parsed by
docker-image-py. A variable is assumed to have a value that is valid in its position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docker_image import digest, reference

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Flag

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


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid destination."""
    for call in project.executor_calls:
        for flag in call.flags:
            if flag.name in {"--destination", "-d"} and call.subcommand in {None, "push"}:
                message, scheme = _message(flag)
                if message is not None:
                    yield RULE.finding(flag.value_text or flag.text, message, value=flag.value or "", scheme=scheme)


def _message(flag: Flag) -> tuple[Message | None, str]:
    """The message for an invalid destination, None for a valid one, and its scheme."""
    value = fill_variables(flag.value or "")
    scheme, separator, _ = value.partition("://")
    message: Message | None = None
    if not value:
        message = EMPTY
    elif "{{" in value or "<" in value or not value.isascii() or _is_reference(value):
        message = None
    elif separator:
        message = SCHEME
    elif "," in value:
        message = COMMA
    elif value.endswith(":"):
        message = EMPTY_TAG
    else:
        message = UPPER_CASE if _is_reference(value.lower()) else ILLEGAL_CHARACTER
    return message, scheme


def _is_reference(value: str) -> bool:
    try:
        reference.Reference.parse(value)
    except (reference.InvalidReference, digest.InvalidDigest):
        return False
    return True


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
