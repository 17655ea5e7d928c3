"""The versions of the API server and of kubectl: whether this guide's questions are understood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import answer_to
from kaniko_guide.doctor.model import Check, Message, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.kubectl import Answer
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Target

OLDEST = (1, 25)
"""The first minor version in which the server itself validates fields, and has Pod Security for good."""
GREATEST_SKEW = 1
"""Minor versions by which kubectl may be older or newer than the server, as Kubernetes documents it."""

_VERSION = re.compile(r"v?(\d{1,9})\.(\d{1,9})\.\d+")

OLD = Message(
    Status.UNKNOWN,
    Bilingual(
        "API Server 是 {server}，早于 {oldest}：它会不会接受 Pod，问不出来。",
        "The API server is {server}, older than {oldest}: whether it accepts the pod can't be asked.",
    ),
    Bilingual(
        "升级集群，或者照前置条件一步步核对。", "Upgrade the cluster, or follow the preparation page step by step."
    ),
)
SKEW = Message(
    Status.WARNING,
    Bilingual(
        "kubectl 是 {client}，API Server 是 {server}：相差超过一个小版本，Kubernetes 不保证它能用。",
        "kubectl is {client} and the API server {server}: Kubernetes supports a difference of one minor version.",
    ),
    Bilingual("换一个和集群版本相近的 kubectl。", "Use a kubectl of about the cluster's version."),
)
UNREADABLE = Message(
    Status.UNKNOWN,
    Bilingual("看不出 API Server 或 kubectl 的版本。", "The version of the API server or of kubectl is not known."),
    Bilingual("自己运行一次下面的命令。", "Run the command yourself."),
    command="kubectl version",
)
FINE = Message(
    Status.PASSED, Bilingual("API Server {server}，kubectl {client}。", "API server {server}, kubectl {client}.")
)

CHECK = Check(
    name="versions",
    title=Bilingual("API Server 和 kubectl 的版本", "Versions of the API server and of kubectl"),
    page="doctor.md#versions",
    messages=(OLD, SKEW, UNREADABLE, FINE),
    is_essential=False,
)


def questions(_target: Target, _answers: Answers) -> Iterator[Question]:
    """Yields one question."""
    yield ask.version()


def judge(_target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields one outcome."""
    client, server = of(answer_to(answers, ask.version()))
    client_minor, server_minor = minor(client), minor(server)
    words = {"client": client, "server": server, "oldest": f"{OLDEST[0]}.{OLDEST[1]}"}
    if client_minor is None or server_minor is None:
        yield CHECK.outcome(UNREADABLE)
    elif server_minor < OLDEST:
        yield CHECK.outcome(OLD, words)
    elif client_minor[0] != server_minor[0] or abs(client_minor[1] - server_minor[1]) > GREATEST_SKEW:
        yield CHECK.outcome(SKEW, words)
    else:
        yield CHECK.outcome(FINE, words)


def of(answer: Answer) -> tuple[str, str]:
    """The versions of kubectl and of the server; empty where the answer does not have them."""
    found = next(iter(answer.documents), {})
    parts = [found.get(name) for name in ("clientVersion", "serverVersion")]
    client, server = (str(part.get("gitVersion", "")) if isinstance(part, dict) else "" for part in parts)
    return client, server


def minor(version: str) -> tuple[int, int] | None:
    """The minor version; None if the text is no version."""
    match = _VERSION.match(version)
    return None if match is None else (int(match[1]), int(match[2]))


def is_old(answers: Answers) -> bool:
    """Whether the server is too old to be asked about pods."""
    _, server = of(answer_to(answers, ask.version()))
    found = minor(server)
    return found is not None and found < OLDEST
