"""The scripts that copy the images name the same images; verify runs skopeo.

`crane` is in no package registry that the tests use, and Docker has no daemon there: their commands are only compared.
"""

from __future__ import annotations

from tests.lab.checks.copy_scripts import words


def test_crane_copies_between_the_same_images_as_skopeo() -> None:
    copies = [command[3:] for command in words("skopeo-copy-all.sh") if command[1] == "copy"]
    crane = [command[2:] for command in words("crane-copy.sh") if command[:2] == ["crane", "copy"]]
    assert [["docker://" + image for image in images] for images in crane] == copies


def test_docker_copies_to_the_same_images_as_skopeo() -> None:
    targets = [command[-1].removeprefix("docker://") for command in words("skopeo-copy-all.sh") if command[1] == "copy"]
    commands = [command[1:] for command in words("docker-copy.sh")]
    pulled, tagged, pushed = (
        [arguments for verb, *arguments in commands if verb == name] for name in ("pull", "tag", "push")
    )
    assert tagged == [[source, target] for (source,), target in zip(pulled, targets, strict=True)]
    assert pushed == [[target] for target in targets]
