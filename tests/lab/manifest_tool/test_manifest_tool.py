"""manifest-tool is the release of the recipe's image, built once; a failed build is reported with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import pins
from lab import golang, manifest_tool
from lab.tools import UnavailableError
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "docker.io/mplatform/manifest-tool"


@pytest.mark.slow
def test_module_pins_the_release_of_the_image_in_the_recipe() -> None:
    (image,) = (pin for pin in pins.collect(ROOT) if pin.name == IMAGE)
    pinned = f"alpine-v{manifest_tool.version()}"
    fix = f"run `go get {manifest_tool.DEPENDENCY}/cmd/manifest-tool@vX.Y.Z && go mod tidy` there, or change the image"
    assert image.version == pinned, f"lab/manifest_tool pins {pinned}, snippets/ {image.version}; {fix}"


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The packages that were built, in an empty cache directory; a file with Go's data is in place of a program."""
    built: list[str] = []
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(golang, "provide", lambda _required, _directory, _report: "go")

    def build(self: golang.Module, package: str, target: Path, values: dict[str, str], report: object) -> None:
        del values, report
        assert self.directory == manifest_tool.MODULE
        built.append(package)
        target.write_text(f"\nmod\t{manifest_tool.DEPENDENCY}\tv{manifest_tool.version()}\th1:sum", "utf-8")

    monkeypatch.setattr(golang.Module, "build", build)
    return built


def test_program_is_built_once(builds: list[str], tmp_path: Path) -> None:
    program = manifest_tool.provide()
    assert program == tmp_path / "kaniko-guide" / "manifest-tool" / "manifest-tool"
    assert manifest_tool.provide() == program
    assert builds == [f"{manifest_tool.DEPENDENCY}/cmd/manifest-tool"]


def test_program_of_another_version_is_built_again(builds: list[str]) -> None:
    program = manifest_tool.provide()
    program.write_text(program.read_text("utf-8").replace("\tv", "\tv9"), "utf-8")
    assert golang.is_pinned(golang.Program("", builds[0], manifest_tool.MODULE, manifest_tool.provide()))
    assert len(builds) == 2


@pytest.mark.tool
def test_modules_that_can_not_be_fetched_are_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "modules"))
    monkeypatch.setenv("GOPROXY", "off")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(UnavailableError, match=r"(?s)^manifest-tool \S+ was not built: .*GOPROXY=off") as error:
        manifest_tool.provide()
    assert error.value.name == "manifest-tool"
    assert error.value.fails_here
