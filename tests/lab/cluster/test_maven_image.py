"""The image with Maven: what is in its layer; `test_pods.py` builds with it."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from lab.cluster import images, maven_image

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tool


def entries(layer: bytes) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
        return {entry.name: entry for entry in archive}


def test_it_has_maven_a_jdk_and_an_offline_repository() -> None:
    image, description = maven_image.make()
    found = entries(image.layer)
    variables = dict(variable.split("=", 1) for variable in image.config["Env"])
    assert image.name == images.STUBS[1]
    assert f"{variables['JAVA_HOME']}/bin/javac".lstrip("/") in found
    assert "usr/share/maven/bin/mvn" in found
    assert any(name.startswith("opt/maven/repository/") and name.endswith(".pom") for name in found)
    assert not [name for name in found if "/jmods/" in name or name.endswith("src.zip")]
    assert description.startswith("Maven 3.")
    with tarfile.open(fileobj=io.BytesIO(image.layer)) as archive:
        settings = archive.extractfile("root/.m2/settings.xml")
        assert settings is not None
        assert b"<localRepository>/opt/maven/repository</localRepository>" in settings.read()


def test_a_file_with_two_names_is_written_once(tmp_path: Path) -> None:
    (tmp_path / "a.jar").write_bytes(b"x" * 100)
    (tmp_path / "b.jar").symlink_to("a.jar")
    (tmp_path / "broken.jar").symlink_to("missing")
    (tmp_path / "legal").mkdir()
    (tmp_path / "legal" / "c").touch()
    layer = images.Layer()
    maven_image.Copies(layer).tree(tmp_path, "/lib")
    found = entries(layer.finish())
    assert found.keys() == {"lib/a.jar", "lib/b.jar"}
    assert (found["lib/a.jar"].size, found["lib/b.jar"].islnk(), found["lib/b.jar"].linkname) == (
        100,
        True,
        "lib/a.jar",
    )
