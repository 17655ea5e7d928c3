from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            'echo "$CFG" > sudo /kaniko/.docker/config.json',
            "into a file named `sudo`; `/kaniko/.docker/config.json` is",
        ),
        ("cat a >> sudo /etc/hosts", "a file named `sudo`; `/etc/hosts` is not written"),
        ("printf x >sudo tee b", "a file named `sudo`; `tee` is not"),
        ("sudo echo a > /etc/hosts", "The redirection to `/etc/hosts` is not done by `sudo`"),
        ("sudo -n cat a >> /root/.docker/config.json", "to `/root/.docker/config.json` is not done"),
    ],
)
def test_found(tmp_path: Path, script: str, message: str) -> None:
    (line,) = findings_in(tmp_path, {"a.sh": f"{script}\n"}, "redirect-with-sudo")
    assert message in line


@pytest.mark.parametrize(
    "script",
    [
        "echo a | sudo tee /etc/hosts > /dev/null",
        "sudo sh -c 'echo a > /etc/hosts'",
        "sudo apt-get install -y b > /dev/null",
        "sudo ls > list.txt",
        "sudo cat < /etc/hosts",
        "echo a > ./sudo.txt",
    ],
)
def test_not_found(tmp_path: Path, script: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"{script}\n"}, "redirect-with-sudo") == []
