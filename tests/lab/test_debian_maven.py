"""A repository of links to Debian's packages of Maven plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from lab import debian_maven

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Packages of every plugin of the quick start's project."""
    repository = tmp_path / "maven-repo"
    plexus = repository / "org/codehaus/plexus/plexus-utils/2.x"
    plexus.mkdir(parents=True)
    (plexus / "plexus-utils-2.x.jar").write_text("jar", "utf-8")
    (plexus / "plexus-utils-2.x.pom").write_text("<version>2.x</version>", "utf-8")
    plugins = repository / "org/apache/maven/plugins"
    for plugin in debian_maven.pom_tree().iterfind(".//m:plugin", debian_maven.POM):
        name, version = (plugin.findtext(f"m:{tag}", namespaces=debian_maven.POM) for tag in ("artifactId", "version"))
        (plugins / f"{name}/{version}").mkdir(parents=True)
    for name, path in {"REPOSITORY": repository, "PLUGINS": plugins, "PLEXUS_UTILS": plexus}.items():
        monkeypatch.setattr(debian_maven, name, path)
    return repository


def test_every_plugin_must_be_there(debian: Path) -> None:
    assert debian_maven.debian_has_the_plugins()
    next((debian / "org/apache/maven/plugins").glob("*/*")).rmdir()
    assert not debian_maven.debian_has_the_plugins()


@pytest.mark.usefixtures("debian")
def test_plexus_utils_has_the_version_that_maven_adds(tmp_path: Path) -> None:
    made = debian_maven.offline_repository(tmp_path) / "org/codehaus/plexus/plexus-utils"
    assert (made / "1.1/plexus-utils-1.1.pom").read_text("utf-8") == "<version>1.1</version>"
    assert (made / "1.1/plexus-utils-1.1.jar").read_text("utf-8") == "jar"
    assert (made / "2.x/plexus-utils-2.x.jar").is_symlink()


def test_project_is_the_quick_starts() -> None:
    assert project.read(debian_maven.RECIPE).jenkinsfiles
    assert debian_maven.pom_tree().findtext("m:artifactId", namespaces=debian_maven.POM) == "myapp"
