"""`::: diagnose`: the box that finds in a pasted log why a build failed; `theme/assets/diagnose.js` reads the log.

The signatures, the limits and the texts are in a second script, so that there is one list of each. It is a script and
not JSON, because a page that was opened from a disk can only load scripts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis import causes as diagnosis
from kaniko_guide.facts import signatures
from kaniko_guide.report import diagnosis as report
from kaniko_guide.report.text import FIX
from kaniko_guide.sources import log
from kaniko_guide_site import templates
from kaniko_guide_site.headings import title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.signatures import Signature
    from kaniko_guide_site.directives import Page

TOPICS = ("signatures",)
FLAGS = ("silent", "transient", "resolved", "symptom", "likely", "stage_text")

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
WITHOUT = Bilingual(
    "粘贴日志查原因的框需要 JavaScript。没有它，可以用[下面的表](#index)，"
    "或者命令 [`kaniko-guide diagnose`](diagnose.md)。",
    "The box that finds the cause in a pasted log needs JavaScript. Without it, use [the table below](#index) or the "
    "command [`kaniko-guide diagnose`](diagnose.md).",
)
PROGRESS = Bilingual("读到 {percent}%", "{percent}% read")
WORDS = {
    "certain": report.CONFIDENCES[diagnosis.Confidence.CERTAIN],
    "likely": report.CONFIDENCES[diagnosis.Confidence.LIKELY],
    "possible": report.CONFIDENCES[diagnosis.Confidence.POSSIBLE],
    "fix": FIX,
    "confirm": report.CONFIRM,
    "reached": report.REACHED_STAGE,
    "noStage": report.STAGE_UNKNOWN,
    "unknown": report.CAUSE_UNKNOWN,
    "succeeded": report.SUCCEEDED,
    "lookAt": Bilingual(
        "看最后几行，和它们上面的第一个 error；Pod 起不来时，把下面这条命令打印的 Events 也贴进来：",
        "Look at the last lines and the first error above them; where the pod does not start, paste the events that "
        "this command prints, too:",
    ),
    "empty": report.EMPTY,
    "line": Bilingual("第 {line} 行", "Line {line}"),
    "last": Bilingual("最后一行，第 {line} 行", "The last line, {line}"),
    "details": Bilingual("详细说明：", "More: "),
    "proof": Bilingual("哪个版本的日志里有、依据", "Releases in whose log it is, and the evidence"),
    "further": Bilingual(
        "日志里还有 {count} 处报错，可能是后果；先解决上面这一处",
        "{count} more in this log, possibly consequences; fix the above first",
    ),
    "alike": Bilingual("还有别的原因会打印同样的文字：", "Other causes print the same text:"),
    "copy": Bilingual("复制", "Copy"),
    "copied": Bilingual("已复制", "Copied"),
    "source": Bilingual("{name}，{size}，{lines} 行", "{name}, {size}, {lines} lines"),
    "pasted": Bilingual("粘贴的日志", "The pasted log"),
    "reading": PROGRESS,
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
    """The box, its data and its links: MkDocs makes the links relative, and checks them."""
    language = page.language
    labels = {"label": LABEL, "choose": CHOOSE, "clear": CLEAR, "cancel": CANCEL, "private": PRIVATE}
    yield from ("", templates.render("diagnose.html", **{name: words[language] for name, words in labels.items()}), "")
    yield from (templates.render("diagnose_data.html", address=f"{page.to_site}{FILE}"), "")
    yield from (*templates.wrap_markdown("diagnose_without.html", [WITHOUT[language]]), "")
    pages = dict.fromkeys([*(one.page for one in signatures.signatures()), *NEXT])
    links = [f'[{title(each, page.root, language)}]({each}){{ data-page="{each}" }}' for each in pages]
    links.append(f'[{WORDS["proof"][language]}]({ERRORS}){{ data-page="{ERRORS}" }}')
    yield from (*templates.wrap_markdown("diagnose_links.html", links), "")


def script(language: Language) -> bytes:
    """The data as a script for the browser.

    Args:
        language: of the page.
    """
    known = data(language) | {
        "words": {name: words[language] for name, words in WORDS.items()},
        "next": NEXT,
        "look": "kubectl describe pod --namespace=jenkins --selector=jenkins/label",
    }
    return f"window.kanikoDiagnosis={json.dumps(known, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def data(language: Language) -> dict[str, Any]:
    """The data for the script: `facts/signatures.yml`, with patterns split into their literal parts.

    Args:
        language: of causes, fixes and titles.
    """
    return {
        "limits": {"line": log.LONGEST_LINE, "wrapped": diagnosis.WRAPPED_LOG_LINES, "quote": diagnosis.QUOTE_LENGTH},
        "stages": [
            {"id": stage.id, "title": stage.title[language], "marks": stage.marks} for stage in signatures.stages()
        ],
        "clues": signatures.clues(),
        "warnings": signatures.warnings(),
        "messages": signatures.messages(),
        "linePrefixes": signatures.line_prefixes(),
        "signatures": [_signature(one, language) for one in signatures.signatures()],
    }


def _signature(one: Signature, language: Language) -> dict[str, Any]:
    causes = [
        {
            "cause": each.cause[language],
            "fix": each.fix[language],
            **({"confirm": each.confirm} if each.confirm else {}),
        }
        for each in one.causes
    ]
    known = {"requires": one.requires, "excludes": one.excludes, **{flag: getattr(one, flag) for flag in FLAGS}}
    return {
        "id": one.id,
        "stage": one.stage,
        "patterns": one.patterns,
        "page": one.page,
        "causes": causes,
        **{name: value for name, value in known.items() if value},
    }
