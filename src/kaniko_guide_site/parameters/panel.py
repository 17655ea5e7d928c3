"""The panel in which a reader types their own values.

It is a part of the script of all pages, because it is the same for all. `theme/assets/parameters.js` adds it to pages
with values and opens it; without JavaScript the blocks show their defaults.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.templates import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.parameters.definitions import Occurrence, Parameter, Parameters

TITLE = Bilingual("填入你的值", "Your own values")
INTRO = Bilingual(
    "写一次，每一页的代码块都跟着变，复制和下载的也是。值只保存在这个浏览器里，不发送到任何地方。不要写密码。",
    "Type a value once: the blocks of every page follow, and so does what you copy or download. Values stay in this "
    "browser and are sent nowhere. Never type a password.",
)
REGISTRIES = Bilingual("用哪个仓库", "Which registry")
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
LABELS = {
    "title": TITLE,
    "intro": INTRO,
    "registries_label": REGISTRIES,
    "reset_all": RESET_ALL,
    "share": SHARE,
    "done": DONE,
    "close": CLOSE,
    "link": LINK,
    "linked": LINKED,
    "keep": KEEP,
    "discard": DISCARD,
}
"""The texts of the panel, by their names in its template."""

WORDS = {
    "values": Bilingual("（已填 {count} 项）", " ({count} filled in)"),
    "occurrences": Bilingual("（已填 {count} 处）", " ({count} filled in)"),
    "copied": Bilingual("链接已复制{without}。", "The link is copied{without}."),
    "shown": Bilingual(
        "浏览器不让复制，请自己复制上面的链接{without}。",
        "Your browser does not let it be copied; copy the link above{without}.",
    ),
    "without": Bilingual("，不含账号", ", without the user"),
    "nothing": Bilingual("还没有可以放进链接的值。", "There are no values for a link yet."),
    "dropped": Bilingual("链接里有不合规定的值，没有采用。", "Some values of the link are invalid and were left out."),
    "unsaved": Bilingual(
        "浏览器不让保存：这些值只在这一页有效。",
        "Your browser does not let values be saved: they apply only on this page.",
    ),
}
"""The texts of the script."""


def occurrences(found: Sequence[Occurrence]) -> str:
    """A block's occurrences as JSON, `[start, end, name]` in UTF-16 code units; empty for none."""
    return json.dumps(found, separators=(",", ":")) if found else ""


def button(language: Language) -> str:
    """The button that opens the panel; the script makes it visible, and counts what is filled in."""
    return render("values_button.html", words=TITLE[language])


def panel(known: Parameters, language: Language) -> str:
    """The panel, and the notice of values that came with a link.

    Args:
        known: all parameters.
        language: of its texts.
    """
    data = json.dumps(_data(known, language), ensure_ascii=False, separators=(",", ":"))
    registry_group = known.parameters[definitions.REGISTRY].group
    groups = [
        {
            "title": title[language],
            "fields": [_field(one, language) for one in known.parameters.values() if one.group == name],
            "registries": [one.label[language] for one in known.registries[language] if name == registry_group],
        }
        for name, title in known.groups.items()
    ]
    labels = {name: words[language] for name, words in LABELS.items()}
    return render("panel.html", data=data, groups=groups, **labels)


def script(known: Parameters, language: Language) -> str:
    """The panel as a part of the script of all pages, which adds it to a page with values.

    Args:
        known: all parameters.
        language: of its texts.
    """
    return f"window.kanikoGuidePanel={json.dumps(panel(known, language), ensure_ascii=False)};\n"


def _field(parameter: Parameter, language: Language) -> dict[str, str]:
    return {
        "name": parameter.name,
        "label": parameter.label[language],
        "default": parameter.examples[language] if parameter.examples else "",
        "reset": RESET.format(label=parameter.label)[language],
        "help": parameter.help[language],
    }


def _data(known: Parameters, language: Language) -> dict[str, object]:
    """The data for the script; what several parameters have in common is in it once."""
    rejections = {
        rejection.pattern: rejection.message for one in known.parameters.values() for rejection in one.rejected
    }
    numbers = {pattern: number for number, pattern in enumerate(rejections)}
    limits = list(dict.fromkeys(_limits(one, numbers, language) for one in known.parameters.values()))
    return {
        "rejections": [[pattern, message[language]] for pattern, message in rejections.items()],
        "limits": limits,
        "parameters": {
            one.name: {
                "default": one.examples and one.examples[language],
                "limits": limits.index(_limits(one, numbers, language)),
                "private": one.private,
                "mirrored": one.mirrored,
                "label": one.label[language],
            }
            for one in known.parameters.values()
        },
        "copies": {name: [copy.part, copy.otherwise] for name, copy in known.copies.items()},
        "synonyms": {name: [synonym.parameter, synonym.values] for name, synonym in known.synonyms.items()},
        "registries": [
            {
                "pattern": one.pattern,
                "value": one.value,
                "example": one.example,
                "help": {name: words[language] for name, words in one.help.items()},
            }
            for one in known.registries[language]
        ],
        "words": {name: words[language] for name, words in WORDS.items()},
    }


def _limits(
    parameter: Parameter, rejections: Mapping[str, int], language: Language
) -> tuple[str, int, tuple[int, ...], str]:
    """Which values a parameter accepts: its pattern, the greatest length, numbers of its rejections, the message."""
    rejected = tuple(rejections[rejection.pattern] for rejection in parameter.rejected)
    return parameter.pattern, parameter.maximum, rejected, parameter.wrong[language]
