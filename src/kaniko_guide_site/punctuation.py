"""The signs between generated words, in both languages."""

from __future__ import annotations

from kaniko_guide.bilingual import Bilingual

STOP = Bilingual("。", ". ")
COLON = Bilingual("：", ": ")
COMMA = Bilingual("，", ", ")
LISTED = Bilingual("、", ", ")
"""Between the parts of a list."""
