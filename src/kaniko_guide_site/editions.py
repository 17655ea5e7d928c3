"""The two languages of the site, and which of two pages was changed after they last said the same.

The Chinese edition is at the root of the site, the English one below `en/`; a page has the same address in both.
"""

from __future__ import annotations

import difflib
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from kaniko_guide.bilingual import Bilingual, Language
from kaniko_guide_site import git

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs.config.defaults import MkDocsConfig

LANGUAGES: tuple[Language, ...] = get_args(Language)
PATH = Bilingual("", "en/")
"""Of an edition, below the address of the site."""
NAME = Bilingual("中文", "English")
"""Of each language, in itself."""
DOCS = "docs"
IN_STEP = "in-step.tsv"
"""What Git names each pair of pages, as they were when they last said the same: page, Chinese page, English page."""
RECORD = "REFRESH_OUTPUTS=1 nox --session tests -- tests/documents/test_languages.py"
"""Records that all pairs of pages say the same."""
HASH_LENGTH = 16
"""Characters: they distinguish two versions of a page, and guard against nothing."""


def language_of(config: MkDocsConfig) -> Language:
    """The language of the edition that is built."""
    language: Language = config.mdx_configs["kaniko_guide_site.extension"]["language"]
    return language


def other(language: Language) -> Language:
    """The other language."""
    return "en" if language == "zh" else "zh"


def to_root(language: Language) -> str:
    """The relative address of the whole site, as seen from the root of an edition."""
    return "../" * PATH[language].count("/")


def site_address(edition: str | None, language: Language) -> str:
    """The address of the whole site; empty if it is not known.

    Args:
        edition: the address of an edition, if it is known.
        language: of the edition.
    """
    return (edition or "").removesuffix(PATH[language])


@dataclass(frozen=True, slots=True)
class Pair:
    """A page in both languages, by the hashes of its files; empty for one that does not exist.

    Attributes:
        page: its path below the directory of an edition.
        now: the hashes of the files.
        recorded: those of the files when they last said the same.
    """

    page: str
    now: Bilingual
    recorded: Bilingual

    @property
    def newer(self) -> Language | None:
        """The language of the only file that has changed since; None if none has, or both."""
        changed = [language for language in LANGUAGES if self.now[language] != self.recorded[language]]
        return changed[0] if len(changed) == 1 else None


def pairs(root: Path) -> Mapping[str, Pair]:
    """Every written page, by its path below the directory of an edition.

    Args:
        root: the project's directory.
    """
    docs = root / DOCS
    pages = {path.relative_to(docs / one).as_posix() for one in LANGUAGES for path in (docs / one).rglob("*.md")}
    return {page: pair(root, page) for page in sorted(pages)}


def pair(root: Path, page: str) -> Pair:
    """A page in both languages.

    Args:
        root: the project's directory.
        page: its path below the directory of an edition; a generated page has no files.
    """
    docs = root / DOCS
    lines = (docs / IN_STEP).read_text("utf-8").splitlines()
    recorded = {name: Bilingual(zh, en) for name, zh, en in (line.split("\t") for line in lines)}
    now = Bilingual(*(_hash(docs / one / page) for one in LANGUAGES))
    return Pair(page, now, recorded.get(page, Bilingual("", "")))


def _hash(path: Path) -> str:
    if not path.is_file():
        return ""
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()[:HASH_LENGTH]


def difference(root: Path, one: Pair) -> list[str]:
    """What was changed in the newer page since both said the same, as lines of a unified diff.

    Args:
        root: the project's directory.
        one: the pair.

    Returns:
        Nothing if no page is newer, or if the older text is not known: there is no Git, or it has not all commits.
    """
    if one.newer is None or not one.recorded[one.newer]:
        return []
    before = git.output(root, "cat-file", "blob", one.recorded[one.newer])
    if not before:
        return []
    now = (root / DOCS / one.newer / one.page).read_text("utf-8")
    _, _, *lines = difflib.unified_diff(before.decode().splitlines(), now.splitlines(), n=1, lineterm="")
    return lines


def record(root: Path) -> str:
    """The content of `in-step.tsv` for pages that say the same now."""
    return "".join(f"{one.page}\t{one.now.zh}\t{one.now.en}\n" for one in pairs(root).values())


def out_of_step(root: Path) -> Iterator[str]:
    """A line for each page that was changed in one language only, in the format of compilers."""
    for one in pairs(root).values():
        if one.newer is not None:
            older = other(one.newer)
            yield (
                f"{DOCS}/{older}/{one.page}:1:1: warning: {DOCS}/{one.newer}/{one.page} was changed, this was not. "
                f"Change this page too, then run: {RECORD} [in-step]"
            )


if __name__ == "__main__":  # nox --session lint
    sys.stdout.writelines(f"{line}\n" for line in out_of_step(Path()))
