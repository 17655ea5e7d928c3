from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from pytest_check import check

from kaniko_guide.analysis import build_context
from kaniko_guide.sources import dockerfile
from kaniko_guide.text import Source, Text


@pytest.mark.parametrize(
    ("pattern", "file", "covered"),
    [
        ("target/*.jar", "target/app.jar", True),
        ("target", "target/app.jar", True),
        (".", "target/app.jar", True),
        ("target/*.jar", "target/app.war", False),
        ("*.jar", "target/app.jar", False),
        ("target/app.jar", "target", False),
        ("Target", "target/app.jar", False),
    ],
)
def test_pattern_covers_files_and_directories(pattern: str, file: str, *, covered: bool) -> None:
    assert build_context.covers(PurePosixPath(pattern), PurePosixPath(file)) is covered


def test_sources_from_the_build_context() -> None:
    for instruction, sources in [
        ("COPY a b /x/", ["a", "b"]),
        ('ADD ["a b", "/x/"]', ["a b"]),
        ("COPY --chown=1:1 a /x/", ["a"]),
        ("COPY --from=build a /x/", []),
        ("COPY <<E /x\nE", []),
        ("COPY $A b /x/", ["b"]),
        ("ADD https://example.com/a git@example.com:a b /x/", ["b"]),
        ("RUN cp a b", []),
    ]:
        with check(f"{instruction}, {sources}"):
            read = dockerfile.read(Text.canonical(Source("Dockerfile", f"FROM a\n{instruction}\n")))
            assert [word.value for word in build_context.context_sources(read)] == sources
