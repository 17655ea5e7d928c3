"""Maven as a container without a network has it: Debian's own repository, and the Java that is there.

Both stand in the user's settings, as an organisation's mirror would: the project is built as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab import debian_maven
from lab.tools import find, missing, output_of

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """\
<settings>
  <localRepository>{repository}</localRepository>
  <offline>true</offline>
  <profiles>
    <profile>
      <id>java</id>
      <activation><activeByDefault>true</activeByDefault></activation>
      <properties><maven.compiler.release>{release}</maven.compiler.release></properties>
    </profile>
  </profiles>
</settings>
"""


def settings(folder: Path) -> tuple[str, str]:
    """The settings, and in words what they change.

    Args:
        folder: a folder that isn't there yet; the repository is made in it.

    Raises:
        MissingToolError: Maven, a JDK or the plugins are not there.
    """
    for program in ("mvn", "javac"):
        find(program)
    if not debian_maven.debian_has_the_plugins():
        missing("maven-plugins")
    folder.mkdir()
    wanted = debian_maven.pom_tree().findtext("m:properties/m:maven.compiler.release", namespaces=debian_maven.POM)
    there = output_of("javac", "-version").split()[1].partition(".")[0]
    release = min(int(wanted or there), int(there))
    repository = debian_maven.offline_repository(folder)
    line = next(line for line in output_of("mvn", "--version").splitlines() if "Apache Maven" in line)
    version = line.partition("Apache Maven ")[2].partition(" ")[0].strip("\x1b[m")
    return (
        SETTINGS.format(repository=repository, release=release),
        f"Maven {version} for Java {release}, offline, with Debian's repository",
    )
