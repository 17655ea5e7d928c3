"""Example pairs: two directories, the wrong one and the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide_site.snippets import library

if TYPE_CHECKING:
    from pathlib import Path


def test_a_pair_is_two_examples(snippets: Path) -> None:
    known = library.load(snippets)
    assert list(known.pairs) == ["examples/unknown-flag", "silent/heredoc"]
    pair = known.pairs["examples/unknown-flag"]
    assert (pair.bad, pair.good) == tuple(snippets / "examples" / "unknown-flag" / side for side in ("bad", "good"))
    assert pair.rule == "unknown-flag"
    assert [path.relative_to(snippets).as_posix() for path in known.examples] == [
        "examples/unknown-flag/bad",
        "examples/unknown-flag/good",
        "silent/heredoc/bad",
    ]
