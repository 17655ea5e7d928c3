"""`::: pod-fields GROUP`: the fields of a pod that matter to Kaniko."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.fact_tables import stack_lines, table, with_proof
from kaniko_guide_site.facts import pod_fields
from kaniko_guide_site.punctuation import COMMA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.pod_fields import PodField

TOPICS = ("pod_fields",)
HEADERS = (
    Bilingual("字段", "Field"),
    Bilingual("写成", "Write"),
    Bilingual("原因和写错的后果", "Reason, and result of an error"),
)
OPTION = Bilingual("选项", "Option")
OF = Bilingual("`{name}` 容器的 ", "`{name}`: ")
NONE = Bilingual("—", "—")
RULES = Bilingual("检查规则：", "Found by: ")


def arguments() -> Collection[str]:
    """The groups."""
    return pod_fields.groups()


def render(page: Page, group: str) -> Iterator[str]:
    """The fields of a group."""
    fields = pod_fields.groups()[group]
    first = OPTION if all(field.option for field in fields) else HEADERS[0]
    return table(
        (first, *HEADERS[1:]), (_field_row(field, page.root, page.language) for field in fields), page.language
    )


def _field_row(field: PodField, root: Path, language: Language) -> list[str]:
    of = "" if field.container == pod_fields.EXECUTOR else OF.format(name=field.container)[language]
    return [
        f"{of}`{field.name}`",
        f"`{field.value}`" if field.value else NONE[language],
        stack_lines(filter(None, [with_proof(field, root, language), _rules(field, language)])),
    ]


def _rules(field: PodField, language: Language) -> str:
    links = COMMA[language].join(f"[`{rule}`](rules/{rule}.md)" for rule in field.rules)
    return links and f"{RULES[language]}{links}"
