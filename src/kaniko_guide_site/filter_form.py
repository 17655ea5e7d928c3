"""The form that filters the tables of a page, by JavaScript (`theme/assets/table-filter.js`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide_site.templates import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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


def form(title: str, text: str, choices: Sequence[Choice], count: str, every: int) -> str:
    """The form, in HTML.

    Args:
        title: the purpose of the form.
        text: the label of the text field.
        choices: the selection lists.
        count: the sentence with the number of visible rows, `{shown}`.
        every: the number of all rows.
    """
    return render("filter_form.html", title=title, text=text, choices=choices, count=count, every=every)
