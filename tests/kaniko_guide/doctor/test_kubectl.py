"""How kubectl is run, with a script in its place."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from kaniko_guide.doctor import kubectl as module
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.kubectl import Answer, Kubectl
from kaniko_guide.doctor.questions import Resource


def program(directory: Path, script: str) -> str:
    path = directory / "kubectl"
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def test_arguments_context_and_content_reach_the_program_and_no_standard_input(tmp_path: Path) -> None:
    script = 'printf "%s\\n" "$@"; for a; do case $a in --filename=*) cat "${a#*=}";; esac; done; cat'
    kubectl = Kubectl(program(tmp_path, script), "my context")
    answer = kubectl.ask(ask.dry_run({"kind": "Pod"}, "jenkins"))
    first, limit, *rest = answer.output.splitlines()
    assert (first, limit.partition("=")[0], rest[0]) == ("--context=my context", "--request-timeout", "create")
    assert rest[-1] == '{"kind": "Pod"}'
    assert not Path(rest[3].removeprefix("--filename=")).exists()


def test_commands_can_be_typed_into_a_shell(tmp_path: Path) -> None:
    script = 'for a; do case $a in --filename=-) cat;; *) echo "$a";; esac; done'
    kubectl = Kubectl(program(tmp_path, "true"), "my context")
    kubectl.ask_all([ask.version(), ask.dry_run({"a": "it's $HOME"}, "jenkins")])
    assert kubectl.commands[0] == "kubectl '--context=my context' version --output=json"
    program(tmp_path, script)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": "/nowhere"}
    typed = subprocess.run(
        ["sh", "-c", kubectl.commands[1]], env=environment, capture_output=True, text=True, check=True
    )
    assert '{"a": "it\'s $HOME"}' in typed.stdout.splitlines()
    assert str(tmp_path) not in "".join(kubectl.commands)


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    marker = tmp_path / "child"
    kubectl = Kubectl(program(tmp_path, f"sleep 60 & echo $! > {marker}; wait"), time_limit=0.5)
    before = time.monotonic()
    answer = kubectl.ask(ask.version())
    assert answer.is_late
    assert time.monotonic() - before < 5
    time.sleep(0.2)
    assert not _runs(int(marker.read_text("utf-8")))


def _runs(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text("utf-8").rpartition(")")[2].split()[0] != "Z"


def test_no_question_is_asked_after_the_total_time(tmp_path: Path) -> None:
    kubectl = Kubectl(program(tmp_path, "touch asked"), total=0.0)
    assert kubectl.ask(ask.version()).is_late


def test_questions_are_asked_side_by_side_and_only_once(tmp_path: Path) -> None:
    kubectl = Kubectl(program(tmp_path, 'sleep 0.5; echo "$@"'))
    questions = [ask.get(Resource.POD, f"p{number}", "a") for number in range(6)]
    reports: list[tuple[int, int]] = []
    before = time.monotonic()
    answers = kubectl.ask_all([*questions, questions[0]], lambda done, total: reports.append((done, total)))
    assert time.monotonic() - before < 2.5
    assert [answers[question].output.split()[3] for question in questions] == [f"p{number}" for number in range(6)]
    assert reports == [(number, 6) for number in range(1, 7)]


def test_an_interruption_ends_the_running_programs(tmp_path: Path) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    quick = Kubectl(program(tmp_path, "sleep 0.2; case $* in *quick*) ;; *) exec sleep 60;; esac"))
    threads, before = set(threading.enumerate()), time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        quick.ask_all([ask.get(Resource.POD, name, "a") for name in ("quick", "slow", "slower")], interrupt)
    assert time.monotonic() - before < 10
    assert set(threading.enumerate()) <= threads


def test_there_may_be_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Kubectl.find() is None
    program(tmp_path, "true")
    assert Kubectl.find() is not None


CREATING = 'Error from server (Forbidden): error when creating "/tmp/x/question.json": pods "a" is forbidden: no\n'


@pytest.mark.parametrize(
    ("errors", "reason", "sentence"),
    [
        ('Error from server (NotFound): secrets "a" not found\n', "NotFound", 'secrets "a" not found'),
        (CREATING, "Forbidden", 'pods "a" is forbidden: no'),
        (f"Warning: old\n{CREATING}", "Forbidden", 'pods "a" is forbidden: no'),
        (
            'Error from server: error when creating "x": admission webhook "w" denied the request: no\n',
            "",
            'admission webhook "w" denied the request: no',
        ),
        ('The Pod "a" is invalid: \n* spec: b\n* spec: c\n', "", 'The Pod "a" is invalid: * spec: b * spec: c'),
        (
            "error: You must be logged in to the server (Unauthorized)\n",
            "",
            "You must be logged in to the server (Unauthorized)",
        ),
        ("E1130 memcache.go: x\nUnable to connect to the server: EOF\n", "", "Unable to connect to the server: EOF"),
        ("", "", ""),
    ],
)
def test_the_error_is_in_the_words_of_the_server(errors: str, reason: str, sentence: str) -> None:
    answer = Answer(1, "", errors)
    assert (answer.reason, answer.sentence) == (reason, sentence)
    assert (answer.is_missing, answer.is_forbidden) == (reason == "NotFound", reason == "Forbidden")
    assert Answer(0, "", errors).sentence == ""


def test_warnings_are_no_errors() -> None:
    answer = Answer(0, "{}", "Warning: a\nother\nWarning: b\n")
    assert (answer.warnings, answer.is_given, answer.reason) == (["a", "b"], True, "")


@pytest.mark.parametrize(
    ("output", "objects"),
    [
        ("", []),
        ("<html>", []),
        ("[1]", []),
        ('{"a": 1}', [{"a": 1}]),
        ('{"a": 1}\n\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ('{"kind": "List", "items": [{"a": 1}, {"a": 2}]}', [{"a": 1}, {"a": 2}]),
        ('{"kind": "List", "items": [{"a": 1}, 2]}', []),
        ('{"items": null}', []),
        ('{"items": 5}', []),
        ('{"a": 1}\n{"b', []),
        ("[" * 100_000, []),
    ],
)
def test_objects_are_read_if_all_is_json(output: str, objects: list[object]) -> None:
    answer = Answer(0, output)
    assert answer.objects == objects


def test_an_object_is_one_of_the_kind_that_was_asked_for() -> None:
    assert Answer(0, '{"kind": "Pod", "spec": {}}').of_kind("Pod") == {"kind": "Pod", "spec": {}}
    for output in ('{"kind": "Status"}', "{}", '{"kind": "Pod", "spec": 5}', '{"kind": "Pod"}{"kind": "Pod"}', "[]"):
        assert Answer(0, output).of_kind("Pod") is None
    assert Answer(1, '{"kind": "Pod"}').of_kind("Pod") is None
    assert Answer(0, '{"items": [{"kind": "Pod"}]}').list_of_kind("Pod") == [{"kind": "Pod"}]
    assert Answer(0, '{"items": []}').list_of_kind("Pod") == []
    for output in ('{"items": [{"kind": "Node"}]}', '{"items": [5]}', '{"items": {}}', "{}", "<html>"):
        assert Answer(0, output).list_of_kind("Pod") is None


def test_many_objects_are_read_in_time_that_grows_with_their_number() -> None:
    before = time.monotonic()
    assert len(Answer(0, '{"a": 1}\n' * 100_000).objects) == 100_000
    assert time.monotonic() - before < 10


def test_only_a_missing_object_is_missing() -> None:
    assert Answer(1, "", 'Error from server (NotFound): secrets "a" not found\n').is_missing
    for words in ("the server could not find the requested resource", "404 page not found"):
        assert not Answer(1, "", f"Error from server (NotFound): {words}\n").is_missing


def test_a_program_that_prints_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_OUTPUT", 1_000_000)
    answer = Kubectl(program(tmp_path, "exec yes")).ask(ask.version())
    assert (answer.is_given, answer.is_late, answer.output, answer.sentence) == (False, False, "", module.TOO_LONG)


@pytest.mark.parametrize("content", ["", "\0\1", "#!/nonexistent\n"])
def test_a_program_that_can_t_be_started_is_no_answer(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kubectl"
    path.write_text(content, "utf-8")
    path.chmod(0o755)
    answer = Kubectl(str(path)).ask(ask.version())
    assert (answer.code, answer.sentence.startswith(f"{path}: ")) == (module.NOT_RUN, True)


def test_only_this_module_starts_programs() -> None:
    directory = Path(module.__file__).parent
    others = [path for path in directory.rglob("*.py") if path.name != "kubectl.py"]
    assert len(others) > 10
    for path in others:
        text = path.read_text("utf-8")
        assert "subprocess" not in text, path
        assert "os.system" not in text, path
