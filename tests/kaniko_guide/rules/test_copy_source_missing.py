from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from kaniko_guide import project
from kaniko_guide.findings import Severity
from kaniko_guide.rules import copy_source_missing
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, dockerfile: str, **files: str) -> list[str]:
    content = {"Dockerfile": f"FROM a\n{dockerfile}\n"} | {
        name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()
    }
    return [line.partition(" ")[0] for line in findings_in(directory, content, "copy-source-missing")]


PIPELINE = "node {{\n  sh '{}'\n}}\n"


@pytest.mark.parametrize("source", ["conf/a.xml", "a.xml", "*.xml", "conf", "config/*.json", "['x', \"a.xml\"]"])
def test_missing(tmp_path: Path, source: str) -> None:
    assert "Dockerfile:2:6" in findings(tmp_path, f"COPY {source} /x/", config__a_dot_xml="")


@pytest.mark.parametrize(
    "line",
    [
        "COPY config/a.xml /x/",
        "COPY ./config/a.xml /x/",
        "COPY /config/a.xml /x/",
        "COPY config /x/",
        "COPY config/*.x?l /x/",
        'COPY ["config/a.xml", "/x/"]',
        "COPY . /x/",
        "COPY --from=build /none /x/",
        "COPY $SOURCE /x/",
        "ADD https://example.com/a.tgz /x/",
        "ADD git@example.com:a/b.git /x/",
        "COPY <<EOF /x\nhi\nEOF",
    ],
)
def test_there_or_not_from_the_context(tmp_path: Path, line: str) -> None:
    assert findings(tmp_path, line, config__a_dot_xml="") == []


@pytest.mark.parametrize(
    "command",
    [
        "mvn package",
        "./mvnw -q package",
        "cd x && mvn package",
        "cp a target/",
        "git clone x",
        "tar xf a.tgz",
        "./make-jar.sh",
        "python3 x.py",
    ],
)
def test_a_step_may_create_the_source(tmp_path: Path, command: str) -> None:
    assert findings(tmp_path, "COPY target/*.jar a.jar", Jenkinsfile=PIPELINE.format(command)) == []


def test_a_build_tool_may_write_elsewhere(tmp_path: Path) -> None:
    for command, source, found in (
        ("./gradlew build", "target/a.jar", []),
        ("mvn package", "build/libs/a.jar", []),
        ("mvn package", "artifacts/a.jar", []),
        ("npm run build", "public", []),
        ("mvn package", "taget/a.jar", ["Dockerfile:2:6"]),
        ("mvn package", "conf/b.xml", ["Dockerfile:2:6"]),
        ("mvn package", "b.xml", ["Dockerfile:2:6"]),
    ):
        pipeline = PIPELINE.format(command)
        assert findings(tmp_path, f"COPY {source} /x/", Jenkinsfile=pipeline, conf__a_dot_xml="") == found, source


def test_no_step_creates_the_source(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY target/*.jar a.jar", Jenkinsfile=PIPELINE.format("ls")) == ["Dockerfile:2:6"]


def test_a_name_within_another_makes_nothing(tmp_path: Path) -> None:
    pipeline = PIPELINE.format("printf x > .dockerconfigjson")
    assert findings(tmp_path, "COPY conf/app.yml /x/", Jenkinsfile=pipeline) == ["Dockerfile:2:6"]
    assert findings(tmp_path, "COPY conf/app.yml /x/", Jenkinsfile=PIPELINE.format("printf x > conf/app.yml")) == []


def test_a_step_of_a_library_may_create_the_source(tmp_path: Path) -> None:
    pipeline = "node {\n  buildGo('app')\n}\n"
    assert findings(tmp_path, "COPY app /x/", Jenkinsfile=pipeline) == []


def test_a_dockerfile_that_no_call_builds(tmp_path: Path) -> None:
    files = {"Dockerfile.old": "FROM a\nCOPY server.xml /\n", "Jenkinsfile": PIPELINE.format("ls")}
    assert findings_in(tmp_path, files, "copy-source-missing") == []


def test_unstashed_files_are_unknown(tmp_path: Path) -> None:
    pipeline = "node {\n  unstash 'jar'\n  sh 'ls'\n}\n"
    assert findings(tmp_path, "COPY target/*.jar a.jar", Jenkinsfile=pipeline) == []


def test_recipe_declares_created_files(tmp_path: Path) -> None:
    recipe = "title: {zh: a, en: a}\nmade:\n- {path: out/*.bin, by: Jenkinsfile}\n"
    assert findings(tmp_path, "COPY out/*.bin a", recipe_dot_yml=recipe, Jenkinsfile=PIPELINE.format("ls")) == []


def test_outputs_are_unknown_without_a_pipeline(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY target/*.jar a.jar", pom_dot_xml="<project/>") == []
    assert findings(tmp_path, "COPY targets/*.jar a.jar", pom_dot_xml="<project/>") == ["Dockerfile:2:6"]


def test_context_of_a_single_dockerfile_is_unknown(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY a.xml /x/") == []


def test_ignored_files_are_not_there(tmp_path: Path) -> None:
    assert findings(
        tmp_path, "COPY config/a.xml /x/", config__a_dot_xml="", _dot_dockerignore="# x\nconfig/*.xml\n"
    ) == ["Dockerfile:2:6"]


def test_negated_ignore_patterns_are_skipped(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY c/a.xml /x/", c__a_dot_xml="", _dot_dockerignore="c\n!c/a.xml\n") == []


def test_patterns_of_ignored_files(tmp_path: Path) -> None:
    files = {"web/dist/a.html": "", "src/a": "", "pom.xml": "", "Jenkinsfile": "node { sh 'mvn package' }\n"}
    cases = {
        ("**/dist", "web/dist"): True,
        ("*\n!src", "pom.xml"): True,
        ("*\n!src", "src"): False,
        ("*\n!src\n!*.xml", "pom.xml"): False,
        ("target/", "target/app.jar"): True,
        ("target/", "target/*.jar"): True,
        ("target/*\n!target/*.jar", "target/app.jar"): False,
        ("target\n!target/app.jar", "target/*.jar"): False,
        ("targets", "target/app.jar"): False,
        ("**/*.html", "web/dist/a.html"): True,
        ("web/d?st", "web/dist/a.html"): True,
        ("dist", "web/dist"): False,
        ("*", "."): False,
    }
    for number, ((patterns, source), found) in enumerate(cases.items()):
        content = files | {"Dockerfile": f"FROM a\nCOPY {source} /x/\n", ".dockerignore": f"{patterns}\n"}
        lines = findings_in(tmp_path / str(number), content, "copy-source-missing")
        message = f"Dockerfile:2:6 `.dockerignore` excludes `{source}`, so it is not in the build context."
        assert lines == [message] * found, (patterns, source)


def test_the_ignore_file_of_another_context(tmp_path: Path) -> None:
    files = {"web/Dockerfile": "FROM a\nCOPY pom.xml /x/\n", "web/pom.xml": "", ".dockerignore": "*.xml\n"}
    for number, (flags, count) in enumerate({"-c web": 0, "-c . -f web/Dockerfile": 1}.items()):
        content = files | {"Jenkinsfile": f"node {{ sh '/kaniko/executor {flags} --no-push' }}\n", "pom.xml": ""}
        assert len(findings_in(tmp_path / str(number), content, "copy-source-missing")) == count
    content |= {"web/Dockerfile.dockerignore": "a\n"}
    assert findings_in(tmp_path / "own", content, "copy-source-missing") == []


def test_context_of_a_dockerfile_in_a_subdirectory_is_unknown(tmp_path: Path) -> None:
    files = {"docker/Dockerfile": "FROM a\nCOPY none.sh ./\n", "app/a.sh": "ls\n"}
    assert findings_in(tmp_path, files, "copy-source-missing") == []


@pytest.mark.parametrize("copy", ["COPY a.xml b.lock* c.lo?k ./", 'ADD ["a.xml", "b[12].xml", "./"]'])
def test_a_pattern_beside_a_file_that_is_there(tmp_path: Path, copy: str) -> None:
    assert findings(tmp_path, copy, a_dot_xml="") == []


def test_a_file_beside_one_that_is_there(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY a.xml b.xml ./", a_dot_xml="") == ["Dockerfile:2:12"]


BUILD = "node {{ container('kaniko') {{ sh '/kaniko/executor {} --destination=a.com/b/c:1' }} }}\n"


@pytest.mark.parametrize(
    ("flags", "missing"),
    [
        ("--context . -f web/Dockerfile", True),
        ("--context=$WORKSPACE --dockerfile=$WORKSPACE/web/Dockerfile", True),
        ("-c `pwd` -f ./web/Dockerfile", True),
        ("--context=dir://${WORKSPACE}/other -f $PWD/web/Dockerfile", True),
        ("--context web", False),
        ("--context=dir://$PWD/web -f Dockerfile", False),
        ("--context=$ROOT -f web/Dockerfile", False),
        ("--context=. --context-sub-path=web -f web/Dockerfile", False),
        ("--context=s3://a/b -f web/Dockerfile", False),
        ("-f web/Dockerfile", False),
    ],
)
def test_the_context_of_a_dockerfile_below_the_root(tmp_path: Path, flags: str, missing: bool) -> None:  # noqa: FBT001
    files = {"web/Dockerfile": "FROM a\nCOPY package.json ./\n", "web/package.json": "{}", "other/a": ""}
    found = findings_in(tmp_path, {"Jenkinsfile": BUILD.format(flags)} | files, "copy-source-missing")
    assert [line.partition(" ")[0] for line in found] == (["web/Dockerfile:2:6"] if missing else [])


def test_two_contexts_of_one_dockerfile_are_not_judged(tmp_path: Path) -> None:
    step = BUILD.format("--context . -f web/Dockerfile") + BUILD.format("--context web -f web/Dockerfile")
    files = {"web/Dockerfile": "FROM a\nCOPY package.json ./\n", "web/package.json": "{}", "Jenkinsfile": step}
    assert findings_in(tmp_path, files, "copy-source-missing") == []


INIT = """\
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  initContainers:
  - name: {name}
    image: docker.io/alpine/git:2.47.2
    command: [sh, -c, "git clone https://git.example.com/a.git /w"]
    volumeMounts: [{name: w, mountPath: /w}]
  containers:
  - {name: kaniko, image: 'ghcr.io/osscontainertools/kaniko:v1.28.3', args: [--context=dir:///w, --no-push]}
  volumes: [{name: w, emptyDir: {}}]
"""


def test_an_init_container_may_make_the_file(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY deploy_key /root/", pod_dot_yaml=INIT) == []


@pytest.mark.parametrize(
    "step", ["git 'https://a.com/b.git'", "checkout([$class: 'GitSCM'])", "checkout(scmGit(branches: []))"]
)
def test_another_repository(tmp_path: Path, step: str) -> None:
    pipeline = f"node {{\n  {step}\n  sh 'ls'\n}}\n"
    assert findings(tmp_path, "COPY conf/app.yml /x/", Jenkinsfile=pipeline) == []


def test_context_of_docker_build(tmp_path: Path) -> None:
    found = {
        "sh 'docker build -t a web'": [],
        "sh 'docker build -t a -f web/Dockerfile .'": ["web/Dockerfile:2:6"],
        "dir('web') { sh 'docker build -t a .' }": [],
        "sh 'docker build -t a -f web/Dockerfile $CONTEXT'": [],
        "sh 'docker build -t a web'\nsh 'docker build -t a -f web/Dockerfile .'": [],
        "sh 'docker build -t a -f web/Dockerfile .'\ndocker.build('a')": [],
        "sh 'docker build -t a -f web/Dockerfile .; docker-compose build'": [],
    }
    for at, (steps, places) in enumerate(found.items()):
        files = {
            "web/Dockerfile": "FROM node:20\nCOPY package.json .\n",
            "web/package.json": "{}\n",
            "Jenkinsfile": f"node {{ {steps} }}\n",
        }
        lines = findings_in(tmp_path / str(at), files, "copy-source-missing")
        assert [line.partition(" ")[0] for line in lines] == places, steps


def test_paths_of_a_machine(tmp_path: Path) -> None:
    cases = {
        "/home/user/app.jar": 1,
        "/Users/me/target/*.jar": 1,
        "~/app.jar": 1,
        "C:/work/app.jar": 1,
        '["D:\\\\work\\\\app.jar", "."]': 1,
        "/home/there/a.xml": 0,
        "home/other/a.xml": 0,
        "/home/": 0,
        "/srv/home/user/app.jar": 0,
    }
    pipeline = PIPELINE.format("./make.sh")
    for number, (source, count) in enumerate(cases.items()):
        line = source if source.startswith("[") else f"{source} ."
        content = {"Dockerfile": f"FROM a\nCOPY {line}\n", "rootfs/home/there/a.xml": "", "Jenkinsfile": pipeline}
        assert len(findings_in(tmp_path / str(number), content, "copy-source-missing")) == count, source


def test_paths_of_a_machine_that_a_step_makes(tmp_path: Path) -> None:
    for command, count in (("mkdir -p home/user", 0), ("cp /home/user/x .", 1), ("cp x $WORKSPACE/home/user/", 0)):
        files = {"Dockerfile": "FROM a\nCOPY /home/user/x .\n", "a": "", "Jenkinsfile": PIPELINE.format(command)}
        assert len(findings_in(tmp_path, files, "copy-source-missing")) == count, command


def test_paths_of_a_machine_in_a_single_file(tmp_path: Path) -> None:
    for source, expected in (("/home/user/a", [Severity.WARNING]), ("~/a", [Severity.ERROR]), ("/opt/a", [])):
        (tmp_path / "Dockerfile").write_text(f"FROM a\nCOPY {source} .\n", "utf-8")
        found = copy_source_missing.check(replace(project.read(tmp_path), has_all_files=False))
        assert [finding.severity for finding in found] == expected, source


def test_a_variable_that_is_empty_in_a_dockerfile(tmp_path: Path) -> None:
    cases = {
        "COPY $PWD/app.jar .": 1,
        "COPY ${WORKSPACE}/app.jar .": 1,
        "COPY $PWD/config/a.xml .": 0,
        "COPY $PWD/$NAME .": 0,
        "COPY $HOME/app.jar .": 0,
        "ARG PWD\nCOPY $PWD/app.jar .": 0,
    }
    for number, (line, count) in enumerate(cases.items()):
        found = findings(tmp_path / str(number), line, config__a_dot_xml="")
        assert len(found) == count, line


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("../shared/a.txt", []),
        ("../shared", []),
        ("../shared/b.txt", ["api/Dockerfile:2:6"]),
        ("../../other/a.txt", []),
    ],
)
def test_a_source_outside_of_the_context(tmp_path: Path, source: str, expected: list[str]) -> None:
    call = "/kaniko/executor --context=api --dockerfile=api/Dockerfile --destination=a.example.com/b:1"
    files = {
        "Jenkinsfile": PIPELINE.format(call),
        "api/Dockerfile": f"FROM a\nCOPY {source} /x\n",
        "shared/a.txt": "",
    }
    lines = findings_in(tmp_path, files, "copy-source-missing")
    assert [line.partition(" ")[0] for line in lines] == expected
