"""An image with this machine's Maven and JDK, under the name of the pinned one, for builds without a network.

The programs and their libraries are copied from Debian's packages; the shell is BusyBox. Maven's repository and its
settings are those of `lab.end_to_end.maven`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lab import java_runtime
from lab.cluster import images
from lab.end_to_end import maven
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "docker.io/library/maven:3.9-eclipse-temurin-21"
MAVEN, REPOSITORY = "/usr/share/maven", "/opt/maven"
LEFT_OUT = {"demo", "docs", "jmods", "legal", "man", "src.zip"}
"""What of the JDK a build does not need."""


def make() -> tuple[images.Image, str]:
    """The image, and what is in it: the versions of Maven and of Java.

    Raises:
        MissingToolError: Maven, a JDK, the plugins or BusyBox are not installed.
    """
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary) / "maven"
        settings, description = maven.settings(directory)
        jdk = Path(find("javac")).resolve().parents[1]
        layer = images.started_shell_layer()
        layer.directories("/root/.m2")
        layer.file("/root/.m2/settings.xml", settings.replace(str(directory), REPOSITORY).encode())
        copies = Copies(layer)
        copies.tree(jdk, str(jdk))
        copies.tree(Path(find("mvn")).resolve().parents[1], MAVEN)
        copies.tree(directory, REPOSITORY)
        for library in sorted(_libraries(jdk)):
            copies.file(library, str(library))
    search_path = f"PATH={jdk}/bin:{MAVEN}/bin:/usr/bin:/bin"
    variables = [search_path, f"JAVA_HOME={jdk}", "LANG=C.UTF-8"]
    return images.Image(NAME, layer.finish(), {"Cmd": ["sh"], "Env": variables}), description


class Copies:
    """Copies files of this machine into a layer; one with several names is written once."""

    def __init__(self, layer: images.Layer) -> None:
        self._layer = layer
        self._names: dict[Path, str] = {}

    def tree(self, source: Path, target: str) -> None:
        """Copy a directory; links are followed, what is in `LEFT_OUT` is left out."""
        for path in sorted(source.iterdir()):
            name = f"{target}/{path.name}"
            if path.name in LEFT_OUT or not path.exists():
                continue
            if path.is_dir():
                self.tree(path, name)
            else:
                self.file(path, name)

    def file(self, source: Path, target: str) -> None:
        """Copy a file."""
        real = source.resolve()
        if real in self._names:
            self._layer.hard_link(target, self._names[real])
            return
        self._names[real] = target
        self._layer.file(target, real.read_bytes(), real.stat().st_mode & 0o777)


def _libraries(jdk: Path) -> set[Path]:
    """The system libraries that the JDK's programs load, and the dynamic loader."""
    return {library for program in _programs(jdk) for library in java_runtime.libraries(program, jdk)}


def _programs(jdk: Path) -> Iterator[Path]:
    yield jdk / "bin" / "java"
    yield from jdk.rglob("*.so")
