"""The directory `install/`: files, hashes and the archive; what is not the locked wheel is refused."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from kaniko_guide_site import install_directory
from kaniko_guide_site.install_directory import Installation, WheelError
from kaniko_guide_site.locked_wheels import Package, Wheel
from kaniko_guide_site.own_wheel import OwnWheel
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CONTENTS = {f"{letter}-1-{'x' * length}.whl": letter.encode() * 700 for letter, length in (("a", 10), ("b", 120))}
WHEELS = tuple(
    Wheel(f"https://x.example/{name}", hashlib.sha256(content).hexdigest(), len(content))
    for name, content in CONTENTS.items()
)
OFFERED = Installation(
    OwnWheel("kaniko_guide-1+c-py3-none-any.whl", b"own"),
    tuple(Package(wheel.name[0], "1", (wheel, Wheel("", "0" * 64, 1))) for wheel in WHEELS),
    WHEELS,
)


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with the wheels that the site offers in these tests."""
    monkeypatch.setattr(install_directory, "describe", lambda _root: OFFERED)
    directory = tmp_path / "wheels"
    directory.mkdir()
    for name, content in CONTENTS.items():
        (directory / name).write_bytes(content)
    return directory


def links(directory: Path) -> dict[str, str]:
    """The hash of each link of the list for pip, by the name of its file."""
    tree = LexborHTMLParser((directory / "index.html").read_text("utf-8"))
    targets = [str(link.attributes["href"]) for link in tree.css("a")]
    return {unquote(name): digest for name, _, digest in (target.partition("#sha256=") for target in targets)}


def test_a_site_without_wheels_offers_the_command_and_the_requirements(tmp_path: Path, wheels: Path) -> None:
    install_directory.write(ROOT, tmp_path, None)
    written = tmp_path / "install"
    names = {path.name for path in written.iterdir()}
    assert names == {OFFERED.own.name, "requirements.txt", "index.html", "SHA256SUMS"}
    assert links(written) == {OFFERED.own.name: OFFERED.own.sha256}
    assert wheels.is_dir()


def test_a_published_site_offers_all_wheels_and_the_archive_of_them(tmp_path: Path, wheels: Path) -> None:
    install_directory.write(ROOT, tmp_path, wheels)
    written = tmp_path / "install"
    assert links(written) == {OFFERED.own.name: OFFERED.own.sha256} | {wheel.name: wheel.sha256 for wheel in WHEELS}
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=written, check=True, capture_output=True)
    subprocess.run(["tar", "--extract", "--file=install/kaniko-guide.tar"], cwd=tmp_path, check=True)
    unpacked = {path.name: path.read_bytes() for path in (tmp_path / "kaniko-guide").iterdir()}
    archive = written / "kaniko-guide.tar"
    assert unpacked == {path.name: path.read_bytes() for path in written.iterdir() if path != archive}
    assert archive.stat().st_size == OFFERED.archive_size


def test_every_requirement_has_a_version_and_all_hashes() -> None:
    assert OFFERED.requirements.splitlines() == [
        "--only-binary=:all:",
        "kaniko-guide==1+c \\",
        f"    --hash=sha256:{OFFERED.own.sha256}",
        "a==1 \\",
        f"    --hash=sha256:{WHEELS[0].sha256} \\",
        f"    --hash=sha256:{'0' * 64}",
        "b==1 \\",
        f"    --hash=sha256:{WHEELS[1].sha256} \\",
        f"    --hash=sha256:{'0' * 64}",
    ]


def test_another_wheel_of_the_same_name_is_refused(tmp_path: Path, wheels: Path) -> None:
    (wheels / WHEELS[1].name).write_bytes(b"b" * 699 + b"B")
    with pytest.raises(WheelError, match=r"^b-1-x+\.whl is not the locked one: its hash differs; .*session offline$"):
        install_directory.write(ROOT, tmp_path, wheels)


def test_a_missing_wheel_is_named(tmp_path: Path, wheels: Path) -> None:
    (wheels / WHEELS[0].name).unlink()
    with pytest.raises(WheelError, match=r"^a-1-x+\.whl is missing; run: nox --session offline$"):
        install_directory.write(ROOT, tmp_path, wheels)


def test_the_same_files_give_the_same_archive() -> None:
    archive = install_directory.archive(CONTENTS)
    assert archive == install_directory.archive(dict(reversed(CONTENTS.items())))
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        about = {(entry.mtime, entry.uid, entry.uname, entry.mode) for entry in packed.getmembers()}
        assert about == {(0, 0, "", 0o644)}


def test_the_project_offers_its_wheel_and_the_locked_ones() -> None:
    offered = install_directory.describe(ROOT)
    assert offered.own.name.startswith("kaniko_guide-")
    assert f"kaniko-guide=={offered.own.version} " in offered.requirements
    assert {wheel for package in offered.packages for wheel in package.wheels} > set(offered.wheels)
    assert "://" not in offered.requirements
