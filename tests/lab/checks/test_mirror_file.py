"""`registries.yaml` redirects to the copied images; verify checks its keys."""

from __future__ import annotations

import re

import pytest

from lab.checks import mirror_file
from tests.lab.checks.copy_scripts import words


@pytest.mark.parametrize("copy", [command for command in words("skopeo-copy-all.sh") if command[1] == "copy"], ids=str)
def test_mirror_redirects_to_the_copied_image(copy: list[str]) -> None:
    source, target = (image.removeprefix("docker://") for image in copy[-2:])
    host, _, name = source.partition("/")
    name, tag = name.partition(":")[0], target.partition(":")[2]  # a mirror redirects names, and keeps tags
    mirror = mirror_file.content(mirror_file.FILES[0])["mirrors"][host]
    rewritten = {
        re.sub(pattern, replacement.replace("$1", r"\1"), name) + f":{tag}"
        for pattern, replacement in mirror["rewrite"].items()
        if re.search(pattern, name)
    }
    assert mirror["endpoint"] == [f"https://{target.partition('/')[0]}"]
    assert rewritten == {target.partition("/")[2]}
