"""`doctor` as a whole, with a script in place of kubectl that answers from files."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli
from kaniko_guide.cli import doctor, exit_codes
from kaniko_guide.doctor import kubectl
from kaniko_guide.doctor.checks import rights
from kaniko_guide.text import Source, Text
from tests.kaniko_guide.command import write
from tests.kaniko_guide.doctor import stub
from tests.kaniko_guide.doctor.fake import JENKINS, POD, jenkinsfile, reviewed
from tests.kaniko_guide.doctor.stub import FILES
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = ("--lang=en", "--namespace=jenkins", "--service-account=jenkins:jenkins")


@pytest.fixture
def cluster(working_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory with what the cluster answers."""
    directory = working_directory / "bin"
    stub.install(directory)
    monkeypatch.setenv("PATH", f"{directory}{os.pathsep}{os.environ['PATH']}")
    (working_directory / "Jenkinsfile").write_text(jenkinsfile(), "utf-8")
    return directory


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["doctor", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_prepared_cluster_passes(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "Jenkinsfile", *OPTIONS, "--context=prod")
    assert (code, err) == (exit_codes.CLEAN, "")
    assert out.startswith("context: prod\nserver: https://10.0.0.1:6443, v1.37.2\nnamespace: jenkins (--namespace)\n")
    assert out.endswith("\nChecks: 9 passed.\n")
    assert cluster.is_dir()


def test_without_a_path_the_quick_start_of_the_guide_is_checked(
    cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, *OPTIONS, "--show-commands")
    assert code == exit_codes.CLEAN
    assert "pipeline: the guide's quick start\n" in out
    assert "\nkubectl get secrets docker-registry-secret --namespace=jenkins --output=wide\n" in out
    recipe = Text.canonical(Source.read(SNIPPETS / "quick-start" / "Jenkinsfile"))
    assert doctor.QUICK_START.read_text("utf-8") == recipe.value
    assert cluster.is_dir()


def test_a_failure_ends_with_1_and_has_the_same_outcomes_in_every_format(
    cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = 'Error from server (NotFound): secrets "registry" not found\n'
    (cluster / "get-secrets.error").write_text(error, "utf-8")
    code, out, _ = run(capsys, "Jenkinsfile", *OPTIONS)
    assert code == exit_codes.FINDINGS
    assert "Jenkinsfile:7:7: failed: The namespace `jenkins` has no Secret `registry`. [secret]\n" in out
    code, out, _ = run(capsys, "Jenkinsfile", *OPTIONS, "--format=json")
    assert (code, json.loads(out)["checks"][0]["check"]) == (exit_codes.FINDINGS, "secret")
    code, out, _ = run(capsys, "Jenkinsfile", *OPTIONS, "--format=github")
    assert (code, out.partition(" ")[0]) == (exit_codes.FINDINGS, "::error")


def test_what_every_build_needs_and_is_not_known_ends_with_1(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "Jenkinsfile", "--lang=en", "--namespace=jenkins")
    assert code == exit_codes.FINDINGS
    assert "unknown: The ServiceAccount that Jenkins uses is not known, so its rights were not checked." in out
    assert "create" not in (cluster / "asked").read_text("utf-8").split()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"config.error": "error: current-context must exist in order to minify\n"}, "kubectl has no context to use ("),
        ({"version.late": ""}, "the API server https://10.0.0.1:6443 did not answer in time; check network"),
        (
            {"version.error": "Unable to connect to the server: dial tcp: connection refused\n"},
            "the API server https://10.0.0.1:6443 did not answer (Unable to connect to the server: dial tcp",
        ),
        (
            {"get-namespaces.error": "error: You must be logged in to the server (Unauthorized)\n"},
            "the API server https://10.0.0.1:6443 does not know you (You must be logged in to the server (Unauth",
        ),
    ],
)
def test_a_cluster_that_can_t_be_asked_is_one_clear_sentence(
    cluster: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str],
    message: str,
) -> None:
    write(cluster, files)
    monkeypatch.setattr(kubectl.Kubectl.__init__, "__kwdefaults__", {"time_limit": 2.0, "total": 60.0})
    code, out, err = run(capsys, "Jenkinsfile", *OPTIONS)
    assert (code, out) == (exit_codes.ERROR, "")
    assert err.startswith(f"kaniko-guide: {message}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--namespace=--all"], "--namespace: '--all' is no name of a namespace"),
        (["--service-account=jenkins"], "--service-account: found 'jenkins', expected NAMESPACE:NAME"),
        (["--service-account=a:b:c"], "--service-account: found 'a:b:c', expected NAMESPACE:NAME"),
        (["none"], "none: no such file or directory"),
        (["--format=sarif"], "--format: invalid value 'sarif'; expected one of text, json, github"),
    ],
)
def test_wrong_usage_is_one_clear_sentence(
    cluster: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = run(capsys, "--lang=en", *arguments)
    assert (code, out) == (exit_codes.ERROR, "")
    assert err.startswith(f"kaniko-guide: {message}")
    assert not (cluster / "asked").exists()


def test_without_kubectl(
    working_directory: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(working_directory))
    code, _, err = run(capsys, "--lang=en")
    assert (code, err) == (
        exit_codes.ERROR,
        "kaniko-guide: kubectl was not found; install it, or add its directory to PATH\n",
    )


@pytest.mark.parametrize("content", ["\0", "#!/nonexistent\n"])
def test_a_kubectl_that_can_t_be_started(cluster: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    (cluster / "kubectl").write_text(content, "utf-8")
    code, out, err = run(capsys, *OPTIONS)
    assert (code, out, err.count("\n")) == (exit_codes.ERROR, "", 1)
    assert err.startswith("kaniko-guide: kubectl can't be started (")


def test_a_warning_with_the_word_is_no_failed_login(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = (cluster / "kubectl").read_text("utf-8")
    (cluster / "kubectl").write_text(script.replace("cd ", "echo Unauthorized, trying again >&2; cd ", 1), "utf-8")
    assert run(capsys, "Jenkinsfile", *OPTIONS)[0] == exit_codes.CLEAN


def test_an_answer_of_another_form_is_not_known(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = (
        "<html>",
        "",
        "5",
        "[]",
        "{}",
        '{"items": 5}',
        '{"kind": "Status"}',
        '{"kind": "Namespace", "metadata": 5}',
    )
    for text in texts:
        names = ("get-namespaces", "get-serviceaccounts", "get-secrets", "get-nodes", "create")
        write(cluster, dict.fromkeys(names, text))
        code, out, _ = run(capsys, "Jenkinsfile", *OPTIONS, "--format=json")
        statuses = {entry["check"]: entry["status"] for entry in json.loads(out)["checks"]}
        expected = {*("pipeline", "versions", "admission")}
        assert (code, {name for name, status in statuses.items() if status == "passed"}) == (1, expected), text
        assert "failed" not in statuses.values(), text


def test_the_command_of_a_fix_is_for_the_cluster_that_was_asked(
    cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        cluster,
        {
            "get-namespaces": FILES["get-namespaces"],
            "get-serviceaccounts.error": 'Error from server (NotFound): serviceaccounts "jenkins" not found\n',
            "get-secrets.error": 'Error from server (NotFound): secrets "registry" not found\n',
        },
    )
    _, out, _ = run(capsys, "Jenkinsfile", *OPTIONS, "--context=my prod; rm x")
    assert "  command: kubectl '--context=my prod; rm x' apply --filename=service-account.yaml\n" in out
    assert (
        "The script uses the current context: switch to `my prod; rm x` first.\n  command: sh create-secret.sh" in out
    )
    assert "command: kubectl apply --filename=service-account.yaml\n" in run(capsys, "Jenkinsfile", *OPTIONS)[1]


def test_a_file_of_the_guide_needs_the_names_of_the_user(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(cluster, {"get-secrets.error": 'Error from server (NotFound): secrets "registry" not found\n'})
    write(cluster, {"create": reviewed(rights.about_account(JENKINS, "a").content, ["create pods"]).output})
    note = "put yours into it first (namespace `{}`)."
    _, out, _ = run(capsys, "Jenkinsfile", *OPTIONS)
    assert out.count(note.format("jenkins")) == 1, "The Secret has another name than the guide's."
    _, out, _ = run(capsys, *OPTIONS)
    assert note.format("jenkins") not in out
    _, out, _ = run(capsys, "--lang=en", "--namespace=builds", "--service-account=jenkins:jenkins")
    assert out.count(note.format("builds")) == 2


def test_a_namespace_of_a_pod_is_only_in_a_command_if_it_is_a_name(
    cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for namespace, words in (
        ("x; rm -rf ~", "failed: This pod names the namespace `x; rm -rf ~`, which is no valid name."),
        ("$NS", "unknown: The namespace of this pod, `$NS`, is only known at run time"),
        ("builds", "fix: Check again with `--namespace=builds`."),
    ):
        pod = POD.replace("kind: Pod\n", f"kind: Pod\nmetadata: {{namespace: '{namespace}'}}\n")
        (cluster.parent / "Jenkinsfile").write_text(jenkinsfile(pod), "utf-8")
        _, out, _ = run(capsys, "Jenkinsfile", *OPTIONS)
        assert words in out
        assert f"--namespace={namespace}" not in out or namespace == "builds"


@pytest.mark.parametrize(
    ("settings", "namespace", "line"),
    [
        ("", "builds", "namespace: builds (of the context; to change it, use --namespace)"),
        ("", "", "namespace: default (of the context; to change it, use --namespace)"),
        ("namespace 'jenkins'", "builds", "namespace: jenkins (named by the pod)"),
        ("namespace '--all'", "builds", "namespace: builds (of the context; to change it, use --namespace)"),
    ],
)
def test_the_namespace_is_that_of_the_pod_or_of_the_context(
    cluster: Path, capsys: pytest.CaptureFixture[str], settings: str, namespace: str, line: str
) -> None:
    write(cluster, {"config": f"prod\nhttps://10.0.0.1:6443\n{namespace}"})
    (cluster.parent / "Jenkinsfile").write_text(jenkinsfile(settings=settings), "utf-8")
    _, out, _ = run(capsys, "--lang=en", "Jenkinsfile")
    assert out.splitlines()[2] == line


def test_a_hostile_jenkinsfile_names_nothing_that_becomes_an_option(
    cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = jenkinsfile().replace("secretName: registry", "secretName: --kubeconfig=/etc/passwd")
    (cluster.parent / "Jenkinsfile").write_text(hostile, "utf-8")
    code, out, _ = run(capsys, "Jenkinsfile", *OPTIONS, "--show-commands")
    assert code == exit_codes.FINDINGS
    commands = out.partition("Commands that were run:")[2]
    assert "--kubeconfig" not in [
        word for line in commands.splitlines() if line.startswith("kubectl") for word in line.split()
    ]
    assert "get-secrets" not in (cluster / "asked").read_text("utf-8")
