"""The diagnosis of a log, as text and as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis.causes import Confidence
from kaniko_guide.facts.diagnosis import layers
from kaniko_guide.report.guide import address
from kaniko_guide.report.neutral import visible
from kaniko_guide.report.redaction import without_secrets
from kaniko_guide.report.text import FIX, PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from kaniko_guide.bilingual import Language
    from kaniko_guide.diagnosis.causes import Diagnosis, IdentifiedCause
    from kaniko_guide.doctor.collection import Collection
    from kaniko_guide.facts.diagnosis.signatures import Confirmation

    Group: TypeAlias = Sequence[IdentifiedCause]

CONFIDENCES = {
    Confidence.CERTAIN: Bilingual("原因（确定）：", "cause (certain): "),
    Confidence.LIKELY: Bilingual("原因（很可能）：", "cause (likely): "),
    Confidence.POSSIBLE: Bilingual("原因（可能）：", "cause (possible): "),
}
SYMPTOM = Bilingual("现象：", "symptom: ")
EXAMPLE = Bilingual("可能的原因，例如：", "possible cause, for example: ")
WENT_ON = Bilingual("构建没有因此停止：", "the build went on after it: ")
CONFIRM = Bilingual("确认，{where}：", "to confirm, {where}: ")
READING = Bilingual("{shows}：{means}", "{shows}: {means}")
IN_LOG = Bilingual("日志里：{values}", "in this log: {values}")
VALUE_SEPARATOR = Bilingual("；", "; ")
OTHER_CAUSES = Bilingual("同样的文字也可能是：", "the same text may also mean:")
FAILED = Bilingual("失败在：{part}。", "Failed in: {part}.")
REACHED = Bilingual("最后到达：{part}。", "Last part reached: {part}.")
PART_UNKNOWN = Bilingual("无法判断构建进行到哪里。", "How far the build got is unknown.")
QUOTE = Bilingual("{quote}", "{quote}")
LINE = Bilingual("第 {line} 行：{quote}", "line {line}: {quote}")
NOTHING_FAILED = Bilingual("没有找到让构建失败的报错。", "No error that ended the build was found.")
CAUSE_UNKNOWN = Bilingual("这里不认识这个报错的原因。", "The cause of this error is not known here.")
CAUSE_OPEN = Bilingual(
    "原因不能确定：这个报错有几种原因，日志里看不出是哪一种。",
    "The cause is not known: this error has several, and the log does not show which one.",
)
OWN_ERROR = Bilingual(
    "这是你的构建自己的错误（代码、测试或构建工具的配置），不是 Kaniko 或 Jenkins 的。",
    "This is an error of your own build (code, tests, or the build tool's configuration), not of Kaniko or Jenkins.",
)
SUCCEEDED = Bilingual("构建成功，没有发现问题。", "The build succeeded; no problem found.")
SUCCEEDED_BUT = Bilingual("构建成功，但请看一下：", "The build succeeded, but check this:")
HINTS = Bilingual("线索（不是原因）：", "Hints (no causes):")
MORE_CAUSES = Bilingual("日志里还有别的报错，可能是后果：", "More errors in this log, possibly consequences:")
CONSEQUENCES = Bilingual(
    "第 {lines} 行是它的后果，或者只说有东西失败。", "Consequences of it, or only that something failed: line {lines}."
)
SEPARATOR = Bilingual("、", ", ")
SHORT_QUOTE = 160
"""Characters of a line that are quoted beside the first cause."""
NEXT_STEP = Bilingual(
    "先看这一行上面几行；Pod 起不来时，把 `kubectl describe pod` 的 Events 也诊断一次。",
    "Read the lines above it first; if the pod does not start, also diagnose the events of `kubectl describe pod`.",
)
POD_READ = Bilingual(
    "读了 `{namespace}` 里的 Pod `{name}`：{events} 个事件，{logs} 份容器日志。",
    "Read the pod `{name}` in `{namespace}`: {events} events, {logs} logs of containers.",
)
NOT_KNOWN = Bilingual("不知道：{what}", "not known: {what}")
IN_PARENTHESES = Bilingual("（{words}）", " ({words})")
POD_RUNS = Bilingual(
    "所有容器都在运行，Pod 本身没有看到问题。", "All containers run; no problem of the pod itself was found."
)
IN_CONSOLE = Bilingual(
    "构建步骤自己的报错（包括 Kaniko 的）不在容器日志里，在 Jenkins 的控制台输出里：下载它再诊断。",
    "Errors of the build's own steps, also those of Kaniko, are not in logs of containers but in the console of "
    "Jenkins: diagnose that.",
)
EMPTY = Bilingual("日志是空的。", "The log is empty.")


def of_pod(found: Collection, diagnosis: Diagnosis, language: Language) -> Iterator[str]:
    """The lines to print for a pod: what was read and what not, then the diagnosis.

    Args:
        found: what is known of the pod.
        diagnosis: of that.
        language: of the text.
    """
    counts = {"events": len(found.events), "logs": len(found.logs)}
    yield POD_READ.format(name=found.name, namespace=found.namespace, **counts)[language]
    for line in not_known(found.unknown, language):
        yield NOT_KNOWN.format(what=line)[language]
    yield ""
    if diagnosis.causes or not found.runs:
        yield from as_text(diagnosis, language, numbered=False)
    else:
        yield POD_RUNS[language]
    if not diagnosis.causes:
        yield IN_CONSOLE[language]


def not_known(unknown: Sequence[tuple[Bilingual, str]], language: Language) -> list[str]:
    """What was not answered, each with the server's own words.

    Args:
        unknown: of a pod.
        language: of the text.
    """
    return [
        without_secrets(visible(f"{what[language]}{IN_PARENTHESES.format(words=words)[language] if words else ''}"))
        for what, words in unknown
    ]


def as_data(diagnosis: Diagnosis, language: Language) -> dict[str, Any]:
    """The diagnosis as the data for JSON.

    Args:
        diagnosis: of a log.
        language: of `cause`, `fix` and `confirm`.
    """
    line, quote = diagnosis.decisive
    return {
        "layer": diagnosis.part.layer if diagnosis.part else None,
        "phase": diagnosis.part.phase if diagnosis.part else None,
        "family": diagnosis.family,
        "decisive": {"line": line, "quote": quote} if line else None,
        "succeeded": diagnosis.succeeded,
        "own_error": diagnosis.own_error,
        "causes": [_cause_data(cause, language) for cause in diagnosis.causes],
        "hints": [_cause_data(hint, language) for hint in diagnosis.hints],
    }


def as_text(diagnosis: Diagnosis, language: Language, *, numbered: bool = True) -> Iterator[str]:
    """The lines to print: where it failed, the line that says so, the causes of that line, then what else there is.

    Args:
        diagnosis: of a log.
        language: of the text.
        numbered: whether quoted lines have their numbers, which are useful only to a user who has the log.
    """
    quoting = LINE if numbered else QUOTE
    line, quote = diagnosis.decisive
    if not line:
        yield EMPTY[language]
        return
    if diagnosis.succeeded:
        yield from _after_success(diagnosis, quoting, language)
        return
    yield place(diagnosis, language)
    yield quoting.format(line=line, quote=shown(quote))[language]
    if not diagnosis.causes:
        yield _without_cause(diagnosis)[language]
    if diagnosis.own_error:
        yield OWN_ERROR[language]
    if not diagnosis.causes:
        yield NEXT_STEP[language]
        yield from _hints(diagnosis, quoting, language)
        return
    first, *others = _groups(diagnosis.causes)
    hints = _groups(diagnosis.hints)
    examples = [group for group in hints if _is_another_error(group[0])]
    yield from _causes(first, language)
    yield from _further([*others, *examples], [group for group in hints if group not in examples], quoting, language)


def _without_cause(diagnosis: Diagnosis) -> Bilingual:
    if not diagnosis.failed:
        return NOTHING_FAILED
    line, _ = diagnosis.decisive
    return CAUSE_OPEN if any(hint.example and hint.line == line for hint in diagnosis.hints) else CAUSE_UNKNOWN


def place(diagnosis: Diagnosis, language: Language) -> str:
    """The sentence that says where a build failed, or how far it got.

    Args:
        diagnosis: of a log that has lines.
        language: of the sentence.
    """
    if diagnosis.part is None:
        return PART_UNKNOWN[language]
    sentence = FAILED if diagnosis.failed else REACHED
    return sentence.format(part=layers.title(diagnosis.part))[language]


def shown(quote: str) -> str:
    """A line of a log as a terminal can show it, with a space for a tab."""
    return visible(quote.replace("\t", " ").strip())


def _after_success(diagnosis: Diagnosis, quoting: Bilingual, language: Language) -> Iterator[str]:
    if diagnosis.hints:
        yield SUCCEEDED_BUT[language]
        for group in _groups(diagnosis.hints):
            yield from _group(group, quoting, language)
    else:
        yield SUCCEEDED[language]


def _groups(causes: Sequence[IdentifiedCause]) -> list[Group]:
    """The causes of each signature."""
    return [list(group) for _, group in groupby(causes, key=lambda cause: cause.signature.id)]


def _is_another_error(hint: IdentifiedCause) -> bool:
    """Whether a hint is an error of its own, with examples of its causes."""
    return hint.example and not hint.signature.symptom and not hint.went_on


def _hints(diagnosis: Diagnosis, quoting: Bilingual, language: Language) -> Iterator[str]:
    """The hints if no cause is known: first those of the line that names the error."""
    line, _ = diagnosis.decisive
    groups = _groups(diagnosis.hints)
    for group in groups:
        if group[0].line == line:
            yield from _causes(group, language)
    others = [group for group in groups if group[0].line != line]
    if others:
        yield ""
        yield HINTS[language]
    for group in others:
        yield from _group(group, quoting, language)


def _further(causes: Sequence[Group], hints: Sequence[Group], quoting: Bilingual, language: Language) -> Iterator[str]:
    """What else the log has, in short: the other errors, and the lines that only say that something failed."""
    if causes or hints:
        yield ""
    if causes:
        yield MORE_CAUSES[language]
        for group in causes:
            yield f"  {quoting.format(line=group[0].line, quote=_short(group[0].quote))[language]}"
            yield f"    {_label(group[0])[language]}{group[0].cause.cause[language]}"
    symptoms = [str(group[0].line) for group in hints if not group[0].went_on]
    if symptoms and quoting is LINE:
        yield CONSEQUENCES.format(lines=SEPARATOR[language].join(symptoms))[language]
    for group in hints:
        if group[0].went_on:
            yield quoting.format(line=group[0].line, quote=_short(group[0].quote))[language]
            yield f"  {_label(group[0])[language]}{group[0].cause.cause[language]}"


def _short(quote: str) -> str:
    text = shown(quote)
    return text if len(text) <= SHORT_QUOTE else f"{text[: SHORT_QUOTE - 1]}…"


def _group(group: Group, quoting: Bilingual, language: Language) -> Iterator[str]:
    yield quoting.format(line=group[0].line, quote=shown(group[0].quote))[language]
    yield from _causes(group, language)


def _causes(group: Group, language: Language) -> Iterator[str]:
    for rank, cause in enumerate(group):
        if rank == 1:
            yield f"  {OTHER_CAUSES[language]}"
        indent = "  " * (1 + (rank > 0))
        label = "- " if rank else _label(cause)[language]
        yield f"{indent}{label}{cause.cause.cause[language]}"
        if rank == 0 and cause.values:
            values = VALUE_SEPARATOR[language].join(shown(value[language]) for value in cause.values)
            yield f"{indent}{IN_LOG.format(values=values)[language]}"
        yield f"{indent}{'  ' * (rank > 0)}{FIX[language]}{cause.cause.fix[language]}"
        if cause.cause.confirm:
            yield from _confirmation(cause.cause.confirm, language, indent + "  " * (rank > 0))
    page = address(group[0].signature.place)
    if page is not None:
        yield f"  {PAGE[language]}{page}"


def _label(cause: IdentifiedCause) -> Bilingual:
    if cause.went_on:
        return WENT_ON
    if cause.example:
        return EXAMPLE
    return SYMPTOM if cause.signature.symptom else CONFIDENCES[cause.confidence]


def _confirmation(confirm: Confirmation, language: Language, indent: str) -> Iterator[str]:
    yield f"{indent}{CONFIRM.format(where=confirm.where)[language]}{confirm.command}"
    for reading in confirm.answers:
        yield f"{indent}  · {READING.format(shows=reading.shows, means=reading.means)[language]}"


def _cause_data(cause: IdentifiedCause, language: Language) -> dict[str, Any]:
    return {
        "signature": cause.signature.id,
        "confidence": cause.confidence.value,
        "example": cause.example,
        "certain": cause.signature.certain if cause.confidence is Confidence.CERTAIN else None,
        "line": cause.line,
        "quote": cause.quote,
        "values": [value[language] for value in cause.values],
        "page": address(cause.signature.place),
        "cause": cause.cause.cause[language],
        "fix": cause.cause.fix[language],
        "confirm": _confirmation_data(cause.cause.confirm, language) if cause.cause.confirm else None,
    }


def _confirmation_data(confirm: Confirmation, language: Language) -> dict[str, Any]:
    return {
        "command": confirm.command,
        "where": confirm.where[language],
        "answers": [
            {"shows": reading.shows[language], "means": reading.means[language]} for reading in confirm.answers
        ],
    }
