"""The punctuation between generated words, in both languages."""

from __future__ import annotations

from kaniko_guide.bilingual import Bilingual

STOP = Bilingual("。", ". ")
COLON = Bilingual("：", ": ")
COMMA = Bilingual("，", ", ")
SEMICOLON = Bilingual("；", "; ")
LISTED = Bilingual("、", ", ")
"""Separates the items of a list."""
