"""A recipe or an example is parsed once, whoever asks for it, until one of its files changes."""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide_site.parameters import definitions, occurrences
from kaniko_guide_site.snippets import library, reading
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_it_is_read_again_only_after_a_change(snippets: Path) -> None:
    first = reading.read(snippets / "one", snippets.parent)
    assert reading.read(snippets / "one", snippets.parent) is first
    script = snippets / "one" / "run.sh"
    script.write_text("ls\n", "utf-8")
    os.utime(script, ns=(1, 1))
    (changed,) = reading.read(snippets / "one", snippets.parent).scripts
    assert changed.text.value == "ls\n"
    assert changed.text.source.path == "snippets/one/run.sh"


def test_all_parts_of_the_site_share_it(snippets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.load(snippets).projects  # noqa: B018 (reads them)
    monkeypatch.delattr("kaniko_guide.project.read")
    known = definitions.load(SNIPPETS)
    for directory in ("one", "examples/unknown-flag/good"):
        assert occurrences.in_directory(snippets, PurePosixPath(directory), known) == {}
