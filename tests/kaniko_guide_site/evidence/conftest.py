"""A site of one page that shows a changed snippet."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide_site.evidence.lines import Lines
from tests.kaniko_guide_site.evidence.recorded import write_current_records
from tests.site_build import mkdocs, small_site
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


PAGE = '# A {{#a}}\n\n```{language} title="x"\n--8<-- "{reference}"\n```\n'


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., tuple[int, str, Lines]]:
    """A function that changes snippets and builds a site of one page that shows one of them, and `also` others."""
    directory = tmp_path / "project"
    directory.mkdir()
    shutil.copytree(SNIPPETS, directory / "snippets")
    for part in ("uv.lock", "src", "lab"):
        (directory / part).symlink_to(ROOT / part)
    write_current_records(directory)

    def build(
        reference: str, changes: dict[str, tuple[str, str]], *, also: Iterable[str] = (), **settings: str
    ) -> tuple[int, str, Lines]:
        for name, (old, new) in changes.items():
            path = directory / "snippets" / name
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new), "utf-8")
        text = "\n".join(PAGE.format(language="text", reference=shown) for shown in (reference, *also))
        done = mkdocs(small_site(directory, text, hooks=[], plugins=[], **settings), tmp_path / "site", directory)
        page = tmp_path / "site" / "index.html"
        return done.returncode, done.stderr, Lines(page if done.returncode == 0 else directory / "docs" / "index.md")

    return build
