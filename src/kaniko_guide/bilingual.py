"""Texts in Chinese and English."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Language = Literal["zh", "en"]

ELLIPSIS = "…"
"""Shown in place of a value that is not known."""


class Bilingual(Struct, frozen=True, forbid_unknown_fields=True):
    """The same text in Chinese and in English, each written independently."""

    zh: str
    en: str

    def format(self, **values: object) -> Bilingual:
        """Fill the `{name}` placeholders of both texts; a value may be bilingual itself.

        Raises:
            KeyError: a placeholder has no value.
        """
        zh = {key: value.zh if isinstance(value, Bilingual) else value for key, value in values.items()}
        en = {key: value.en if isinstance(value, Bilingual) else value for key, value in values.items()}
        return Bilingual(self.zh.format(**zh), self.en.format(**en))

    def without_values(self) -> Bilingual:
        """Both texts with `…` for each placeholder."""
        return Bilingual(_without_values(self.zh), _without_values(self.en))

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def _without_values(template: str) -> str:
    from string import Formatter  # noqa: PLC0415 (few runs need it)

    parts = Formatter().parse(template)
    return "".join(literal if field is None else f"{literal}{ELLIPSIS}" for literal, field, _, _ in parts)
