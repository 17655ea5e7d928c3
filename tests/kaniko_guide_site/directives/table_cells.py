"""Reads the tables that directives write."""

from __future__ import annotations


def cells(lines: list[str]) -> list[list[str]]:
    """The cells of the rows among some lines of Markdown, without the first row, which has the headings."""
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")][1:]
