"""The `config.json` in the Secret that the executor reads, if the user allows to read it: is there a login for a push?

Hosts are shown, nothing else of it.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from kaniko_guide.analysis.registry_credentials import HELPED_REGISTRIES, LOCAL_REGISTRIES
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import docker_config
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import answer_to, unanswered, why_unanswered
from kaniko_guide.doctor.docker_config import Match
from kaniko_guide.doctor.model import Check, Message, Right, Status
from kaniko_guide.doctor.target import CONFIG_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.docker_config import DockerConfig
    from kaniko_guide.doctor.kubectl import Answer
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Destination, Reference, Target
    from kaniko_guide.text import Text

INVALID = Message(
    Status.FAILED,
    Bilingual(
        "Secret `{name}` 里的 `config.json` 不是合法的 Docker 配置，executor 读不了。",
        "The `config.json` in the Secret `{name}` is no valid Docker configuration: the executor can't read it.",
    ),
    Bilingual("用指南的脚本替换这个 Secret。", "Replace the Secret with the guide's script."),
    command="sh replace.sh",
)
INVALID_LOGIN = Message(
    Status.FAILED,
    Bilingual(
        "Secret `{name}` 里，{hosts} 的 `auth` 不是 `用户:密码` 的 base64，executor 读不了整个文件。",
        "In the Secret `{name}`, the `auth` of {hosts} is no base64 of `user:password`: the executor can't "
        "read the file.",
    ),
    Bilingual("用指南的脚本替换这个 Secret。", "Replace the Secret with the guide's script."),
    command="sh replace.sh",
)
NO_LOGIN = Message(
    Status.FAILED,
    Bilingual(
        "Secret `{name}` 里没有 `{host}` 的登录，推送会是匿名的；里面有：{hosts}。",
        "The Secret `{name}` has no login for `{host}`, so the push is anonymous; it has: {hosts}.",
    ),
    Bilingual(
        "`auths` 的键要和 `--destination` 的主机一样（Docker Hub 写 `https://index.docker.io/v1/`）：替换 Secret。",
        "Use the host of `--destination` as key of `auths` (Docker Hub: `https://index.docker.io/v1/`) in a "
        "new Secret.",
    ),
    command="sh replace.sh",
)
NO_LOGIN_NEEDED = Message(
    Status.UNKNOWN,
    Bilingual(
        "Secret `{name}` 里没有 `{host}` 的登录；不知道它是不是接受匿名推送，或者有自己的登录方式。",
        "The Secret `{name}` has no login for `{host}`; whether pushes there may be anonymous is not known.",
    ),
    Bilingual("第一次构建时看推送的结果。", "The push of the first build shows it."),
)
HELPER = Message(
    Status.UNKNOWN,
    Bilingual(
        "Secret `{name}` 里 `{host}` 的登录来自 helper 或几个键，不知道推送时用的是什么。",
        "The login for `{host}` in the Secret `{name}` comes from a helper or one of several keys: it is not known.",
    ),
    Bilingual("第一次构建时看推送的结果。", "The push of the first build shows it."),
)
HOST_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual(
        "这个 `--destination` 的主机运行时才知道，没有检查它的登录。",
        "The host of this `--destination` is only known at run time; its login was not checked.",
    ),
)
MATCHES = Message(
    Status.PASSED,
    Bilingual(
        "Secret `{name}` 里有 `{host}` 的登录（密码对不对没有检查）。",
        "The Secret `{name}` has a login for `{host}` (whether the password is right was not checked).",
    ),
)
VALID = Message(
    Status.PASSED,
    Bilingual(
        "Secret `{name}` 里的 `config.json` 合法，有：{hosts}。",
        "The `config.json` in the Secret `{name}` is valid; it has: {hosts}.",
    ),
)
UNANSWERED = unanswered(Bilingual("Secret `{name}` 里的 `config.json`", "The `config.json` in the Secret `{name}`"))

CHECK = Check(
    name="credential",
    title=Bilingual("推送的登录（加了 `--read-secret`）", "Login for the push (with `--read-secret`)"),
    page="registries.md#replace-secret",
    messages=(
        INVALID,
        INVALID_LOGIN,
        NO_LOGIN,
        NO_LOGIN_NEEDED,
        HELPER,
        HOST_UNKNOWN,
        MATCHES,
        VALID,
        *UNANSWERED,
    ),
    is_essential=True,
    needs=("namespace", "secret"),
    rights=(Right("", "secrets", "get"),),
)


def questions(target: Target, _answers: Answers) -> Iterator[Question]:
    """Yields a question for each Secret that is mounted as `config.json`, if the user allows to read it."""
    for reference in _references(target):
        yield ask.read_secret(reference.name, target.namespace)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for each Secret that can't be read, then for the destinations."""
    configs: dict[str, DockerConfig] = {}
    for reference in _references(target):
        answer = answer_to(answers, ask.read_secret(reference.name, target.namespace))
        words: dict[str, object] = {"name": reference.name, "namespace": target.namespace}
        values = values_of(answer)
        if answer.is_missing:
            continue
        if values is None:
            message = why_unanswered(UNANSWERED, answer)
            yield CHECK.outcome(message, words, answer=answer.sentence, where=reference.where)
            continue
        key = _mounted_key(reference)
        if key not in values:
            continue
        content = _decoded(values[key])
        config = None if content is None else docker_config.read(content)
        if content is None:
            yield CHECK.outcome(UNANSWERED[-1], words, where=reference.where)
        elif config is None:
            yield CHECK.outcome(INVALID, words, where=reference.where)
        elif config.invalid:
            hosts = _listed([docker_config.shown_host(entry) for entry in config.invalid])
            yield CHECK.outcome(INVALID_LOGIN, words | {"hosts": hosts}, where=reference.where)
        else:
            configs[reference.name] = config
    yield from _judge_destinations(target, configs)


def _judge_destinations(target: Target, configs: Mapping[str, DockerConfig]) -> Iterator[Outcome]:
    """Yields an outcome for each destination and each Secret that its build may read."""
    used: set[str] = set()
    seen: set[tuple[str, str, Match]] = set()
    for destination in target.pipeline.destinations:
        if destination.host is None:
            if configs:
                yield CHECK.outcome(HOST_UNKNOWN, where=destination.where)
            continue
        host = destination.host
        found = {name: configs[name].match(host) for name in _read_for(target, destination) if name in configs}
        used |= found.keys()
        if Match.ENTRY in found.values():
            found = {name: match for name, match in found.items() if match is Match.ENTRY}
        for name, match in found.items():
            if (name, host, match) not in seen:
                seen.add((name, host, match))
                yield _judge_match(name, host, match, configs[name], destination.where)
    for name in (name for name in configs if name not in used):
        yield CHECK.outcome(VALID, {"name": name, "hosts": _listed(configs[name].hosts)})


def _judge_match(name: str, host: str, match: Match, config: DockerConfig, where: Text) -> Outcome:
    words = {"name": name, "host": host, "hosts": _listed(config.hosts)}
    if match is Match.ENTRY:
        return CHECK.outcome(MATCHES, words)
    if match is Match.HELPER:
        return CHECK.outcome(HELPER, words, where=where)
    is_sure = not (HELPED_REGISTRIES.fullmatch(host) or LOCAL_REGISTRIES.fullmatch(host))
    return CHECK.outcome(NO_LOGIN if is_sure else NO_LOGIN_NEEDED, words, where=where)


def _read_for(target: Target, destination: Destination) -> Iterator[str]:
    """The names of the Secrets that the build of a destination may read; all, if its container is not known."""
    for pod in target.pods:
        for entry in pod.secrets:
            if any(destination.is_pushed_by(pod, container) is not False for container in entry.readers):
                yield entry.name


def values_of(answer: Answer) -> dict[str, str] | None:
    """The values of a Secret in base64, by key; None if the answer does not have them."""
    found = answer.of_kind("Secret")
    data = (found.get("data") or {}) if found is not None else None
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        return None
    return data


def _references(target: Target) -> list[Reference]:
    """The Secrets that are mounted as `config.json`, each once, if the user allows to read them."""
    entries = [entry for pod in target.pods for entry in pod.secrets if entry.docker_config and entry.is_known]
    return list({entry.name: entry for entry in entries}.values()) if target.reads_secrets else []


def _mounted_key(reference: Reference) -> str:
    """The key that is mounted as `config.json`."""
    return next((key for key, path in reference.files or () if path == CONFIG_FILE), CONFIG_FILE)


def _decoded(value: str) -> str | None:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None


def _listed(hosts: list[str]) -> str:
    return ", ".join(f"`{host}`" for host in hosts) or "–"
