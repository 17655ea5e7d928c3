"""A sentence in the two languages of the guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A sentence in both languages, each written afresh."""

    zh: str
    en: str

    def format(self, **values: object) -> Bilingual:
        """Put values into the `{name}` places of both sentences; a value may be bilingual itself."""
        zh = {key: value.zh if isinstance(value, Bilingual) else value for key, value in values.items()}
        en = {key: value.en if isinstance(value, Bilingual) else value for key, value in values.items()}
        return Bilingual(self.zh.format(**zh), self.en.format(**en))

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en
