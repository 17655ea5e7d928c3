from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.findings import Severity
from kaniko_guide.rules import bad_context
from tests.kaniko_guide.rules.shared import EXECUTORS, executor_pod, failed_command, successful_commands
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path
FAILS = "the executor fails with"


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "bad-context")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            "--no-push --context=",
            "1:28 `--context` is empty; the executor fails with `please specify a path to the build context`.",
        ),
        (
            "--no-push -c http://a/b.tar.gz",
            f"1:31 `--context` has the unsupported prefix `http://`; {FAILS} `unknown build context prefix provided`.",
        ),
    ],
)
def test_found(tmp_path: Path, arguments: str, expected: str) -> None:
    assert findings(tmp_path, arguments) == [f"a.sh:{expected}"]


@pytest.mark.parametrize(
    "arguments",
    [
        "--no-push --context=$CONTEXT",
        "--no-push --context=$SCHEME://a",
        "--no-push --context=git://github.com/a/b",
        "--no-push --context= --bucket=a",
        "--no-push --context=/a:/b://c",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_recorded_failures_are_found(tmp_path: Path, executor: str) -> None:
    message = "unknown build context prefix provided"
    (line,) = findings_in(tmp_path, {"a.sh": failed_command(executor, "q4-context-bad-prefix", message)}, "bad-context")
    assert message in line


def test_recorded_builds_have_no_finding(tmp_path: Path) -> None:
    files = {f"{at}.sh": command for at, command in enumerate(successful_commands())}
    assert findings_in(tmp_path, files, "bad-context") == []


@pytest.mark.parametrize(
    ("context", "found"),
    [
        ("git@a.example.com:b/c.git", 1),
        ("git://a.example.com/b.git#main", 1),
        ("git://a.example.com/b.git#refs/heads/main", 0),
        ("git://a.example.com/b.git#$BRANCH", 0),
        (f"git://a.example.com/b.git#{'a1' * 20}", 0),
        ("git://a.example.com/b.git#refs/heads/main#abc", 0),
        ("dir://workspace/", 1),
        ("dir:///workspace/", 0),
        ("dir://.", 0),
    ],
)
def test_directories_and_branches(tmp_path: Path, context: str, found: int) -> None:
    files = {"a.sh": f"/kaniko/executor --no-push '--context={context}'\n"}
    assert len(findings_in(tmp_path, files, "bad-context")) == found


def test_short_branch_is_a_suggestion_where_the_release_is_unknown(tmp_path: Path) -> None:
    for image, expected in (
        ("gcr.io/kaniko-project/executor:v1.3.0", [Severity.INFO]),
        ("gcr.io/kaniko-project/executor:v1.24.0", []),
        ("gcr.io/kaniko-project/executor:latest", []),
    ):
        text = executor_pod(image, '"--no-push", "--context=git://a.example.com/b#main"')
        (tmp_path / "pod.yaml").write_text(text, "utf-8")
        assert [finding.severity for finding in bad_context.check(project.read(tmp_path))] == expected, image


def test_repositories_by_https(tmp_path: Path) -> None:
    cases = {
        "https://git.example.com/a.git": 1,
        "https://git.example.com/a.git#refs/heads/main": 1,
        "git://git.example.com/a.git": 0,
        "https://files.example.com/a.tar.gz": 0,
        "https://git.example.com/archive?repository=a.git": 0,
        "https://git.example.com/$REPOSITORY": 0,
    }
    for number, (value, count) in enumerate(cases.items()):
        files = {"build.sh": f"/kaniko/executor --no-push --context={value}\n"}
        found = [line for line in findings_in(tmp_path / str(number), files, "bad-context") if "tar.gz" in line]
        assert len(found) == count, value


def test_addresses_that_are_read_in_another_way(tmp_path: Path) -> None:
    cases = {
        "dir://git://a.example.com/b.git": "after `dir://` the executor only takes `git://`",
        "git://https://a.example.com/b.git": "after `git://` the executor only takes `https://`",
        "tar://https://a.example.com/b.tar.gz": "after `tar://` the executor only takes `https://`",
        "git://git@a.example.com:b/c.git": "`b/c.git` is no number",
        "git://a.example.com:team/c.git#refs/heads/main": "`team/c.git` is no number",
        "dir:/workspace": "has no `://`",
        "git:a.example.com/b.git": "has no `://`",
        "https://a.example.com/b.tar.gz?from=http://c": None,
        "s3://bucket/a://b": None,
        "git://$HOST://x": None,
        "git://a.example.com:8443/b.git": None,
        "git://user:password@a.example.com/b.git": None,
        "git://a.example.com:$PORT/b.git": None,
        "git://a.example.com/b:c.git": None,
        "./dir:/x": None,
        "dir://$DIRECTORY": None,
    }
    for number, (value, expected) in enumerate(cases.items()):
        files = {"build.sh": f"/kaniko/executor --no-push '--context={value}'\n"}
        found = findings_in(tmp_path / str(number), files, "bad-context")
        assert len(found) == (expected is not None), value
        assert (expected or "") in "".join(found)


def test_two_prefixes_through_a_constant(tmp_path: Path) -> None:
    pipeline = """pipeline {{
  agent any
  environment {{ URL = '{value}' }}
  stages {{ stage('a') {{ steps {{ sh '/kaniko/executor --no-push --context=git://$URL' }} }} }}
}}
"""
    for value, expected in (("https://a.example.com/b.git", 1), ("a.example.com/b.git", 0)):
        found = findings_in(tmp_path, {"Jenkinsfile": pipeline.format(value=value)}, "bad-context")
        assert len(found) == expected


DIRECTORY_PIPELINE = """node {{
  {before}
  sh '/kaniko/executor --no-push --context={context} --dockerfile=Dockerfile'
}}
"""


@pytest.mark.parametrize(
    ("context", "before", "dockerfile", "expected"),
    [
        ("dir://app", "", "COPY a /a", 1),
        ("./app", "", "COPY a /a", 1),
        ("$WORKSPACE/app", "", "COPY a /a", 1),
        ("app", "", "RUN true", 0),
        ("src", "", "COPY a /a", 0),
        ("$WORKSPACE", "", "COPY a /a", 0),
        ("$DIRECTORY", "", "COPY a /a", 0),
        ("/app", "", "COPY a /a", 0),
        ("app", "sh 'mkdir app'", "COPY a /a", 0),
        ("app", "sh './make.sh'", "COPY a /a", 0),
        ("app", "sh 'mvn package'", "COPY a /a", 0),
        ("app", "unstash 'x'", "COPY a /a", 0),
        ("app", "git 'https://a.example.com/b.git'", "COPY a /a", 0),
    ],
)
def test_directory_that_is_not_there(tmp_path: Path, context: str, before: str, dockerfile: str, expected: int) -> None:
    files = {
        "Jenkinsfile": DIRECTORY_PIPELINE.format(context=context, before=before),
        "Dockerfile": f"FROM a\n{dockerfile}\n",
        "src/a": "",
    }
    assert len(findings_in(tmp_path, files, "bad-context")) == expected
    if expected:
        assert findings_in(tmp_path, files, "copy-source-missing") == []
