"""What a log's diagnosis says, for people and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis.causes import Confidence
from kaniko_guide.facts import signatures
from kaniko_guide.report.guide import address
from kaniko_guide.report.text import PAGE, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.diagnosis.causes import Diagnosis, Found

CONFIDENCES = {
    Confidence.CERTAIN: Bilingual("原因（肯定）：", "cause (certain): "),
    Confidence.LIKELY: Bilingual("原因（很可能）：", "cause (likely): "),
    Confidence.POSSIBLE: Bilingual("原因（可能）：", "cause (possible): "),
}
FIX = Bilingual("解决：", "fix: ")
CONFIRM = Bilingual("用这条命令判断：", "this command decides: ")
STRUCK = Bilingual("失败在：{stage}。", "It failed at: {stage}.")
REACHED = Bilingual("进行到：{stage}。", "Got as far as: {stage}.")
NO_STAGE = Bilingual("没有认出构建进行到哪一步。", "How far the build got can't be told.")
UNKNOWN = Bilingual("没有认出原因。", "No known cause.")
SUCCEEDED = Bilingual("构建成功了，没有发现问题。", "The build succeeded; nothing wrong was found.")
LOOK_AT = Bilingual(
    "看最后几行（第 {line} 行：{quote}）和它们上面第一个 error；Pod 起不来时，再看 `kubectl describe pod` 的 Events。",
    "Look at the last lines (line {line}: {quote}) and the first error above them; where the pod does not start, at "
    "the events of `kubectl describe pod` too.",
)
EMPTY = Bilingual("日志是空的。", "The log is empty.")


def as_data(diagnosis: Diagnosis, language: Language) -> dict[str, Any]:
    """The diagnosis as JSON takes it.

    Args:
        diagnosis: what was found.
        language: of `cause` and `fix`.
    """
    return {"stage": diagnosis.stage, "causes": [_cause(found, language) for found in diagnosis.causes]}


def as_text(diagnosis: Diagnosis, language: Language) -> Iterator[str]:
    """The lines to print."""
    line = 0
    for found in diagnosis.causes:
        if found.line != line:
            yield f"{found.line}: {visible(found.quote)}"
            line = found.line
        yield f"  {CONFIDENCES[found.confidence][language]}{found.cause.cause[language]}"
        yield f"  {FIX[language]}{found.cause.fix[language]}"
        if found.cause.confirm:
            yield f"  {CONFIRM[language]}{found.cause.confirm}"
        yield f"  {PAGE[language]}{address(found.signature.page)}"
        yield ""
    if not diagnosis.causes:
        yield from _nothing(diagnosis, language)
    if not diagnosis.succeeded:
        yield _stage(diagnosis, language)


def _nothing(diagnosis: Diagnosis, language: Language) -> Iterator[str]:
    number, quote = diagnosis.last
    if diagnosis.succeeded:
        yield SUCCEEDED[language]
    elif not number:
        yield EMPTY[language]
    else:
        yield UNKNOWN[language]
        yield LOOK_AT.format(line=number, quote=visible(quote))[language]


def _stage(diagnosis: Diagnosis, language: Language) -> str:
    titles = {stage.id: stage.title for stage in signatures.stages()}
    if diagnosis.stage is None:
        return NO_STAGE[language]
    return (STRUCK if diagnosis.causes else REACHED).format(stage=titles[diagnosis.stage][language])[language]


def _cause(found: Found, language: Language) -> dict[str, Any]:
    return {
        "signature": found.signature.id,
        "confidence": found.confidence.value,
        "line": found.line,
        "quote": found.quote,
        "page": address(found.signature.page),
        "cause": found.cause.cause[language],
        "fix": found.cause.fix[language],
        "confirm": found.cause.confirm,
    }
