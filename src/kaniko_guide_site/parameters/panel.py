"""The panel in which a reader types their own values, as HTML that stands in every page with blocks.

`theme/assets/parameters.js` opens it; without JavaScript it stays closed, and the blocks show their defaults.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

from markdown.postprocessors import Postprocessor

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.parameters.occurrences import in_reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markdown import Markdown

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.parameters.definitions import Parameter, Parameters
    from kaniko_guide_site.snippets.reference import Reference

TITLE = Bilingual("填入你的值", "Your own values")
INTRO = Bilingual(
    "写一次，每一页的代码块都跟着变，复制和下载的也是。值只保存在这个浏览器里，不发送到任何地方。不要写密码。",
    "Type a value once: the blocks of every page follow, and so does what you copy or download. Values stay in this "
    "browser and are sent nowhere. Never type a password.",
)
RESET = Bilingual("恢复示例值：{label}", "Back to the example: {label}")
RESET_ALL = Bilingual("全部恢复示例值", "All back to the examples")
SHARE = Bilingual("复制带这些值的链接", "Copy a link with these values")
DONE = Bilingual("完成", "Done")
CLOSE = Bilingual("关闭", "Close")
LINK = Bilingual("带这些值的链接", "Link with these values")
LINKED = Bilingual(
    "这一页正用着链接里带来的值，还没有保存。只有信得过发链接的人，才保留它们。",
    "This page shows values that the link brought; they are not saved. Keep them only if you trust who sent the link.",
)
KEEP = Bilingual("保留", "Keep them")
DISCARD = Bilingual("不用", "Discard them")
WORDS = {
    "copied": Bilingual("链接已复制{without}。", "The link is copied{without}."),
    "shown": Bilingual(
        "浏览器不让复制，请自己复制上面的链接{without}。",
        "Your browser does not let it be copied; copy the link above{without}.",
    ),
    "without": Bilingual("，不含账号", ", without the user"),
    "nothing": Bilingual("还没有可以放进链接的值。", "There is no value yet that a link may hold."),
    "dropped": Bilingual(
        "链接里有不合规定的值，没有采用。", "Some values of the link are not legal and were left out."
    ),
    "unsaved": Bilingual(
        "浏览器不让保存：这些值只在这一页有效。",
        "Your browser does not let values be saved: they hold on this page alone.",
    ),
}
"""What the script says."""


def attributes(snippets: Path, reference: Reference) -> str:
    """The attribute that tells a block's holes, as `[start, end, name]` in UTF-16 code units; empty for none."""
    holes = in_reference(snippets, reference, definitions.of(snippets))
    if not holes:
        return ""
    return f' data-holes="{html.escape(json.dumps(holes, separators=(",", ":")))}"'


def button(language: Language) -> str:
    """What opens the panel from a block; the script shows it."""
    return f'<button type="button" class="values-open" hidden>{TITLE[language]}</button>'


def opener(language: Language) -> Iterator[str]:
    """The same, between the paragraphs of a page."""
    yield from ("", f'<div class="values-opener" data-search-exclude="true">{button(language)}</div>', "")


def panel(known: Parameters, language: Language) -> str:
    """The panel, and the notice of values that came with a link.

    Args:
        known: all parameters.
        language: of its words.
    """
    data = html.escape(json.dumps(_data(known, language), ensure_ascii=False, separators=(",", ":")))
    groups = "".join(
        f"<fieldset><legend>{html.escape(title[language])}</legend>"
        + "".join(_field(one, language) for one in known.parameters.values() if one.group == name)
        + "</fieldset>"
        for name, title in known.groups.items()
    )
    return (
        f'<dialog class="values" aria-labelledby="values-title" data-search-exclude="true" data-values="{data}">'
        '<form class="values-form" method="dialog" novalidate autocomplete="off">'
        f'<div class="values-head"><p class="values-title" id="values-title">{TITLE[language]}</p>'
        f'<button type="button" class="values-close" aria-label="{CLOSE[language]}">×</button></div>'
        f'<div class="values-body"><p class="values-intro">{INTRO[language]}</p>{groups}</div>'
        '<div class="values-foot"><p class="values-status" role="status"></p>'
        f'<input class="values-link" readonly hidden aria-label="{LINK[language]}">'
        f'<button type="button" class="values-share">{SHARE[language]}</button>'
        f'<button type="button" class="values-reset-all">{RESET_ALL[language]}</button>'
        f'<button class="values-done">{DONE[language]}</button></div></form></dialog>'
        '<div class="values-notice" role="status" data-search-exclude="true"><div hidden>'
        f'<p class="values-linked">{LINKED[language]}</p><dl></dl><p class="values-dropped"></p>'
        f'<button type="button" class="values-keep">{KEEP[language]}</button>'
        f'<button type="button" class="values-discard">{DISCARD[language]}</button></div></div>'
    )


def _field(parameter: Parameter, language: Language) -> str:
    identity = f"value-{parameter.name}"
    label = html.escape(parameter.label[language])
    reset = html.escape(RESET.format(label=parameter.label)[language])
    return (
        f'<div class="values-field" data-name="{parameter.name}"><label for="{identity}">{label}</label>'
        f'<input id="{identity}" placeholder="{html.escape(parameter.default or "")}" autocapitalize="none"'
        f' spellcheck="false" aria-describedby="{identity}-help {identity}-wrong">'
        f'<button type="button" class="values-reset" aria-label="{reset}" title="{reset}" hidden>↺</button>'
        f'<p class="values-wrong" id="{identity}-wrong"></p>'
        f'<p class="values-help" id="{identity}-help">{html.escape(parameter.help[language])}</p></div>'
    )


def _data(known: Parameters, language: Language) -> dict[str, object]:
    """What the script must know."""
    return {
        "parameters": {
            one.name: {
                "default": one.default,
                "pattern": one.pattern,
                "maximum": one.maximum,
                "refused": [[refusal.pattern, refusal.message[language]] for refusal in one.refused],
                "private": one.private,
                "mirrored": one.mirrored,
                "label": one.label[language],
                "wrong": one.wrong[language],
            }
            for one in known.parameters.values()
        },
        "copies": {name: [copy.part, copy.otherwise] for name, copy in known.copies.items()},
        "words": {name: words[language] for name, words in WORDS.items()},
    }


class PanelAtEnd(Postprocessor):
    """Puts the panel behind a page that has blocks."""

    def __init__(self, md: Markdown, snippets: Path, language: Language) -> None:
        super().__init__(md)
        self.snippets = snippets
        self.language = language

    def run(self, text: str) -> str:
        """The page's HTML, with the panel."""
        if "data-holes=" not in text:
            return text
        return f"{text}\n{panel(definitions.of(self.snippets), self.language)}"
