"""The tables of a pod's fields, a part of them each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.facts import pod_fields
from kaniko_guide_site.punctuation import COMMA
from kaniko_guide_site.tables_of_facts import proved, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.facts.pod_fields import PodField

HEADS = (
    Bilingual("字段", "Field"),
    Bilingual("写成", "Write"),
    Bilingual("为什么，错了会怎样", "Why, and what goes wrong"),
)
OPTION = Bilingual("选项", "Option")
OF = Bilingual("`{name}` 容器的 ", "`{name}`: ")
NONE = Bilingual("—", "—")
RULES = Bilingual("检查规则：", "Found by: ")


def page(group: str, root: Path, language: Language) -> Iterator[str]:
    """The fields of a group, in Markdown.

    Args:
        group: one of `pod_fields.groups()`.
        root: the project's folder.
        language: of the words.
    """
    fields = pod_fields.groups()[group]
    first = OPTION if all(field.option for field in fields) else HEADS[0]
    return table((first, *HEADS[1:]), (_row(field, root, language) for field in fields), language)


def _row(field: PodField, root: Path, language: Language) -> list[str]:
    of = "" if field.container == pod_fields.EXECUTOR else OF.format(name=field.container)[language]
    return [
        f"{of}`{field.name}`",
        f"`{field.value}`" if field.value else NONE[language],
        proved(field, root, language) + _rules(field, language),
    ]


def _rules(field: PodField, language: Language) -> str:
    links = COMMA[language].join(f"[`{rule}`](rules.md#{rule})" for rule in field.rules)
    return links and f"<br>{RULES[language]}{links}"
