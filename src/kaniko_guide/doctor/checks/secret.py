"""The Secrets that pods mount or read variables from.

The server prints name, type and the number of keys. No value is asked for; all keys are known if
`credential` reads the Secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import DOCKER_CONFIG_TYPE
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import answer_to, invalid_name, unanswered, why_unanswered
from kaniko_guide.doctor.checks.credential import values_of
from kaniko_guide.doctor.model import Check, Message, Right, Status
from kaniko_guide.doctor.questions import Resource
from kaniko_guide.doctor.target import CONFIG_FILE, DOCKER_CONFIG_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.kubectl import Answer
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Reference, Target

KEYS_OF_TYPES = {DOCKER_CONFIG_TYPE: DOCKER_CONFIG_KEY, "kubernetes.io/dockercfg": ".dockercfg"}
"""By type: the key that the server requires."""

_HEADINGS = ["NAME", "TYPE", "DATA", "AGE"]

MISSING = Message(
    Status.FAILED,
    Bilingual("命名空间 `{namespace}` 里没有 Secret `{name}`。", "The namespace `{namespace}` has no Secret `{name}`."),
    Bilingual(
        "核对名字；名字没错，就照前置条件创建它。",
        "Check the name; if it is right, create the Secret as the page says.",
    ),
    command="sh create-secret.sh",
)
KEY_MISSING = Message(
    Status.FAILED,
    Bilingual(
        "Secret `{name}` 里没有键 `{key}`：它的类型是 `{type}`，只有 `{found}`。",
        "The Secret `{name}` has no key `{key}`: its type is `{type}`, and it only has `{found}`.",
    ),
    Bilingual(
        "把 `items` 的 `key` 改成 `{found}`，`path` 是 `config.json`。",
        "Set `key` of `items` to `{found}`, and `path` to `config.json`.",
    ),
    command="kubectl get secret {name} --namespace={namespace}",
    page="agent.md#secret-missing",
)
NOT_RENAMED = Message(
    Status.FAILED,
    Bilingual(
        "Secret `{name}` 里的键是 `{found}`，没有挂载成 `config.json`，executor 不会读取它。",
        "The key of the Secret `{name}` is `{found}`, not mounted as `config.json`: the executor does not read it.",
    ),
    Bilingual(
        "在卷的 `secret` 下加上 `items`：`key: .dockerconfigjson`，`path: config.json`。",
        "Add `items` below `secret` of the volume, with `key: .dockerconfigjson` and `path: config.json`.",
    ),
    command="kaniko-guide rules secret-not-renamed",
    page="rules/secret-not-renamed.md",
)
KEYS_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual(
        "Secret `{name}` 存在；它的类型是 `{type}`，看不出有没有{keys}。",
        "The Secret `{name}` exists; as its type is `{type}`, it is not known whether it has {keys}.",
    ),
    Bilingual("用下面的命令看它有哪些键（只显示大小）。", "The command lists its keys (with sizes only)."),
    command="kubectl describe secret {name} --namespace={namespace}",
)
NAME_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual(
        "Secret 的名字 `{name}` 运行时才知道，没有检查。",
        "The name of the Secret, `{name}`, is only known at run time; it was not checked.",
    ),
)
THERE = Message(
    Status.PASSED,
    Bilingual("Secret `{name}` 存在，类型是 `{type}`。", "The Secret `{name}` exists; its type is `{type}`."),
)
INVALID_NAME = invalid_name("Secret")
UNANSWERED = unanswered(Bilingual("有没有 Secret `{name}`", "Whether the Secret `{name}` exists"))

CHECK = Check(
    name="secret",
    title=Bilingual("Secret", "Secrets"),
    page="prerequisites.md#secret",
    messages=(MISSING, KEY_MISSING, NOT_RENAMED, KEYS_UNKNOWN, NAME_UNKNOWN, INVALID_NAME, THERE, *UNANSWERED),
    is_essential=True,
    needs=("namespace",),
    rights=(Right("", "secrets", "get"),),
)


class Row(Data, frozen=True):
    """What the server prints of a Secret."""

    type: str
    keys: int


def questions(target: Target, _answers: Answers) -> Iterator[Question]:
    """Yields a question for each Secret whose name is known."""
    for reference in _references(target):
        if reference.is_known:
            yield ask.table(Resource.SECRET, reference.name, target.namespace)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for each use of a Secret."""
    for reference in _references(target):
        where = reference.where
        words: dict[str, object] = {"name": reference.name, "namespace": target.namespace}
        if not reference.is_known:
            if not (reference.is_invalid and reference.optional):
                message = INVALID_NAME if reference.is_invalid else NAME_UNKNOWN
                yield CHECK.outcome(message, words, where=where)
            continue
        answer = answer_to(answers, ask.table(Resource.SECRET, reference.name, target.namespace))
        row = row_of(answer)
        if answer.is_missing and reference.optional:
            continue
        if answer.is_missing:
            yield CHECK.outcome(MISSING, words, answer=answer.sentence, where=where)
        elif row is None:
            yield CHECK.outcome(why_unanswered(UNANSWERED, answer), words, answer=answer.sentence, where=where)
        else:
            values = values_of(answer_to(answers, ask.read_secret(reference.name, target.namespace)))
            yield _judge_keys(reference, row, None if values is None else set(values), words)


def row_of(answer: Answer) -> Row | None:
    """The line that the server printed of a Secret; None if it is not understood."""
    lines = [line.split() for line in answer.output.splitlines() if line.strip()]
    if not answer.is_given or len(lines) != 2 or lines[0] != _HEADINGS or len(lines[1]) != len(_HEADINGS):  # noqa: PLR2004
        return None
    _, kind, keys, _ = lines[1]
    return Row(kind, int(keys)) if keys.isdecimal() else None


def _judge_keys(reference: Reference, row: Row, known: set[str] | None, words: dict[str, object]) -> Outcome:
    """The outcome for a Secret that is there.

    Args:
        reference: its use.
        row: what the server prints of it.
        known: all its keys; None if they were not read.
        words: for the messages.
    """
    words |= {"type": row.type}
    key = KEYS_OF_TYPES.get(row.type)
    keys = known if known is not None else {key} if key is not None else set()
    is_all = known is not None or (key is not None and row.keys == 1)
    wanted = (CONFIG_FILE,) if reference.docker_config and reference.files is None else reference.keys
    listed = "`, `".join(sorted(keys)) or "–"
    if reference.docker_config and reference.files and CONFIG_FILE not in {path for _, path in reference.files}:
        return CHECK.outcome(NOT_RENAMED, words | {"found": reference.files[0][0]}, where=reference.where)
    absent = [name for name in wanted if name not in keys]
    if not absent or (is_all and reference.optional):
        return CHECK.outcome(THERE, words)
    if not is_all:
        unsure = ", ".join(f"`{name}`" for name in absent)
        return CHECK.outcome(KEYS_UNKNOWN, words | {"keys": unsure}, where=reference.where)
    not_renamed = reference.files is None and reference.docker_config and DOCKER_CONFIG_KEY in keys
    message = NOT_RENAMED if not_renamed else KEY_MISSING
    return CHECK.outcome(message, words | {"key": absent[0], "found": listed}, where=reference.where)


def _references(target: Target) -> list[Reference]:
    """The uses of Secrets, each once."""
    found: dict[tuple[object, ...], Reference] = {}
    for pod in target.pods:
        for entry in pod.secrets:
            found.setdefault((entry.name, entry.keys, entry.optional, entry.docker_config, entry.files), entry)
    return list(found.values())
