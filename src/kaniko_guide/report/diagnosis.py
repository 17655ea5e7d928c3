"""The diagnosis of a log, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis.causes import Confidence
from kaniko_guide.facts import signatures
from kaniko_guide.report.guide import address
from kaniko_guide.report.text import FIX, PAGE, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.diagnosis.causes import Diagnosis, IdentifiedCause

CONFIDENCES = {
    Confidence.CERTAIN: Bilingual("原因（确定）：", "cause (certain): "),
    Confidence.LIKELY: Bilingual("原因（很可能）：", "cause (likely): "),
    Confidence.POSSIBLE: Bilingual("原因（可能）：", "cause (possible): "),
}
CONFIRM = Bilingual("用这条命令确认：", "to confirm, run: ")
FAILED_STAGE = Bilingual("失败的阶段：{stage}。", "Failed while {stage}.")
REACHED_STAGE = Bilingual("最后到达的阶段：{stage}。", "Last stage reached: {stage}.")
STAGE_UNKNOWN = Bilingual("无法判断构建进行到哪个阶段。", "Build stage unknown.")
CAUSE_UNKNOWN = Bilingual("没有找到已知的原因。", "No known cause found.")
SUCCEEDED = Bilingual("构建成功，没有发现问题。", "The build succeeded; no problem found.")
NEXT_STEP = Bilingual(
    "查看最后几行（第 {line} 行：{quote}）和上面的第一个 error；Pod 起不来时，再看 `kubectl describe pod` 的 Events。",
    "Check the last lines (line {line}: {quote}) and the first error above them; if the pod does not start, also check "
    "the events in `kubectl describe pod`.",
)
EMPTY = Bilingual("日志是空的。", "The log is empty.")


def as_data(diagnosis: Diagnosis, language: Language) -> dict[str, Any]:
    """The diagnosis as the data for JSON.

    Args:
        diagnosis: of a log.
        language: of `cause` and `fix`.
    """
    return {"stage": diagnosis.stage, "causes": [_cause_data(cause, language) for cause in diagnosis.causes]}


def as_text(diagnosis: Diagnosis, language: Language) -> Iterator[str]:
    """The lines to print."""
    shown_line = 0
    for cause in diagnosis.causes:
        if cause.line != shown_line:
            yield f"{cause.line}: {visible(cause.quote)}"
            shown_line = cause.line
        yield f"  {CONFIDENCES[cause.confidence][language]}{cause.cause.cause[language]}"
        yield f"  {FIX[language]}{cause.cause.fix[language]}"
        if cause.cause.confirm:
            yield f"  {CONFIRM[language]}{cause.cause.confirm}"
        yield f"  {PAGE[language]}{address(cause.signature.page)}"
        yield ""
    if not diagnosis.causes:
        yield from _without_causes(diagnosis, language)
    if not diagnosis.succeeded:
        yield _stage(diagnosis, language)


def _without_causes(diagnosis: Diagnosis, language: Language) -> Iterator[str]:
    number, quote = diagnosis.last
    if diagnosis.succeeded:
        yield SUCCEEDED[language]
    elif not number:
        yield EMPTY[language]
    else:
        yield CAUSE_UNKNOWN[language]
        yield NEXT_STEP.format(line=number, quote=visible(quote))[language]


def _stage(diagnosis: Diagnosis, language: Language) -> str:
    if diagnosis.stage is None:
        return STAGE_UNKNOWN[language]
    titles = {stage.id: stage.title for stage in signatures.stages()}
    sentence = FAILED_STAGE if diagnosis.causes else REACHED_STAGE
    return sentence.format(stage=titles[diagnosis.stage][language])[language]


def _cause_data(cause: IdentifiedCause, language: Language) -> dict[str, Any]:
    return {
        "signature": cause.signature.id,
        "confidence": cause.confidence.value,
        "line": cause.line,
        "quote": cause.quote,
        "page": address(cause.signature.page),
        "cause": cause.cause.cause[language],
        "fix": cause.cause.fix[language],
        "confirm": cause.cause.confirm,
    }
