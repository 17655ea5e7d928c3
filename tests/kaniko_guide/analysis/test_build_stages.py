from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.analysis import build_stages
from kaniko_guide.analysis.build_stages import BuildOptions
from kaniko_guide.sources import dockerfile
from kaniko_guide.text import Source, Text


def features(content: str, *arguments: str) -> list[tuple[str, int]]:
    """The features and their lines, with these build arguments."""
    read = dockerfile.read(Text.canonical(Source("Dockerfile", content)))
    options = BuildOptions(frozenset(arguments), frozenset())
    return [(key, where.position().line) for key, where in build_stages.order_dependent_features(read, options)]


def test_stages_have_names_and_base_stages() -> None:
    read = dockerfile.read(Text.canonical(Source("Dockerfile", "FROM a AS One\nRUN b\nFROM c\nFROM one\nCOPY d e\n")))
    first, second, third = build_stages.stages(read)
    assert [stage.names for stage in (first, second, third)] == [("0", "one"), ("1",), ("2",)]
    assert (first.base, second.base, third.base) == (None, None, first)
    assert list(third.ancestry()) == [third, first]
    assert [instruction.keyword for instruction in third.instructions] == ["COPY"]


def test_declarations_include_those_of_base_stages() -> None:
    read = dockerfile.read(Text.canonical(Source("Dockerfile", "FROM a AS one\nARG b=1\nENV c=2\nFROM one\nARG d\n")))
    *_, last = build_stages.stages(read)
    assert [word.value for word in last.declarations("ARG")] == ["d", "b=1"]
    assert [word.value for word in last.declarations("ENV")] == ["c=2"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("$a ${b}c ${d:-e}", ["a", "b", "d"]),
        ("\\$a", []),
        ("$ $1x $", ["1x"]),
        ("plain", []),
    ],
)
def test_expanded_variables(text: str, names: list[str]) -> None:
    assert list(build_stages.expanded_variables(text)) == names


def test_order_dependent_features() -> None:
    for content, arguments, found in [
        ("FROM a\nARG TARGETARCH\nRUN echo $TARGETARCH\n", [], [("platform-argument", 2)]),
        ("FROM a\nARG TARGETARCH\nRUN echo $TARGETARCH\n", ["TARGETARCH"], []),
        ("FROM a\nARG TARGETARCH\nRUN echo ${TARGETARCH:-amd64}\n", [], []),
        ("FROM a\nENV v=1\nARG v\n", ["v"], [("arg-after-env", 3)]),
        ("FROM a\nENV v=1\nARG v\n", [], []),
        ("FROM a\nARG v=1\nFROM b\nRUN echo $v\n", [], [("arg-other-stage", 4)]),
        ("FROM a AS one\nARG v=1\nFROM one\nRUN echo $v\n", [], []),
        ("FROM a\nVOLUME /v\nRUN touch /v/a\n", [], [("volume-write", 3)]),
        ("FROM a\nVOLUME /v\nRUN touch /w/a\n", [], []),
        ("FROM a\nUSER a:b\nRUN id\n", [], [("user-group", 2)]),
        ("FROM a\nUSER a\nRUN id\n", [], []),
        ("FROM a\nUSER a\nCOPY b c\n", [], [("copy-after-user", 3)]),
        ("FROM a\nUSER a\nCOPY --chown=a b c\n", [], []),
        ("FROM a\nCOPY <<E b\n$c\nE\n", [], [("copy-heredoc", 2)]),
        ("FROM a\nENV c=1\nCOPY <<E b\n$c\nE\n", [], [("copy-heredoc-variable", 3)]),
        ("FROM a AS one\nRUN setcap x /b\nFROM c\nCOPY --from=one /b /d\n", [], [("copy-from-capability", 4)]),
        ("FROM a AS one\nRUN setcap x /b\nFROM c\nCOPY --from=one /e /d\n", [], []),
    ]:
        with check(f"{content}, {arguments}"):
            assert features(content, *arguments) == found


def test_base_registries_are_those_of_images() -> None:
    content = "FROM a:1 AS b\nFROM b\nFROM scratch\nFROM --platform=linux/amd64 ghcr.io/c/d:$TAG\nFROM $E\nFROM 0\n"
    read = dockerfile.read(Text.canonical(Source("Dockerfile", content)))
    assert list(build_stages.base_registries(read)) == ["docker.io", "ghcr.io"]
