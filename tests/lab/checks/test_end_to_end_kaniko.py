"""The snippets that builds by kaniko check, and their failures; verify runs the builds."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lab.checks import end_to_end_kaniko
from lab.end_to_end import sandbox
from lab.paths import SNIPPETS
from lab.tools import UnavailableError


def test_recipes_that_promise_an_answer_are_checked() -> None:
    promised = {name for name, promises in end_to_end_kaniko.recipes_with_promises() if promises.answer is not None}
    subjects = end_to_end_kaniko.subjects(lambda _: [])
    assert "quick-start" in promised
    assert {subject.partition("/")[0] for subject in subjects} <= promised
    dockerfiles = {f"{name}/Dockerfile" for name in promised if (SNIPPETS / name / "Dockerfile").is_file()}
    assert dockerfiles
    assert dockerfiles <= set(subjects)
    assert all((SNIPPETS / subject).is_file() for subject in subjects)


def test_a_pipeline_is_checked_only_where_every_call_is_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = "quick-start/Jenkinsfile"
    assert pipeline in end_to_end_kaniko.subjects(lambda _: [])
    monkeypatch.setattr(end_to_end_kaniko, "SUPPORTED_CALLS", end_to_end_kaniko.SUPPORTED_CALLS - {"container"})
    subjects = end_to_end_kaniko.subjects(lambda _: [])
    assert pipeline not in subjects
    assert "quick-start/Dockerfile" in subjects


def test_failure_of_a_build_is_reported_for_the_snippets_of_its_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    failures = {"a": None, "b": "it fails"}
    monkeypatch.setattr(end_to_end_kaniko, "result", lambda recipe: SimpleNamespace(failure=failures[recipe]))
    assert end_to_end_kaniko.failures(["a/Dockerfile", "b/ci/Dockerfile"]) == [
        "snippets/b/ci/Dockerfile:1:1: error: it fails [end-to-end-kaniko]"
    ]


def test_without_an_executor_the_check_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "namespace_command", lambda: None)
    monkeypatch.setattr(end_to_end_kaniko, "find", lambda _: "")
    monkeypatch.delenv("KANIKO_EXECUTOR", raising=False)
    with pytest.raises(UnavailableError) as missing:
        end_to_end_kaniko.versions()
    assert missing.value.name == "kaniko"


def test_with_another_release_the_check_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "namespace_command", lambda: None)
    monkeypatch.setattr(end_to_end_kaniko, "find", lambda _: "")
    monkeypatch.setattr(end_to_end_kaniko, "output_of", lambda *_: "Kaniko version :  v0.0.1\n")
    monkeypatch.setenv("KANIKO_EXECUTOR", "/kaniko/executor")
    with pytest.raises(UnavailableError) as missing:
        end_to_end_kaniko.versions()
    assert missing.value.name == "kaniko-fork"
