"""The form that filters the tables of a page, by JavaScript (`theme/assets/table-filter.js`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.templates import render, wrap_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kaniko_guide.bilingual import Language

COUNT = Bilingual("{shown} 项，共 {all} 项", "{shown} of {all}")
NONE = Bilingual("没有符合的。少写几个字", "Nothing matches. Type less")


@dataclass(frozen=True, slots=True)
class Choice:
    """A selection list by which rows are filtered.

    Attributes:
        name: each row has its value in the attribute `data-NAME`.
        label: of the list.
        every: the label for no filter.
        options: labels by value.
    """

    name: str
    label: str
    every: str
    options: Mapping[str, str]


def form(title: str, text: str, every: int, language: Language, choices: Sequence[Choice] = ()) -> str:
    """The form, in HTML.

    Args:
        title: the purpose of the form.
        text: the label of the text field.
        every: the number of all rows.
        language: of the number of visible rows.
        choices: the selection lists.
    """
    count = COUNT.format(shown="{shown}", all=every)[language]
    return render(
        "filter_form.html", title=title, text=text, choices=choices, count=count, no_match=NONE[language], every=every
    )


def filterable(lines: Iterable[str]) -> Iterator[str]:
    """A table in Markdown that the form of its page filters.

    Args:
        lines: of the table.
    """
    yield from ("", *wrap_markdown("filterable.html", lines), "")
