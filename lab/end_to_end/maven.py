"""Settings for Maven without a network: Debian's own Maven repository and the installed Java release.

They are in the user's settings, as those of an organization's mirror would be: the project itself is not changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab import debian_maven
from lab.tools import find, output_of, report_missing

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


def settings(directory: Path) -> tuple[str, str]:
    """The content of `settings.xml`, and a description of what it changes.

    Args:
        directory: where the repository is made; it does not exist yet.

    Raises:
        MissingToolError: Maven, a JDK or the plugins are not installed.
    """
    for program in ("mvn", "javac"):
        find(program)
    if not debian_maven.debian_has_the_plugins():
        report_missing("maven-plugins")
    directory.mkdir()
    required = debian_maven.pom_tree().findtext("m:properties/m:maven.compiler.release", namespaces=debian_maven.POM)
    installed = output_of("javac", "-version").split()[1].partition(".")[0]
    release = min(int(required or installed), int(installed))
    repository = debian_maven.offline_repository(directory)
    line = next(line for line in output_of("mvn", "--version").splitlines() if "Apache Maven" in line)
    version = line.partition("Apache Maven ")[2].partition(" ")[0].strip("\x1b[m")
    return (
        SETTINGS.format(repository=repository, release=release),
        f"Maven {version} for Java {release}, offline, with Debian's repository",
    )
