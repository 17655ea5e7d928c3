"""Downloads of wheels: by hash, only what is missing, and nothing else stays."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.locked_wheels import Wheel
from lab import offline
from lab.offline import DifferentError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def wheel(tmp_path: Path) -> Wheel:
    """A wheel in a directory beside the one to download into."""
    path = tmp_path / "origin" / "a-1-py3-none-any.whl"
    path.parent.mkdir()
    path.write_bytes(b"a wheel")
    return Wheel(path.as_uri(), hashlib.sha256(b"a wheel").hexdigest(), 7)


def test_what_is_missing_is_downloaded_once(tmp_path: Path, wheel: Wheel) -> None:
    target = tmp_path / "wheels"
    assert offline.download([wheel], target) == 1
    assert offline.download([wheel], target) == 0
    (target / wheel.name).write_bytes(b"broken")
    (target / "b-1-py3-none-any.whl").touch()
    assert offline.download([wheel], target) == 1
    assert [(path.name, path.read_bytes()) for path in target.iterdir()] == [(wheel.name, b"a wheel")]


def test_a_wheel_with_another_hash_is_refused_and_not_kept(tmp_path: Path, wheel: Wheel) -> None:
    other = Wheel(wheel.address, "0" * 64, 7)
    with pytest.raises(DifferentError, match=rf"has the hash {wheel.sha256}, expected 0{{64}}$"):
        offline.download([other], tmp_path / "wheels")
    assert list((tmp_path / "wheels").iterdir()) == []


def test_the_command_names_its_directory(
    tmp_path: Path, wheel: Wheel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("kaniko_guide_site.locked_wheels.carried", lambda _packages: (wheel,))
    monkeypatch.setattr("sys.argv", ["offline", str(tmp_path / "wheels")])
    assert offline.main() == 0
    assert capsys.readouterr().out == f"{tmp_path / 'wheels'}: 1 wheels, 0.0 MB, 1 of them downloaded now\n"
