"""Copying the executor's image: the same images everywhere. verify runs skopeo and checks the mirror's file.

`crane` is in no package registry that the tests use, so its commands are only read: flags and names as in
go-containerregistry's `cmd/crane/doc`.
"""

from __future__ import annotations

import re

import pytest

from kaniko_guide import project
from lab.checks import mirror_file
from tests.support import SNIPPETS

RECIPE = SNIPPETS / "copy-executor-image"


def words(script: str) -> list[list[str]]:
    (found,) = (found for found in project.read(RECIPE).scripts if found.text.source.path == script)
    return [[word.value for word in command.words] for command in found.commands]


def test_crane_copies_between_the_same_images_as_skopeo() -> None:
    copy = next(command for command in words("skopeo-copy.sh") if command[1] == "copy")
    crane = next(command for command in words("crane-copy.sh") if command[:2] == ["crane", "copy"])
    assert ["docker://" + image for image in crane[2:]] == copy[3:]


@pytest.mark.parametrize("copy", [command for command in words("skopeo-copy-all.sh") if command[1] == "copy"], ids=str)
def test_mirror_leads_to_the_copied_image(copy: list[str]) -> None:
    source, target = (image.removeprefix("docker://") for image in copy[-2:])
    host, _, name = source.partition("/")
    mirror = mirror_file.content()["mirrors"][host]
    rewritten = {
        re.sub(pattern, replacement.replace("$1", r"\1"), name)
        for pattern, replacement in mirror["rewrite"].items()
        if re.search(pattern, name)
    }
    assert mirror["endpoint"] == [f"https://{target.partition('/')[0]}"]
    assert rewritten == {target.partition("/")[2]}
