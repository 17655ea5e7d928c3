"""A sentence in the two languages of the guide."""

from __future__ import annotations

import string
from typing import Literal

from msgspec import Struct

Language = Literal["zh", "en"]

ELLIPSIS = "…"
"""What stands for a value that is not known."""


class Bilingual(Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence in both languages, each written afresh."""

    zh: str
    en: str

    def format(self, **values: object) -> Bilingual:
        """Put values into the `{name}` places of both sentences; a value may be bilingual itself."""
        zh = {key: value.zh if isinstance(value, Bilingual) else value for key, value in values.items()}
        en = {key: value.en if isinstance(value, Bilingual) else value for key, value in values.items()}
        return Bilingual(self.zh.format(**zh), self.en.format(**en))

    def without_values(self) -> Bilingual:
        """Both sentences with `…` in their places."""
        return Bilingual(_without_values(self.zh), _without_values(self.en))

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def _without_values(template: str) -> str:
    parts = string.Formatter().parse(template)
    return "".join(words if place is None else f"{words}{ELLIPSIS}" for words, place, _, _ in parts)
