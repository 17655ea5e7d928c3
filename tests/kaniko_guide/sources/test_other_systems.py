"""Executor calls in YAML of other systems."""

from __future__ import annotations

from pytest_check import check

from kaniko_guide.sources import manifest, other_systems
from kaniko_guide.text import Source, Text


def test_calls() -> None:
    for content, flags in [
        ("a:\n  script: [/kaniko/executor --no-push]\n", ["--no-push"]),
        ("a:\n  script:\n  - cd b\n  - exec /kaniko/executor --no-push\n", ["--no-push"]),
        ("- run: |\n    cd b\n    /kaniko/executor --no-push\n", ["--no-push"]),
        ("a: {image: 'gcr.io/kaniko-project/executor:v1.24.0', args: [--no-push]}\n", ["--no-push"]),
        ("a: {image: b, command: [/kaniko/executor], args: [--no-push]}\n", ["--no-push"]),
        ("a: {image: b, args: [--no-push]}\n", []),
        ("a: /kaniko/executor --no-push\n", []),
        ("a:\n  run: /kaniko/executor --build-arg=${{ b }}\n", []),
        ("a: b: c\n", []),
    ]:
        with check(f"{content}, {flags}"):
            documents = manifest.read(Text.canonical(Source("a.yml", content)))
            assert [
                flag.name for document in documents for call in other_systems.calls(document) for flag in call.flags
            ] == flags
