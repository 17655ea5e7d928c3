"""`::: diagnose`: the box that finds in a pasted log why a build failed; `theme/assets/diagnose.js` reads the log.

The signatures, the limits and the texts are in a second script, so that there is one list of each. It is a script and
not JSON, because a page that was opened from a disk can only load scripts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import structs

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis import causes as diagnosis
from kaniko_guide.facts import secrets
from kaniko_guide.facts.diagnosis import answers, clues, contexts, errnos, layers, signatures
from kaniko_guide.report import diagnosis as report
from kaniko_guide.report.text import FIX
from kaniko_guide.sources import log
from kaniko_guide_site import accuracy, errors, templates
from kaniko_guide_site.directives import public_logs
from kaniko_guide_site.headings import title

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.diagnosis.layers import Part
    from kaniko_guide.facts.diagnosis.signatures import Answer, Cause, PathError, Signature
    from kaniko_guide_site.directives import Page

READERS = ("answers", "clues", "contexts", "errnos", "layers")
TOPICS = (*signatures.TOPICS, *(f"diagnosis/{reader}" for reader in READERS), "secrets")
FLAGS = (
    "several",
    "in_run",
    "page",
    "family",
    "silent",
    "transient",
    "resolved",
    "symptom",
    "examples",
    "waiting",
    "own_error",
)

LABEL = Bilingual(
    "把构建日志或 Pod 的 Events 粘贴到这里，也可以把文件拖进来",
    "Paste the build's log or the pod's events here, or drop a file",
)
CHOOSE = Bilingual("选择文件", "Choose a file")
CLEAR = Bilingual("清空", "Clear")
CANCEL = Bilingual("取消", "Cancel")
PRIVATE = Bilingual(
    "日志只在这个页面里处理，不上传，也不保存。", "The log is read only in this page: it is not sent and not stored."
)
PASTED = Bilingual("粘贴的日志", "The pasted log")
UNLOADED = Bilingual(
    "没有读：取不到判断用的数据。检查网络后再试。",
    "Not read: the data that recognizes errors can't be reached. Check the network and try again.",
)
WITHOUT = Bilingual(
    "粘贴日志查原因的框需要 JavaScript。没有它，可以用[下面的表](#index)，"
    "或者命令 [`kaniko-guide diagnose`](diagnose.md)。",
    "The box that finds the cause in a pasted log needs JavaScript. Without it, use [the table below](#index) or the "
    "command [`kaniko-guide diagnose`](diagnose.md).",
)
MEASURED = Bilingual(
    "准确率：{logs} 份没有见过的公开日志里，{first} 份第一条就是真正的原因，{unknown} 份说不认识，{wrong} 份判断错误。"
    "[每一层的数字](diagnose.md#accuracy)",
    "Accuracy: of {logs} public logs that it had not seen, the first cause was right for {first}, {unknown} were not "
    "known, and {wrong} were wrong. [The figures by layer](diagnose.md#accuracy)",
)
EARLIER = Bilingual(
    "准确率：上一轮的 {logs} 份公开日志，第一次读的时候，{first} 份第一条就是真正的原因，"
    "{wrong} 份判断错误，其余多半不认识。"
    "[详细数字](diagnose.md#accuracy)",
    "Accuracy: of the {logs} public logs of the earlier round, the first cause was right for {first} at the first "
    "reading, {wrong} were wrong, most others were not known. [The figures](diagnose.md#accuracy)",
)
WORDS = {
    "certain": report.CONFIDENCES[diagnosis.Confidence.CERTAIN],
    "likely": report.CONFIDENCES[diagnosis.Confidence.LIKELY],
    "possible": report.CONFIDENCES[diagnosis.Confidence.POSSIBLE],
    "symptom": report.SYMPTOM,
    "example": report.EXAMPLE,
    "wentOn": report.WENT_ON,
    "fix": FIX,
    "confirm": report.CONFIRM,
    "reading": report.READING,
    "own": report.OWN_ERROR,
    "failed": report.FAILED,
    "reached": report.REACHED,
    "noPart": report.PART_UNKNOWN,
    "unknown": report.CAUSE_UNKNOWN,
    "open": report.CAUSE_OPEN,
    "succeeded": report.SUCCEEDED,
    "succeededBut": report.SUCCEEDED_BUT,
    "lookAt": report.NEXT_STEP,
    "empty": report.EMPTY,
    "line": Bilingual("第 {line} 行", "Line {line}"),
    "details": Bilingual("详细说明：", "More: "),
    "proof": Bilingual("这一条的全部文字和依据", "All texts of this entry, and the evidence"),
    "further": Bilingual(
        "日志里还有 {count} 处报错，可能是后果；先解决上面这一处",
        "{count} more in this log, possibly consequences; fix the above first",
    ),
    "hints": Bilingual("{count} 条线索（不是原因）", "{count} hints (no causes)"),
    "alike": report.OTHER_CAUSES,
    "inLog": report.IN_LOG,
    "nothingFailed": report.NOTHING_FAILED,
    "copy": Bilingual("复制", "Copy"),
    "copied": Bilingual("已复制", "Copied"),
    "source": Bilingual("{name}，{size}，{lines} 行", "{name}, {size}, {lines} lines"),
    "unreadable": Bilingual(
        "无法读取 {name}：请选择文本文件，不要选目录；压缩文件先解压。",
        "{name} can't be read: choose a text file, not a directory; unpack compressed files first.",
    ),
}
"""The texts of the script; most are those of the command."""

FILE = "diagnose-data.js"
"""The script with the data, below the site's root."""

NEXT = ("watch-build.md#log", "watch-build.md#watch-build")
"""The pages to read when no cause is found."""

ERRORS = "errors.md"
"""The page on which each signature has its heading."""


def render(page: Page) -> Iterator[str]:
    """The box and its script, which loads the data on first use."""
    language = page.language
    labels = {
        "label": LABEL,
        "choose": CHOOSE,
        "clear": CLEAR,
        "cancel": CANCEL,
        "private": PRIVATE,
        "pasted": PASTED,
        "unloaded": UNLOADED,
    }
    yield from (
        "",
        templates.render(
            "diagnose.html", to_site=page.to_site, **{name: words[language] for name, words in labels.items()}
        ),
        "",
    )
    yield from (templates.render("diagnose_data.html", to_site=page.to_site), "")
    yield from (*templates.wrap_markdown("diagnose_without.html", [WITHOUT[language]]), "")
    yield from (*accuracy_line(page.root, language), "")


def accuracy_line(root: Path, language: Language) -> Iterator[str]:
    """The sentence beside the box: how often it was right on logs that it had not seen.

    Args:
        root: the project's directory.
        language: of the sentence.
    """
    measured = accuracy.accuracy(root)
    if measured is not None:
        total = accuracy.Counts.total(measured.closed.layers)
        yield MEASURED.format(logs=total.logs, first=total.first, unknown=total.unknown, wrong=total.wrong)[language]
        return
    counts = public_logs.outcomes(root).counts
    yield EARLIER.format(logs=sum(counts.values()), first=counts["first"], wrong=counts["wrong"])[language]


def script(root: Path, language: Language) -> bytes:
    """The data as a script for the browser.

    Args:
        root: the project's directory.
        language: of the page.
    """
    known = data(language) | {
        "words": {name: words[language] for name, words in WORDS.items()},
        "pages": {place: [_address(place), title(place, root, language)] for place in _places()},
        "errors": _address(ERRORS),
        "next": NEXT,
        "look": "kubectl describe pod --namespace=jenkins --selector=jenkins/label",
    }
    return f"window.kanikoDiagnosis={json.dumps(known, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _places() -> Iterator[str]:
    """The sections that answers link to."""
    yield from dict.fromkeys([*(one.page for one in signatures.signatures() if one.page), *NEXT])


def _address(place: str) -> str:
    """The address of a section, below the site's root."""
    page, mark, anchor = place.partition("#")
    return f"{page.removesuffix('.md')}/{mark}{anchor}"


def data(language: Language) -> dict[str, Any]:
    """The data for the script: `facts/diagnosis`, with patterns split into their literal parts.

    Args:
        language: of causes, fixes and titles.
    """
    return {
        "limits": {
            "line": log.LONGEST_LINE,
            "wrapped": diagnosis.WRAPPED_LOG_LINES,
            "quote": diagnosis.QUOTE_LENGTH,
            "quoteBeginning": diagnosis.QUOTE_BEGINNING,
            "quoteAfter": diagnosis.QUOTE_AFTER,
            "cut": diagnosis.CUT,
        },
        "parts": [
            {
                **_part(part),
                "title": layers.title(part)[language],
                "marks": [pattern for pattern, marked in layers.marks() if marked == part],
            }
            for part in layers.parts()
        ],
        "families": [
            {"id": family.id, "title": family.title[language], "texts": family.texts} for family in layers.families()
        ],
        "contexts": [{**_part(one.part), "texts": one.texts, "weak": one.weak} for one in contexts.contexts()],
        "clues": clues.clues(),
        "warnings": clues.warnings(),
        "messages": clues.messages(),
        "linePrefixes": clues.line_prefixes(),
        "prefixes": clues.prefixes(),
        "endings": clues.endings(),
        "lastEnding": clues.last_ending(),
        "errorHeads": clues.error_heads(),
        "errorWords": clues.error_words(),
        "noErrors": clues.no_errors(),
        "frames": clues.frames(),
        "headers": clues.headers(),
        "warningHeads": clues.warning_heads(),
        "overcome": [structs.asdict(one) for one in clues.overcome()],
        "replacements": [structs.asdict(replacement) for replacement in clues.replacements()],
        "secrets": [{"pattern": one.pattern, "ignoreCase": one.ignore_case} for one in secrets.formats()],
        "answers": _answers(),
        "errnos": _errnos(),
        "signatures": [
            _signature(one, language) for one in sorted(signatures.signatures(), key=lambda one: one.symptom)
        ],
    }


def _answers() -> dict[str, Any]:
    return {
        "operations": [
            {
                "id": one.id,
                "verbs": one.verbs,
                "addresses": [address[-1:] for address in one.addresses],
                "phase": one.phase,
            }
            for one in answers.operations()
        ],
        "codes": [{"id": code.id, "texts": code.texts} for code in answers.codes()],
        "beforeStatus": answers.before_status(),
        "statuses": answers.statuses(),
    }


def _errnos() -> dict[str, Any]:
    return {
        "errnos": [{"id": errno.id, "texts": errno.texts} for errno in errnos.errnos()],
        "operations": sorted(errnos.operations()),
        "pairs": sorted(errnos.pairs()),
        "actions": sorted(errnos.actions()),
        "paths": [{"id": kind.id, "prefixes": kind.prefixes} for kind in errnos.path_kinds()],
    }


def _part(part: Part) -> dict[str, Any]:
    return {"layer": part.layer, "phase": part.phase}


def _signature(one: Signature, language: Language) -> dict[str, Any]:
    known = {
        "part": _part(one.part) if one.part else None,
        "usualPart": _part(one.usual_part) if one.usual_part else None,
        "requires": one.requires,
        "explains": one.explains,
        "excludes": one.excludes,
        "certain": one.certain is not None,
        "certainInLine": one.certain_in_line,
        "general": one in signatures.in_file(signatures.GENERAL),
        "answers": [_conditions(answer) for answer in one.answers],
        "pathErrors": [_conditions(error) for error in one.path_errors],
        "values": [{"pattern": value.pattern, "text": value.text[language]} for value in one.values],
        **{flag: getattr(one, flag) for flag in FLAGS},
    }
    return {
        "id": one.id,
        "entry": f"{errors.page_of(one.id).name}/#{one.id}",
        "patterns": one.patterns,
        "causes": [_cause(each, language) for each in one.causes],
        **{name: value for name, value in known.items() if value},
    }


def _conditions(entry: Answer | PathError) -> dict[str, Any]:
    return {name: value for name, value in structs.asdict(entry).items() if value}


def _cause(cause: Cause, language: Language) -> dict[str, Any]:
    conditions = {
        "when": cause.when,
        "unless": cause.unless,
        "firstIf": cause.first_if,
        "inLine": cause.in_line,
        "notInLine": cause.not_in_line,
    }
    known: dict[str, Any] = {"cause": cause.cause[language], "fix": cause.fix[language]}
    known |= {name: value for name, value in conditions.items() if value}
    if cause.part is not None:
        known["part"] = _part(cause.part)
    if cause.confirm is None:
        return known
    confirm = cause.confirm
    answers = [[reading.shows[language], reading.means[language]] for reading in confirm.answers]
    return known | {"confirm": {"command": confirm.command, "where": confirm.where[language], "answers": answers}}
