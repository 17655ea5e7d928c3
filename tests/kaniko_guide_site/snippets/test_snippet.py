"""What a snippet's path says of it."""

from __future__ import annotations

import pytest

from kaniko_guide_site.snippets.snippet import Snippet


@pytest.mark.parametrize(
    ("path", "directory", "pair", "is_bad", "rule", "is_output"),
    [
        ("quick-start/ci/run.sh", "quick-start", None, False, None, False),
        ("quick-start", "quick-start", None, False, None, False),
        ("quick-start/kaniko.txt", "quick-start", None, False, None, True),
        ("bad/run.sh", "bad", None, False, None, False),
        ("examples/a/bad/ci/x", "examples/a/bad", "a", True, "a", False),
        ("examples/a/good/bad", "examples/a/good", "a", False, "a", False),
        ("silent/arg-other-stage/bad/Dockerfile", "silent/arg-other-stage/bad", "arg-other-stage", True, "", False),
    ],
)
def test_a_snippet_is_known_by_its_path(  # noqa: PLR0913, PLR0917
    path: str,
    directory: str,
    pair: str | None,
    is_bad: bool,  # noqa: FBT001
    rule: str | None,
    is_output: bool,  # noqa: FBT001
) -> None:
    snippet = Snippet(path)
    assert (snippet.directory, snippet.pair, snippet.is_bad) == (directory, pair, is_bad)
    assert snippet.rule == rule if rule != "" else (snippet.rule or "").startswith("feature-")
    assert snippet.is_output == is_output
