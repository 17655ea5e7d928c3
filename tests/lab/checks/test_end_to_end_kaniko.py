"""Which snippets kaniko's builds judge, and what their faults are; the builds are played by verify."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lab.checks import end_to_end_kaniko
from lab.end_to_end import sandbox
from lab.paths import SNIPPETS
from lab.tools import UnavailableError


def test_recipes_that_promise_an_answer_are_judged() -> None:
    promised = {name for name, promises in end_to_end_kaniko.played_recipes() if promises.answer is not None}
    subjects = end_to_end_kaniko.subjects(lambda _: [])
    assert "quick-start" in promised
    assert {subject.partition("/")[0] for subject in subjects} <= promised
    dockerfiles = {f"{name}/Dockerfile" for name in promised if (SNIPPETS / name / "Dockerfile").is_file()}
    assert dockerfiles
    assert dockerfiles <= set(subjects)
    assert all((SNIPPETS / subject).is_file() for subject in subjects)


def test_a_pipeline_is_judged_only_where_every_call_means_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = "quick-start/Jenkinsfile"
    assert pipeline in end_to_end_kaniko.subjects(lambda _: [])
    monkeypatch.setattr(end_to_end_kaniko, "PLAYED", end_to_end_kaniko.PLAYED - {"container"})
    subjects = end_to_end_kaniko.subjects(lambda _: [])
    assert pipeline not in subjects
    assert "quick-start/Dockerfile" in subjects


def test_snippet_has_the_fault_of_its_recipes_build(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = {"a": None, "b": "it fails"}
    monkeypatch.setattr(end_to_end_kaniko, "played", lambda recipe: SimpleNamespace(fault=faults[recipe]))
    assert end_to_end_kaniko.faults(["a/Dockerfile", "b/ci/Dockerfile"]) == [
        "snippets/b/ci/Dockerfile:1:1: error: it fails [end-to-end-kaniko]"
    ]


def test_without_an_executor_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "possible", lambda: None)
    monkeypatch.setattr(end_to_end_kaniko, "find", lambda _: "")
    monkeypatch.delenv("KANIKO_EXECUTOR", raising=False)
    with pytest.raises(UnavailableError) as missing:
        end_to_end_kaniko.versions()
    assert missing.value.name == "kaniko"


def test_the_other_executor_is_not_the_one_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "possible", lambda: None)
    monkeypatch.setattr(end_to_end_kaniko, "find", lambda _: "")
    monkeypatch.setattr(end_to_end_kaniko, "output_of", lambda *_: "Kaniko version :  v0.0.1\n")
    monkeypatch.setenv("KANIKO_EXECUTOR", "/kaniko/executor")
    with pytest.raises(UnavailableError) as missing:
        end_to_end_kaniko.versions()
    assert missing.value.name == "kaniko-fork"
