"""The form that narrows the tables of a page down, where JavaScript runs (`theme/assets/evidence.js`)."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


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


def form(title: str, text: str, choices: Sequence[Choice], count: str, every: int) -> Iterator[str]:
    """The form, in HTML.

    Args:
        title: what it is for.
        text: the label of the field for words.
        choices: what else to choose by.
        count: how many rows are shown, with `{shown}` for the number.
        every: how many there are.
    """
    yield f'<form class="snippet-filter" aria-label="{html.escape(title)}" data-search-exclude>'
    yield f'<label>{html.escape(text)} <input type="search" autocomplete="off" spellcheck="false"></label>'
    for choice in choices:
        options = "".join(
            f'<option value="{html.escape(value)}">{html.escape(words)}</option>'
            for value, words in {"": choice.every, **choice.options}.items()
        )
        yield f'<label>{html.escape(choice.label)} <select name="{choice.name}">{options}</select></label>'
    yield f'<output data-template="{html.escape(count)}">{count.format(shown=every)}</output>'
    yield "</form>"
