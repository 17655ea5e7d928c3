"""A Maven repository from Debian's packages, to build the quick start's project without a network."""

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
    """The `pom.xml` of the quick start."""
    return ET.parse(RECIPE / "pom.xml")  # noqa: S314 (our own file)


def debian_has_the_plugins() -> bool:
    """Whether Debian's packages have every plugin of the quick start, in its version."""
    plugins = [
        (plugin.findtext("m:artifactId", namespaces=POM), plugin.findtext("m:version", namespaces=POM))
        for plugin in pom_tree().iterfind(".//m:plugin", POM)
    ]
    return PLEXUS_UTILS.is_dir() and all((PLUGINS / f"{name}/{version}").is_dir() for name, version in plugins)


def offline_repository(directory: Path) -> Path:
    """Make a repository of links to Debian's, with plexus-utils also in the version that Maven adds to every plugin.

    Args:
        directory: in which the repository is made.
    """
    repository = directory / "repository"
    shutil.copytree(REPOSITORY, repository, copy_function=lambda source, target: Path(target).symlink_to(source))
    added = repository / PLEXUS_UTILS.relative_to(REPOSITORY).with_name("1.1")
    added.mkdir()
    (added / "plexus-utils-1.1.jar").symlink_to(PLEXUS_UTILS / "plexus-utils-2.x.jar")
    pom = (PLEXUS_UTILS / "plexus-utils-2.x.pom").read_text("utf-8")
    (added / "plexus-utils-1.1.pom").write_text(
        pom.replace("<version>2.x</version>", "<version>1.1</version>"), "utf-8"
    )
    return repository
