"""Tables of facts in Markdown: on a phone a row's cells stand one below the other, each with its column's head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.findings import Bilingual
from kaniko_guide.site.punctuation import COLON, COMMA, STOP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.facts.statements import Statement
    from kaniko_guide.findings import Language

MORE = Bilingual("详见", "See")
PROOF = Bilingual("依据：", "Known by: ")


def table(
    heads: Iterable[Bilingual], rows: Iterable[list[str]], language: Language, *, wide: bool = False
) -> Iterator[str]:
    """A table that folds.

    Args:
        heads: of its columns.
        rows: its cells; the first and the last of a row explain themselves, so that they get no head on a phone.
        language: of the heads.
        wide: whether the first cells are long names, which may break, and the last ones need their head too.
    """
    named = [head[language] for head in heads]
    bare = {0} if wide else {0, len(named) - 1}
    yield from ("", f'<div class="facts{" facts--wide" * wide}" markdown>', "", row(named), f"|{'---|' * len(named)}")
    for cells in rows:
        headed = zip(named, cells, strict=True)
        yield row([cell if at in bare else _headed(head, cell, language) for at, (head, cell) in enumerate(headed)])
    yield from ("", "</div>", "")


def row(cells: list[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def proved(statement: Statement, language: Language) -> str:
    """A statement with where the guide says more, and how it is known, in Markdown."""
    page = statement.page
    between = "" if language == "zh" else " "
    more = f"{between}{MORE[language]} [`{page.partition('#')[2]}`]({page}){STOP[language]}" if page else ""
    proof = f" <small>{PROOF[language]}{COMMA[language].join(statement.proofs)}</small>" if statement.proofs else ""
    return f"{statement.meaning[language]}{more}{proof}"


def _headed(head: str, cell: str, language: Language) -> str:
    return cell and f'<small class="facts__build">{head}{COLON[language]}</small>{cell}'
