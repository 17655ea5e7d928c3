"""The form that narrows the tables of a page down, where JavaScript runs (`theme/assets/table-filter.js`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide_site.templates import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose rows by.

    Attributes:
        name: a row tells by `data-NAME` what it is.
        label: as the reader sees it.
        every: the word for no choice.
        options: words by what a row says.
    """

    name: str
    label: str
    every: str
    options: Mapping[str, str]


def form(title: str, text: str, choices: Sequence[Choice], count: str, every: int) -> str:
    """The form, in HTML.

    Args:
        title: what it is for.
        text: the label of the field for words.
        choices: what else to choose by.
        count: how many rows are shown, with `{shown}` for the number.
        every: how many there are.
    """
    return render("filter_form.html", title=title, text=text, choices=choices, count=count, every=every)
