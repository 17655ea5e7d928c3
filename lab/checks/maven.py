"""Builds the quick start's Maven project, runs the pipeline's own check of the jar, and starts the jar.

Every `sh` step of the Jenkinsfile's maven container runs unchanged, as Jenkins runs it (`sh -xe`), in a copy of the
recipe. Two things differ: Java 17 instead of 21, and Debian's Maven repository instead of Central where it has the
plugins.
"""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import tempfile
import time
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide import project
from lab.debian_maven import RECIPE, debian_has_the_plugins, offline_repository
from lab.paths import SNIPPETS, snippet_path
from lab.tools import find, output_of, report_missing, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import PassingSnippets

PORT = 8080
MAIN_CLASS = "com.example.myapp.App"
ANSWER = (200, b"Built with Kaniko\n")


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippets)
    source = RECIPE / "src/main/java" / f"{MAIN_CLASS.replace('.', '/')}.java"
    return sorted(map(snippet_path, (RECIPE / "Jenkinsfile", RECIPE / "pom.xml", source)))


def versions() -> dict[str, str]:
    find("javac")
    java = output_of("java", "-version").partition('version "')[2].partition('"')[0]
    maven = next(line for line in output_of("mvn", "--version").splitlines() if "Apache Maven" in line)
    return {
        "Java": java.partition(".")[0],
        "Maven": maven.partition("Apache Maven ")[2].partition(" ")[0].strip("\x1b[m"),
    }


def failures(snippets: Iterable[str]) -> list[str]:
    return [f"{SNIPPETS.name}/{snippet}:1:1: error: {line} [maven]" for snippet in snippets for line in problems()]


@cache
def problems() -> list[str]:
    """What goes wrong from the first step to the started jar, a message each."""
    with tempfile.TemporaryDirectory() as directory:
        built, printed = build(Path(directory))
        if "BUILD SUCCESS" not in printed:
            return [f"the Maven build fails: {printed}"]
        guard = shell(maven_steps()[1], built)
        if guard.returncode:
            return [f"the check of the jar fails: {guard.stdout}"]
        (jar,) = (built / "target").glob("*.jar")
        wrong = [] if main_class(jar) == MAIN_CLASS else [f"the jar names the main class {main_class(jar)}"]
        answer = start_and_request(jar)
        return wrong if answer == ANSWER else [*wrong, f"expected {ANSWER} on port {PORT}, found {answer}"]


def maven_steps() -> list[str]:
    """The scripts that run in the maven container: the build, then the check that there is one jar."""
    steps = [step for pipeline in project.read(RECIPE).jenkinsfiles for step in pipeline.steps]
    return [str(step.script.text) for step in steps if step.container is not None and str(step.container) == "maven"]


def shell(script: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a step as Jenkins does."""
    return subprocess.run(
        ["sh", "-xec", script],
        cwd=directory,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )


def build(target: Path) -> tuple[Path, str]:
    """Copy the recipe and run the first step of its maven container; the copy and the output.

    Args:
        target: an empty directory.

    Raises:
        MissingToolError: Maven, a JDK or the plugins are not installed.
    """
    find("mvn")
    find("javac")
    copy = target / "myapp"
    shutil.copytree(RECIPE, copy)
    options = ["-Dmaven.compiler.release=17"]
    if debian_has_the_plugins():
        options += ["--offline", f"-Dmaven.repo.local={offline_repository(target)}"]
    (copy / ".mvn").mkdir()
    (copy / ".mvn/maven.config").write_text("\n".join(options), "utf-8")
    result = shell(maven_steps()[0], copy)
    if "Could not transfer artifact" in result.stdout:
        report_missing("maven-plugins")
    return copy, result.stdout


def main_class(jar: Path) -> str | None:
    """The main class in the manifest of a jar."""
    with zipfile.ZipFile(jar) as archive:
        lines = archive.read("META-INF/MANIFEST.MF").decode().splitlines()
    return next((line.removeprefix("Main-Class: ") for line in lines if line.startswith("Main-Class: ")), None)


def start_and_request(jar: Path) -> tuple[int, bytes] | None:
    """Start a jar and return its answer on the port that the image exposes; None after ten seconds without one.

    Raises:
        UnavailableError: the port is in use on this machine.
    """
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            unavailable("port-8080", f"Port {PORT} is in use on this machine, so the built jar can not be started.")
    with subprocess.Popen([find("java"), "-jar", jar], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        try:
            return _ask(server)
        finally:
            server.kill()


def _ask(server: subprocess.Popen[bytes]) -> tuple[int, bytes] | None:
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            return answer.status, answer.read()
        except ConnectionRefusedError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        finally:
            connection.close()
    return None
