from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import project
from kaniko_guide.analysis import work_tree

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.project import Project


def read(directory: Path, steps: str) -> Project:
    file = directory / "Jenkinsfile"
    (directory / "web").mkdir()
    (directory / "web" / "a.txt").touch()
    file.write_text(f"pipeline {{\nstages {{\nstage('a') {{\nsteps {{\n{steps}\n}}\n}}\n}}\n}}\n", "utf-8")
    return project.read(directory)


def test_path_in_the_workspace() -> None:
    for value, directory, path in [
        ("$WORKSPACE/web", None, "web"),
        ("dir://${WORKSPACE}", None, "."),
        ("dir://$(pwd)/a", "b", "b/a"),
        ("`pwd`", "b", "b"),
        ("./web", "b", "b/web"),
        ("../web", "b", "web"),
        ("../web", ".", None),
        ("web", None, None),
        ("/workspace", "b", None),
        ("s3://bucket/a", "b", None),
        ("$DIRECTORY", "b", None),
        ("$WORKSPACE-2", "b", None),
        ("", "b", None),
    ]:
        with check(f"{value}, {directory}"):
            start = None if directory is None else PurePosixPath(directory)
            expected = None if path is None else PurePosixPath(path)
            assert work_tree.path_in_workspace(value, start) == expected


@pytest.mark.parametrize(
    ("steps", "directory"),
    [
        ("sh '/kaniko/executor --no-push'", "."),
        ("dir('web') { sh '/kaniko/executor --no-push' }", "web"),
        ("dir('a') { dir('b') { sh '/kaniko/executor --no-push' } }", "a/b"),
        ("dir(\"$name\") { sh '/kaniko/executor --no-push' }", None),
        ("ws('/a') { sh '/kaniko/executor --no-push' }", None),
        ("sh 'cd web && /kaniko/executor --no-push'", "web"),
        ("sh 'cd other && /kaniko/executor --no-push'", None),
        ("sh 'cd $X && /kaniko/executor --no-push'", None),
        ("sh '(cd web; ls); /kaniko/executor --no-push'", None),
        ("sh '/kaniko/executor --no-push && cd web'", "."),
    ],
)
def test_directory_in_which_the_executor_runs(tmp_path: Path, steps: str, directory: str | None) -> None:
    found = read(tmp_path, steps)
    (call,) = found.executor_calls
    expected = None if directory is None else PurePosixPath(directory)
    assert work_tree.working_directory(found, call) == expected


@pytest.mark.parametrize(
    ("flags", "candidates"),
    [
        ('--context="$WORKSPACE"', ["Dockerfile", "Dockerfile"]),
        ('--context="$WORKSPACE/web"', ["Dockerfile", "web/Dockerfile"]),
        ('--context="$WORKSPACE/web" --dockerfile=a/Dockerfile', ["a/Dockerfile", "web/a/Dockerfile"]),
        ('--context="$WORKSPACE/web" --dockerfile="$WORKSPACE/a"', ["a"]),
        ("--context=git://github.com/a/b", None),
        ('--context="$WORKSPACE" --dockerfile="$FILE"', None),
    ],
)
def test_where_the_executor_looks_for_the_dockerfile(tmp_path: Path, flags: str, candidates: list[str] | None) -> None:
    found = read(tmp_path, f"sh '/kaniko/executor --no-push {flags}'")
    (call,) = found.executor_calls
    expected = None if candidates is None else tuple(map(PurePosixPath, candidates))
    assert work_tree.dockerfile_candidates(found, call) == expected


@pytest.mark.parametrize(
    ("steps", "unknown"),
    [
        ("sh 'echo a > b'", False),
        ("sh 'mvn package'", False),
        ("checkout scm", False),
        ("sh './prepare.sh'", True),
        ("unstash 'a'", True),
        ("stash 'a'\nunstash 'a'", False),
        ("writeFile file: 'a', text: 'b'", False),
        ("writeFile file: name, text: 'b'", True),
        ("sh 'git commit -m a; helm upgrade a ./a; aws ecr get-login-password'", False),
        ("sh 'git clone a'", True),
        ("sh 'aws s3 cp s3://a .'", True),
        ("sh 'sudo apt-get install a; java -version; python3 -m pytest'", False),
        ("sh 'python3 a.py'", True),
        ("git 'https://github.com/a/b'", True),
        ("checkout([$class: 'GitSCM'])", True),
    ],
)
def test_steps_that_may_add_unknown_files(tmp_path: Path, steps: str, *, unknown: bool) -> None:
    assert work_tree.may_add_unknown_files(read(tmp_path, steps)) is unknown


def test_parts_of_paths_that_commands_name(tmp_path: Path) -> None:
    named = work_tree.named_paths(read(tmp_path, "sh 'cp a/b.txt c > d/e'\nsh '/kaniko/executor --context=f/g'"))
    assert {"a", "b.txt", "c", "d", "e"} <= named
    assert not {"f", "g"} & named


@pytest.mark.parametrize(
    ("step", "other"),
    [
        ("git url: 'https://github.com/a/b.git', branch: 'main'", False),
        ("git branch: 'main', url: 'git@github.com:A/b', credentialsId: 'c'", False),
        ("git branch: 'next', url: 'https://github.com/a/b'", True),
        ("git 'https://github.com/a/b'", True),
        ("git branch: 'main', url: 'https://github.com/a/c'", True),
        ("git branch: env.A, url: 'https://github.com/a/b'", True),
        ("dir('x') { git branch: 'main', url: 'https://github.com/a/b' }", True),
    ],
)
def test_checkout_of_the_clone(tmp_path: Path, step: str, *, other: bool) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text('[remote "origin"]\n\turl = https://github.com/a/b\n', "utf-8")
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    found = read(tmp_path, step)
    assert work_tree.has_other_checkout(found) is other
    assert work_tree.may_add_unknown_files(found) is other
