"""The quick start's Maven project, really built, judged by the pipeline's own guard, and started.

Every `sh` step of the Jenkinsfile's maven container runs unchanged, as Jenkins runs it (`sh -xe`), in a copy of the
recipe. Only what lies around it differs: Java 17 instead of 21, and, where Debian's own Maven repository
has the plugins, that instead of Central.
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
from lab.paths import SNIPPETS, below
from lab.tools import find, missing, output_of, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import Sound

PORT = 8080
MAIN_CLASS = "com.example.myapp.App"
ANSWER = (200, b"Built with Kaniko\n")


def subjects(sound: Sound) -> list[str]:  # noqa: ARG001 (others are told by kind)
    source = RECIPE / "src/main/java" / f"{MAIN_CLASS.replace('.', '/')}.java"
    return sorted(map(below, (RECIPE / "Jenkinsfile", RECIPE / "pom.xml", source)))


def versions() -> dict[str, str]:
    find("javac")
    java = output_of("java", "-version").partition('version "')[2].partition('"')[0]
    maven = next(line for line in output_of("mvn", "--version").splitlines() if "Apache Maven" in line)
    return {
        "Java": java.partition(".")[0],
        "Maven": maven.partition("Apache Maven ")[2].partition(" ")[0].strip("\x1b[m"),
    }


def faults(snippets: Iterable[str]) -> list[str]:
    return [f"{SNIPPETS.name}/{snippet}:1:1: error: {line} [maven]" for snippet in snippets for line in whole_run()]


@cache
def whole_run() -> list[str]:
    """What goes wrong from the first step to the started jar."""
    with tempfile.TemporaryDirectory() as folder:
        built, printed = build(Path(folder))
        if "BUILD SUCCESS" not in printed:
            return [f"Maven does not build: {printed}"]
        guard = shell(maven_steps()[1], built)
        if guard.returncode:
            return [f"the guard refuses: {guard.stdout}"]
        (jar,) = (built / "target").glob("*.jar")
        wrong = [] if main_class(jar) == MAIN_CLASS else [f"the jar names the main class {main_class(jar)}"]
        answer = answered(jar)
        return wrong if answer == ANSWER else [*wrong, f"expected {ANSWER} on port {PORT}, found {answer}"]


def maven_steps() -> list[str]:
    """The scripts that run in the maven container: the build, then the guard."""
    steps = [step for pipeline in project.read(RECIPE).jenkinsfiles for step in pipeline.steps]
    return [str(step.script.text) for step in steps if step.container is not None and str(step.container) == "maven"]


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a step as Jenkins does."""
    return subprocess.run(
        ["sh", "-xec", script],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )


def build(around: Path) -> tuple[Path, str]:
    """A copy of the recipe after the first step of its maven container, and what that printed.

    Raises:
        MissingToolError: Maven, a JDK or the plugins are not there.
    """
    find("mvn")
    find("javac")
    folder = around / "myapp"
    shutil.copytree(RECIPE, folder)
    options = ["-Dmaven.compiler.release=17"]
    if debian_has_the_plugins():
        options += ["--offline", f"-Dmaven.repo.local={offline_repository(around)}"]
    (folder / ".mvn").mkdir()
    (folder / ".mvn/maven.config").write_text("\n".join(options), "utf-8")
    result = shell(maven_steps()[0], folder)
    if "Could not transfer artifact" in result.stdout:
        missing("maven-plugins")
    return folder, result.stdout


def main_class(jar: Path) -> str | None:
    """The main class that a jar names."""
    with zipfile.ZipFile(jar) as archive:
        lines = archive.read("META-INF/MANIFEST.MF").decode().splitlines()
    return next((line.removeprefix("Main-Class: ") for line in lines if line.startswith("Main-Class: ")), None)


def answered(jar: Path) -> tuple[int, bytes] | None:
    """What the started jar answers on the port that the image exposes; None after ten seconds of silence.

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
