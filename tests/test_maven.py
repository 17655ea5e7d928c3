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
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from support import SNIPPETS, missing, tool

from kaniko_guide import project

RECIPE = SNIPPETS / "quick-start"
REPOSITORY = Path("/usr/share/maven-repo")
PLUGINS = REPOSITORY / "org/apache/maven/plugins"
PLEXUS_UTILS = REPOSITORY / "org/codehaus/plexus/plexus-utils/2.x"
PACKAGES = [
    "maven",
    "libmaven-clean-plugin-java",
    "libmaven-compiler-plugin-java",
    "libmaven-jar-plugin-java",
    "libmaven-resources-plugin-java",
    "libsurefire-java",
    "default-jdk-headless",
]
HINT = f"Debian has it: apt-get install {' '.join(PACKAGES)}"
POM = {"m": "http://maven.apache.org/POM/4.0.0"}
PORT = 8080


def pom_tree() -> ET.ElementTree[ET.Element]:
    return ET.parse(RECIPE / "pom.xml")  # noqa: S314 (our own file)


def maven_steps() -> list[str]:
    steps = [step for pipeline in project.read(RECIPE).jenkinsfiles for step in pipeline.steps]
    return [str(step.script) for step in steps if step.container is not None and str(step.container) == "maven"]


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-xec", script],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )


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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the recipe after the first step of its maven container."""
    tool("mvn", HINT)
    tool("javac", HINT)
    around = tmp_path_factory.mktemp("maven")
    folder = around / "myapp"
    shutil.copytree(RECIPE, folder)
    options = ["-Dmaven.compiler.release=17"]
    if debian_has_the_plugins():
        options += ["--offline", f"-Dmaven.repo.local={offline_repository(around)}"]
    (folder / ".mvn").mkdir()
    (folder / ".mvn/maven.config").write_text("\n".join(options), "utf-8")
    result = shell(maven_steps()[0], folder)
    if "Could not transfer artifact" in result.stdout:
        missing(f"Maven reaches no repository with the plugins; {HINT}")
    assert result.returncode == 0, result.stdout
    assert "BUILD SUCCESS" in result.stdout
    return folder


@pytest.mark.tool
def test_guard_passes_when_there_is_one_jar(built: Path) -> None:
    result = shell(maven_steps()[1], built)
    assert result.returncode == 0, result.stdout


@pytest.mark.tool
@pytest.mark.parametrize("jars", [[], ["a.jar", "b.jar"], ["a.jar", "b.jar", "c.jar"]], ids=len)
def test_guard_fails_unless_there_is_one_jar(tmp_path: Path, jars: list[str]) -> None:
    target = tmp_path / "target"
    target.mkdir()
    for jar in jars:
        (target / jar).touch()
    assert shell(maven_steps()[1], tmp_path).returncode == 1


def test_guard_fails_without_a_target_folder(tmp_path: Path) -> None:
    assert shell(maven_steps()[1], tmp_path).returncode == 1


@pytest.mark.tool
def test_jar_answers_on_the_port_that_the_image_exposes(built: Path) -> None:
    (jar,) = (built / "target").glob("*.jar")
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            missing(f"port {PORT} is taken on this machine")
    with subprocess.Popen(
        [tool("java", HINT), "-jar", jar], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        try:
            assert ask(server) == (200, b"Built with Kaniko\n")
        finally:
            server.kill()


def ask(server: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    for _ in range(100):
        assert server.poll() is None, server.stdout
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            return answer.status, answer.read()
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    pytest.fail(f"nothing answers on port {PORT} after ten seconds")


@pytest.mark.tool
def test_jar_names_its_main_class(built: Path) -> None:
    (jar,) = (built / "target").glob("*.jar")
    with zipfile.ZipFile(jar) as archive:
        manifest = archive.read("META-INF/MANIFEST.MF").decode()
    assert "Main-Class: com.example.myapp.App\r\n" in manifest


def test_one_java_release_in_pom_and_images() -> None:
    quick_start = project.read(RECIPE)
    pom = pom_tree()
    release = pom.findtext("m:properties/m:maven.compiler.release", namespaces=POM)
    (dockerfile,) = quick_start.dockerfiles
    base = dockerfile.instructions[0].arguments[0].value
    maven = next(str(box.image) for pod in quick_start.pods for box in pod.containers if str(box.name) == "maven")
    exposed = next(found for found in dockerfile.instructions if found.keyword == "EXPOSE")
    assert base == f"eclipse-temurin:{release}-jre"
    assert maven.endswith(f"-eclipse-temurin-{release}")
    assert exposed.arguments[0].value == str(PORT)
