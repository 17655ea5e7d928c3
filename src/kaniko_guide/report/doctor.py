"""What `doctor` found in a cluster, as text, as JSON and as GitHub workflow commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.doctor.model import Status
from kaniko_guide.report import json, style
from kaniko_guide.report.github import command
from kaniko_guide.report.guide import address
from kaniko_guide.report.neutral import visible
from kaniko_guide.report.redaction import without_secrets
from kaniko_guide.report.text import FIX, PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kaniko_guide.bilingual import Language
    from kaniko_guide.doctor.model import Outcome

CONTEXT = Bilingual(zh="上下文：", en="context: ")
SERVER = Bilingual(zh="API Server：", en="server: ")
NAMESPACE = Bilingual(zh="命名空间：", en="namespace: ")
ACCOUNT = Bilingual(zh="Jenkins 的账号：", en="Jenkins' account: ")
PIPELINE = Bilingual(zh="流水线：", en="pipeline: ")
NO_ACCOUNT = Bilingual(zh="没有给出", en="not given")
ORIGIN = Bilingual(zh="{value}（{origin}）", en="{value} ({origin})")
COMMA = Bilingual(zh="，", en=", ")
WORDS = Bilingual(zh="原话：", en="server: ")
RUN = Bilingual(zh="命令：", en="command: ")
COMMANDS = Bilingual(zh="运行过的命令：", en="Commands that were run:")
STOP = Bilingual(zh="。", en=".")
COUNTS = {
    Status.FAILED: Bilingual(zh="{n} 项失败", en="{n} failed"),
    Status.UNKNOWN: Bilingual(zh="{n} 项不知道", en="{n} not known"),
    Status.WARNING: Bilingual(zh="{n} 个警告", en="{n} with a warning"),
    Status.PASSED: Bilingual(zh="{n} 项通过", en="{n} passed"),
}
SUMMARY = Bilingual(zh="检查结果：", en="Checks: ")
COLORS = {Status.FAILED: "1;31", Status.UNKNOWN: "1;35", Status.WARNING: "1;33", Status.PASSED: "1;32"}
LEVELS = {Status.FAILED: "error", Status.UNKNOWN: "notice", Status.WARNING: "warning", Status.PASSED: "notice"}


class Cluster(Data, frozen=True):
    """What was asked, and about what.

    Attributes:
        context, server, version: of the cluster.
        namespace: in which builds run.
        origin: where the namespace is from.
        account: Jenkins' ServiceAccount; empty if it is not given.
        pipeline: whose pods were checked.
    """

    context: str
    server: str
    version: str
    namespace: str
    origin: Bilingual
    account: str
    pipeline: Bilingual


class DoctorReport(Data, frozen=True):
    """The result.

    Attributes:
        language: of the texts.
        cluster: what was asked.
        outcomes: in the order to show.
        commands: what was run, if the user wants to see it.
        color: whether text is colored.
    """

    language: Language
    cluster: Cluster
    outcomes: Sequence[Outcome]
    commands: Sequence[str] = ()
    color: bool = False


def head(cluster: Cluster, language: Language) -> Iterator[str]:
    """The lines that say which cluster is asked."""
    server = COMMA[language].join(filter(None, (cluster.server, cluster.version)))
    namespace = ORIGIN.format(value=cluster.namespace, origin=cluster.origin)[language]
    for label, value in (
        (CONTEXT, cluster.context),
        (SERVER, server),
        (NAMESPACE, namespace),
        (ACCOUNT, cluster.account or NO_ACCOUNT[language]),
        (PIPELINE, cluster.pipeline[language]),
    ):
        yield f"{label[language]}{_shown(value)}"
    yield ""


def text(report: DoctorReport) -> Iterator[str]:
    """The lines below the head: each outcome, those that passed in one line each, and the counts."""
    for outcome in report.outcomes:
        yield from _lines(outcome, report)
        if outcome.status is not Status.PASSED:
            yield ""
    if any(outcome.status is Status.PASSED for outcome in report.outcomes):
        yield ""
    yield _summary(report)
    if report.commands:
        yield ""
        yield COMMANDS[report.language]
        for entry in report.commands:
            yield from map(_shown, entry.split("\n"))


def _summary(report: DoctorReport) -> str:
    counts = {status: sum(outcome.status is status for outcome in report.outcomes) for status in COUNTS}
    parts = [COUNTS[status].format(n=n)[report.language] for status, n in counts.items() if n]
    return SUMMARY[report.language] + COMMA[report.language].join(parts) + STOP[report.language]


def _lines(outcome: Outcome, report: DoctorReport) -> Iterator[str]:
    language = report.language
    place = "" if outcome.where is None else f"{_place(outcome)}: "
    status = style.styled(f"{outcome.status}:", COLORS[outcome.status], color=report.color)
    yield f"{_shown(place)}{status} {_shown(outcome.text[language])} [{outcome.check.name}]"
    if outcome.status is Status.PASSED:
        return
    if outcome.answer:
        yield f"  {WORDS[language]}{_shown(outcome.answer)}"
    if outcome.fix is not None:
        yield f"  {FIX[language]}{_shown(outcome.fix[language])}"
    if outcome.command:
        yield f"  {RUN[language]}{_shown(outcome.command)}"
    page = address(outcome.page)
    if page is not None:
        yield f"  {PAGE[language]}{page}"


def _place(outcome: Outcome) -> str:
    if outcome.where is None:
        return ""
    position = outcome.where.position()
    return f"{outcome.where.source.path}:{position.line}:{position.column}"


def as_json(report: DoctorReport) -> Iterator[str]:
    """One JSON object."""
    cluster = report.cluster
    data: dict[str, Any] = {
        "context": _shown(cluster.context),
        "server": _shown(cluster.server),
        "version": _shown(cluster.version),
        "namespace": cluster.namespace,
        "account": cluster.account or None,
        "failed": any(outcome.fails for outcome in report.outcomes),
        "checks": [_data(outcome, report.language) for outcome in report.outcomes],
        "commands": [without_secrets(entry) for entry in report.commands],
    }
    yield json.dump(data)


def _data(outcome: Outcome, language: Language) -> dict[str, Any]:
    position = None if outcome.where is None else outcome.where.position()
    return {
        "check": outcome.check.name,
        "status": outcome.status,
        "fails": outcome.fails,
        "path": None if outcome.where is None else outcome.where.source.path,
        "line": None if position is None else position.line,
        "column": None if position is None else position.column,
        "message": _shown(outcome.text[language]),
        "answer": _shown(outcome.answer) or None,
        "fix": None if outcome.fix is None else _shown(outcome.fix[language]),
        "command": _shown(outcome.command) or None,
        "page": address(outcome.page),
    }


def github(report: DoctorReport) -> Iterator[str]:
    """One workflow command for each outcome that did not pass, and one for the counts."""
    language = report.language
    for outcome in report.outcomes:
        if outcome.status is Status.PASSED:
            continue
        place: Mapping[str, object] = {}
        if outcome.where is not None:
            position = outcome.where.position()
            place = {"file": outcome.where.source.path, "line": position.line, "col": position.column}
        parts = [outcome.text[language], outcome.answer, outcome.fix[language] if outcome.fix is not None else ""]
        parts += [outcome.command, address(outcome.page) or ""]
        level = "error" if outcome.fails else LEVELS[outcome.status]
        title = {"title": f"kaniko-guide: {outcome.check.name}"}
        yield command(level, {**place, **title}, " ".join(_shown(part) for part in parts if part))
    yield command("notice", {"title": "kaniko-guide"}, _summary(report))


def _shown(value: str) -> str:
    """A text on one line, without secrets and control characters."""
    return visible(without_secrets(value))
