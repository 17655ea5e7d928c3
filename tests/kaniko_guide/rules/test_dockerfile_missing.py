from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

STEP = "node {{ sh '/kaniko/executor {} --destination=a.com/b/c:$TAG' }}\n"


def findings(directory: Path, **files: str) -> list[str]:
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    return findings_in(directory, named, "dockerfile-missing")


@pytest.mark.parametrize(
    ("flags", "file"),
    [
        ("--dockerfile=Dockerfile", "app/Dockerfile"),
        ("--dockerfile=./Dockerfile --context=app", "app/Dockerfile"),
        ("--context=dir://app -f docker/Prod.Dockerfile", "app/docker/Prod.Dockerfile"),
        ("--context $(pwd)/app", "app/Dockerfile"),
        ("--context .", "Dockerfile"),
        ("", "app/Dockerfile"),
        ("--context=$CONTEXT", "app/Dockerfile"),
        ("--context=git://example.com/a.git", "app/Dockerfile"),
        ("--context=git://example.com/a.git -f x/Dockerfile", "app/Dockerfile"),
        ("-f $WORKSPACE/app/Dockerfile", "app/Dockerfile"),
        ("-f /other/x", "app/Dockerfile"),
        ("-f $FILE", "app/Dockerfile"),
        ("-f `pwd`/app/Dockerfile", "app/Dockerfile"),
        ("$MORE --context .", "app/Dockerfile"),
    ],
)
def test_the_file_exists_or_is_not_known(tmp_path: Path, flags: str, file: str) -> None:
    assert findings(tmp_path, Jenkinsfile=STEP.format(flags), **{file.replace("/", "__"): "FROM a\n"}) == []


@pytest.mark.parametrize(
    ("flags", "file", "path"),
    [
        ("-f $WORKSPACE/docker/Dockerfile", "Dockerfile", "docker/Dockerfile"),
        ("--context . --dockerfile ./svc/Dockerfile", "svc/Build.Dockerfile", "svc/Dockerfile"),
        ("--context dir://$WORKSPACE", "build/Dockerfile", "Dockerfile"),
        ("--context .", "build/Dockerfile", "Dockerfile"),
        ("--context api --dockerfile Dockerfile.prod", "api/Dockerfile", "api/Dockerfile.prod"),
        ("--context ${PWD}/api", "web/Dockerfile", "api/Dockerfile"),
        ("--dockerfile=a/Wrong -f Docker/file", "Dockerfile", "Docker/file"),
    ],
)
def test_missing(tmp_path: Path, flags: str, file: str, path: str) -> None:
    (line,) = findings(tmp_path, Jenkinsfile=STEP.format(flags), **{file.replace("/", "__"): "FROM a\n"})
    assert line.endswith(f" There is no file `{path}`; the Dockerfiles of the project are `{file}`.")


def test_dir_changes_the_directory(tmp_path: Path) -> None:
    pipeline = STEP.format("--context .").replace("{ sh", "{ dir('api') { sh") + "}\n"
    assert findings(tmp_path, Jenkinsfile=pipeline, api__Dockerfile="FROM a\n") == []
    (line,) = findings(tmp_path, Jenkinsfile=pipeline.replace("'api'", "'web'"), api__Dockerfile="FROM a\n")
    assert "no file `web/Dockerfile`" in line


@pytest.mark.parametrize(
    "step",
    [
        "writeFile file: 'docker/Dockerfile', text: 'FROM a'",
        "sh 'sed s/A/B/ Dockerfile.in > docker/Dockerfile'",
        "sh 'cp other/Dockerfile docker'",
        "sh './generate.sh'",
        "sh 'git clone https://example.com/a.git'",
        "git 'https://example.com/other.git'",
        "git url: 'https://example.com/other.git', branch: 'main'",
        "checkout([$class: 'GitSCM', userRemoteConfigs: [[url: 'https://example.com/other.git']]])",
        "unstash 'files'",
    ],
)
def test_a_step_may_add_the_file(tmp_path: Path, step: str) -> None:
    pipeline = STEP.format("--context . -f docker/Dockerfile").replace("{ sh", f"{{\n  {step}\n  sh")
    assert findings(tmp_path, Jenkinsfile=pipeline, Dockerfile="FROM a\n") == []


def test_own_checkout_adds_nothing_else(tmp_path: Path) -> None:
    pipeline = STEP.format("--context . -f docker/Dockerfile").replace("{ sh", "{\n  checkout scm\n  sh")
    assert len(findings(tmp_path, Jenkinsfile=pipeline, Dockerfile="FROM a\n")) == 1


def test_project_without_a_dockerfile(tmp_path: Path) -> None:
    assert findings(tmp_path, Jenkinsfile=STEP.format("--context . -f docker/Dockerfile")) == []


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("`pwd`Dockerfile", True),
        ("$(pwd)docker/Dockerfile", True),
        ("${WORKSPACE}Dockerfile", True),
        ("`pwd`/a", False),
    ],
)
def test_a_missing_slash(tmp_path: Path, path: str, *, found: bool) -> None:
    pipeline = f"node {{ sh '/kaniko/executor -f {path} -c . --no-push' }}\n"
    lines = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "dockerfile-missing")
    assert [("`/` is missing between" in line) for line in lines] == [True] * found


def test_docker_build(tmp_path: Path) -> None:
    found = {
        "sh 'docker build -t a .'": "1:30 `docker build` looks for `Dockerfile`, which does not exist",
        "sh 'docker build -t a api'": "1:30 `docker build` looks for `api/Dockerfile`, which",
        "sh 'docker build -t a -f docker/Dockerfile web'": "1:33 `docker build` looks for `docker/Dockerfile`",
        "sh 'docker build -t a web'": None,
        "sh 'docker build -t a -f web/Dockerfile .'": None,
        "dir('web') { sh 'docker build -t a .' }": None,
        "sh 'cd web && docker build -t a .'": None,
        "sh 'docker build -t a $CONTEXT'": None,
        "sh 'docker build -t a -f $FILE .'": None,
        "sh 'git clone a; docker build -t a .'": None,
    }
    for at, (step, expected) in enumerate(found.items()):
        files = {"web/Dockerfile": "FROM node:20\n", "Jenkinsfile": f"node {{ {step} }}\n"}
        lines = findings_in(tmp_path / str(at), files, "dockerfile-missing")
        assert [line.startswith(f"Jenkinsfile:{expected}") for line in lines] == [True] * (expected is not None), step


def test_the_directory_of_the_pipeline(tmp_path: Path) -> None:
    files = {"web/Dockerfile": "FROM node:20\n", "web/Jenkinsfile": "node { sh 'docker build -t a .' }\n"}
    assert findings_in(tmp_path, files, "dockerfile-missing") == []


def test_variables_with_the_same_value_in_every_run(tmp_path: Path) -> None:
    build = "/kaniko/executor --context=. -f $FILE --no-push"
    declarative = (
        "pipeline {{ agent any\nenvironment {{ FILE = '{}' }}\nstages {{ stage('a') {{ steps {{ sh '{}' }} }} }} }}"
    )
    pipelines = {
        declarative.format("docker/{}", build): 1,
        f"node {{ withEnv(['FILE=docker/{{}}']) {{ sh '{build}' }} }}": 1,
        f'node {{ withEnv(["A=b", /*c*/ "FILE=docker/{{}}"]) {{ sh \'{build}\' }} }}': 1,
        f"node {{ withEnv(['FILE=' + a, 'B=docker/{{}}']) {{ sh '{build}' }} }}": 0,
        f"node {{ sh '''\nFILE=docker/{{}}\n{build}\n''' }}": 1,
        f"node {{ sh '''\nFILE=docker/{{}}\n[ -n \"$A\" ] && FILE=b\n{build}\n''' }}": 0,
        f"node {{ sh '''\nFILE=docker/{{}} ls\n{build}\n''' }}": 0,
        f"node {{ sh '''\nFILE=docker/{{}}$A\n{build}\n''' }}": 0,
        f"node {{ withEnv(['FILE=docker/{{}}']) {{ ls() }}\nwithEnv(['FILE=b']) {{ sh '{build}' }} }}": 0,
    }
    for number, (text, count) in enumerate(pipelines.items()):
        for name, expected in (("Dockerfile.prd", count), ("Dockerfile.prod", 0)):
            pipeline = text.replace("{}", name).replace("{{", "{").replace("}}", "}")
            files = {"Jenkinsfile": f"{pipeline}\n", "docker__Dockerfile_dot_prod": "FROM a\n"}
            assert len(findings(tmp_path / f"{number}-{name}", **files)) == expected, pipeline


def test_scripts_that_steps_run(tmp_path: Path) -> None:
    script = "/kaniko/executor --context=. --no-push\n"
    pipelines = {
        "node { sh 'sh ci/build.sh' }": 1,
        "node { sh './ci/build.sh' }": 1,
        "node { dir('images') { sh 'sh ../ci/build.sh' } }": 0,
        "node { dir(path) { sh 'sh ci/build.sh' } }": 0,
        "node { sh 'sh ci/build.sh'\ndir('images') { sh 'sh ../ci/build.sh' } }": 0,
        "node { sh 'cd images && sh ../ci/build.sh' }": 0,
        "node { sh 'ls' }": 0,
    }
    for number, (text, count) in enumerate(pipelines.items()):
        files = {"Jenkinsfile": f"{text}\n", "ci__build_dot_sh": script, "images__Dockerfile": "FROM a\n"}
        found = findings(tmp_path / str(number), **files)
        assert [line.partition(" ")[0] for line in found] == ["ci/build.sh:1:1"] * count, text
    files["ci__build_dot_sh"] = "cd images\n" + script
    files["Jenkinsfile"] = "node { sh 'sh ci/build.sh' }\n"
    assert findings(tmp_path / "cd", **files) == []


def test_a_checkout_in_a_directory_of_its_own(tmp_path: Path) -> None:
    build = "sh '/kaniko/executor --context=. -f {} --no-push'"
    git = "git url: 'https://example.com/a.git'"
    for number, (text, count) in enumerate(
        {
            f"dir('config') {{ {git} }}\n{build.format('x/Dockerfile')}": 1,
            f"dir('config') {{ {git} }}\n{build.format('config/Dockerfile')}": 0,
            f"dir('.') {{ {git} }}\n{build.format('x/Dockerfile')}": 0,
            f"dir(name) {{ {git} }}\n{build.format('x/Dockerfile')}": 0,
            f"{git}\n{build.format('x/Dockerfile')}": 0,
        }.items()
    ):
        found = findings(tmp_path / str(number), Jenkinsfile=f"node {{ {text} }}\n", Dockerfile="FROM a\n")
        assert len(found) == count, text
