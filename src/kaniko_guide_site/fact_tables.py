"""Tables of facts in Markdown; on a phone the cells of a row are stacked, each with its column's header."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.headings import title
from kaniko_guide_site.punctuation import COLON, LISTED, SEMICOLON, STOP
from kaniko_guide_site.templates import render, wrap_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.claims import Claim, Kind, Proof
    from kaniko_guide.facts.statements import SourcedStatement

MORE = Bilingual("详见", "See")
PROOF = Bilingual("依据：", "Evidence: ")
EVIDENCE = Bilingual("依据", "Evidence")
EARLIER = Bilingual("更早的运行记录", "an earlier recorded run")
KINDS: Mapping[Kind, Bilingual] = {
    "run": Bilingual("实测", "run"),
    "source": Bilingual("读过源码", "source read"),
    "thread": Bilingual("GitHub 讨论", "thread on GitHub"),
    "inferred": Bilingual("推断", "inferred"),
    "unconfirmed": Bilingual("未确认", "unconfirmed"),
    "announced": Bilingual("已宣布、未运行", "announced, not run"),
}
"""The kinds of proof, the strongest first."""
BAR = re.compile(r"(?P<tick>`+).+?(?P=tick)|\|")
"""Code in a cell, whose bars do not end the cell, or a bar."""


def table(
    headers: Iterable[Bilingual], rows: Iterable[list[str]], language: Language, *, wide: bool = False
) -> Iterator[str]:
    """A table whose rows are stacked on a phone.

    Args:
        headers: of its columns.
        rows: the cells; the first and the last of a row have no header on a phone.
        language: of the headers.
        wide: whether the first cells are long names, which may wrap, and the last ones have their header too.
    """
    named = [header[language] for header in headers]
    bare = {0} if wide else {0, len(named) - 1}
    columns = [
        "" if at in bare else render("column.html", header=f"{header}{COLON[language]}")
        for at, header in enumerate(named)
    ]
    lines = [row(named), f"|{'---|' * len(named)}"]
    for cells in rows:
        headed = zip(columns, cells, strict=True)
        lines.append(row([cell and f"{column}{cell}" for column, cell in headed]))
    yield from ("", *wrap_markdown("facts.html", lines, wide=wide), "")


def row(cells: list[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(BAR.sub(_bar, cell) for cell in cells)} |"


def with_proof(statement: SourcedStatement, root: Path, language: Language) -> str:
    """A statement with a link to its section of the guide and with its evidence, in Markdown.

    Args:
        statement: any.
        root: the project's directory.
        language: of the words.
    """
    more = _more(statement.page, root, language) if statement.page else ""
    if statement.claims:
        shown = folded_proof(statement.claims, language, statement.proofs)
    else:
        records = LISTED[language].join(statement.proofs)
        shown = records and folded(EVIDENCE[language], records)
    return " ".join(filter(None, [f"{statement.meaning[language]}{more}", shown]))


def folded_proof(
    claims: Iterable[Claim], language: Language, records: Iterable[str] = (), *, block: bool = False
) -> str:
    """The kinds of the proofs of claims, the strongest first; their names, when it is opened.

    Args:
        claims: any.
        language: of the words.
        records: of earlier runs, in Markdown.
        block: whether it is outside of a table.

    Returns:
        In Markdown; empty if there is no proof.
    """
    proofs: dict[Bilingual, list[str]] = {}
    known = [claim.proof for claim in claims]
    for kind, words in KINDS.items():
        of_kind = [proof for proof in known if proof.kind == kind]
        if of_kind:
            proofs[words] = [name for proof in of_kind for name in _proof_names(proof)]
    if earlier := list(records):
        proofs[EARLIER] = earlier
    if not proofs:
        return ""
    parts = (
        COLON[language].join(filter(None, [kind[language], LISTED[language].join(dict.fromkeys(names))]))
        for kind, names in proofs.items()
    )
    summary = f"{PROOF[language]}{LISTED[language].join(kind[language] for kind in proofs)}"
    if not any(proofs.values()):
        return small(summary)
    return folded(summary, SEMICOLON[language].join(parts), block=block)


def folded(summary: str, proof: str, *, block: bool = False) -> str:
    """Small print that is opened by its summary.

    Args:
        summary: plain text.
        proof: as Markdown.
        block: whether it is outside of a table.
    """
    return render("proof.html", summary=summary, markdown=proof, block=block)


def small(words: str) -> str:
    """Small print in a cell.

    Args:
        words: as Markdown.
    """
    return render("small.html", markdown=words)


def stack_lines(parts: Iterable[str]) -> str:
    """The parts of a cell on separate lines.

    Args:
        parts: as Markdown.
    """
    return render("stacked.html", parts=list(parts))


def _more(page: str, root: Path, language: Language) -> str:
    words = title(page, root, language)
    between = "" if language == "zh" else " "
    space = " " if words[0].isascii() else ""
    return f"{between}{MORE[language]}{space}[{words}]({page}){STOP[language]}"


def _proof_names(proof: Proof) -> Iterator[str]:
    """The case, files or issue of a proof, in Markdown."""
    for name in (proof.run, *chain.from_iterable(proof.files.values()), proof.announced):
        if name:
            yield f"`{name}`"
    if isinstance(proof.source, str):
        yield proof.source
    if proof.thread:
        repository, _, number = proof.thread.partition("#")
        yield f"[{proof.thread}](https://github.com/{repository}/issues/{number})"


def _bar(found: re.Match[str]) -> str:
    return found[0] if found["tick"] else "&#124;"
