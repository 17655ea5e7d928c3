"""`doctor --try`: the question, and the options that go with it; a script is in place of kubectl."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from tests.kaniko_guide.command import write
from tests.kaniko_guide.doctor import stub
from tests.kaniko_guide.doctor.fake import POD, jenkinsfile
from tests.kaniko_guide.doctor.test_trial import pod

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("--context=prod", "--namespace=jenkins", "--service-account=jenkins:jenkins")


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def typed(answer: str) -> Terminal:
    """A terminal on which the user types this."""
    return Terminal(io.BytesIO(answer.encode()))


def no_terminal(text: str = "") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()))


@pytest.fixture
def cluster(working_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory with what the cluster answers."""
    directory = working_directory / "bin"
    stub.install(directory)
    ended = "error building image: failed to get fileinfo for /tmp/kaniko-guide-doctor-missing-file: lstat\n"
    write(directory, {"get-pods": pod().output, "exec": ended, "delete": ""})
    monkeypatch.setenv("PATH", f"{directory}{os.pathsep}{os.environ['PATH']}")
    (working_directory / "Jenkinsfile").write_text(jenkinsfile(), "utf-8")
    return directory


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["doctor", "--lang=en", "Jenkinsfile", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def asked(cluster: Path) -> list[str]:
    return (cluster / "asked").read_text("utf-8").split()


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "maybe\n"])
def test_nothing_is_created_unless_the_user_agrees(
    cluster: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(sys, "stdin", typed(answer))
    code, out, err = run(capsys, *NAMES, "--try")
    assert code == exit_codes.CLEAN
    assert "The trial pod was not created." in err
    assert "try-pod" not in out
    assert "delete" not in asked(cluster)


def test_what_will_happen_is_said_before_the_question(
    cluster: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", typed("y\n"))
    code, out, err = run(capsys, *NAMES, "--try", "--jenkins-url=http://jenkins.jenkins.svc:8080/")
    assert code == exit_codes.CLEAN, out
    assert "in jenkins of prod" in err
    assert "Images: ghcr.io/osscontainertools/kaniko:v1.28.3-debug, jenkins/inbound-agent:" in err
    assert "Hosts that will be contacted: docker.io, ghcr.io, jenkins.jenkins.svc:8080, registry.test\n" in err
    assert "opens an upload at registry.test/team/app:kaniko-guide-doctor and pushes nothing" in err
    assert "To delete it yourself: kubectl delete pod kaniko-guide-doctor-" in err
    assert err.rstrip().endswith("Create it? [y/N]")
    assert "passed: The executor may push to `registry.test/team/app:kaniko-guide-doctor`" in out
    assert asked(cluster)[-2:] == ["delete", "get-pods"]


def test_the_pod_is_created_in_the_context_that_the_question_names(
    cluster: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The current context may be another one when the user answers."""
    monkeypatch.setattr(sys, "stdin", typed("y\n"))
    _, out, err = run(capsys, "--namespace=jenkins", "--try", "--show-commands")
    assert "in jenkins of prod, and delete it afterwards" in err
    assert "--namespace=jenkins --context=prod\n" in err
    for command in ("create --filename=- --output=json --namespace=jenkins <<", "exec kaniko-", "delete pod kaniko-"):
        assert f"\nkubectl --context=prod {command}" in out
    assert cluster.is_dir()


def test_with_yes_nothing_is_asked(
    cluster: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", no_terminal())
    code, out, err = run(capsys, *NAMES, "--try", "--yes")
    assert (code, "Create it?" in err, "was deleted. [try-leftover]" in out) == (exit_codes.CLEAN, False, True)
    assert asked(cluster)[-2:] == ["delete", "get-pods"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--try"], "--try: expected a terminal to answer on; without one, add --yes, --context and --namespace"),
        (["--try", "--yes", "--namespace=a"], "--yes: expected with --context and --namespace"),
        (["--try", "--yes", "--context=a"], "--yes: expected with --context and --namespace"),
        (["--yes"], "--yes: expected with --try"),
        (["--jenkins-url=http://a"], "--jenkins-url: expected with --try"),
        (["--try", "--jenkins-url=-O"], "--jenkins-url: '-O' is no address with http or https"),
        (["--try", "--jenkins-url=http://a b"], "--jenkins-url: 'http://a b' is no address"),
        (["--try", "--jenkins-url=http://[a"], "--jenkins-url: 'http://[a' is no address"),
    ],
)
def test_wrong_usage_is_one_clear_sentence_before_anything_is_asked(
    cluster: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", no_terminal("y\n"))
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (exit_codes.ERROR, "")
    assert err.startswith(f"kaniko-guide: {message}")
    assert not (cluster / "asked").exists()


def test_an_empty_context_is_not_the_current_one(
    cluster: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", no_terminal())
    code, out, err = run(capsys, "--context=", "--namespace=jenkins", "--try", "--yes")
    assert (code, out, err) == (
        exit_codes.ERROR,
        "",
        "kaniko-guide: --context: no name of a context; add it, or remove the option\n",
    )
    assert not (cluster / "asked").exists()


def test_every_known_pod_is_tried_and_all_commands_are_shown(
    cluster: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = f"{jenkinsfile()}podTemplate(yaml: '''{POD}''') {{ node(POD_LABEL) {{ }} }}\n"
    (cluster.parent / "Jenkinsfile").write_text(other, "utf-8")
    monkeypatch.setattr(sys, "stdin", no_terminal())
    _, out, err = run(capsys, *NAMES, "--try", "--yes", "--show-commands")
    assert err.count("Will create the pod kaniko-guide-doctor-") == 2
    assert out.count("\nkubectl --context=prod delete pod kaniko-guide-doctor-") == 2
    assert out.count("\nkubectl --context=prod create --filename=- --output=json --namespace=jenkins <<") == 2


def test_without_a_pod_that_is_understood_nothing_is_created(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (cluster.parent / "Jenkinsfile").write_text(jenkinsfile(settings="nodeSelector 'a'"), "utf-8")
    code, _, err = run(capsys, *NAMES, "--try", "--yes")
    assert code == exit_codes.FINDINGS
    assert "No pod was understood; the trial pod was not created." in err
    assert "delete" not in asked(cluster)
