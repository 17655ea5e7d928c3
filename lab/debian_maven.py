"""Debian's packages of Maven plugins, for a build of the quick start's project without a network."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

from lab.paths import SNIPPETS

RECIPE = SNIPPETS / "quick-start"
REPOSITORY = Path("/usr/share/maven-repo")
PLUGINS = REPOSITORY / "org/apache/maven/plugins"
PLEXUS_UTILS = REPOSITORY / "org/codehaus/plexus/plexus-utils/2.x"
POM = {"m": "http://maven.apache.org/POM/4.0.0"}


def pom_tree() -> ET.ElementTree[ET.Element]:
    return ET.parse(RECIPE / "pom.xml")  # noqa: S314 (our own file)


def debian_has_the_plugins() -> bool:
    plugins = [
        (plugin.findtext("m:artifactId", namespaces=POM), plugin.findtext("m:version", namespaces=POM))
        for plugin in pom_tree().iterfind(".//m:plugin", POM)
    ]
    return PLEXUS_UTILS.is_dir() and all((PLUGINS / f"{name}/{version}").is_dir() for name, version in plugins)


def offline_repository(folder: Path) -> Path:
    """A repository of links to Debian's, with plexus-utils also under the version that Maven adds to every plugin."""
    repository = folder / "repository"
    shutil.copytree(REPOSITORY, repository, copy_function=lambda source, target: Path(target).symlink_to(source))
    asked = repository / PLEXUS_UTILS.relative_to(REPOSITORY).with_name("1.1")
    asked.mkdir()
    (asked / "plexus-utils-1.1.jar").symlink_to(PLEXUS_UTILS / "plexus-utils-2.x.jar")
    pom = (PLEXUS_UTILS / "plexus-utils-2.x.pom").read_text("utf-8")
    (asked / "plexus-utils-1.1.pom").write_text(
        pom.replace("<version>2.x</version>", "<version>1.1</version>"), "utf-8"
    )
    return repository
