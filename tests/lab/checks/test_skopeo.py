"""The scripts that copy the executor's image name the same images; verify runs skopeo.

`crane` is in no package registry that the tests use, so its commands are only compared.
"""

from __future__ import annotations

from tests.lab.checks.copy_scripts import words


def test_crane_copies_between_the_same_images_as_skopeo() -> None:
    copy = next(command for command in words("skopeo-copy.sh") if command[1] == "copy")
    crane = next(command for command in words("crane-copy.sh") if command[:2] == ["crane", "copy"])
    assert ["docker://" + image for image in crane[2:]] == copy[3:]
