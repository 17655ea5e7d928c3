"""The output that pages show is compared with that of a build, except for times and digests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from lab.checks import end_to_end_kaniko, end_to_end_output
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    import pytest

SHOWN = "quick-start/kaniko.txt"


def failures_with(monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    """The failures if the build of the quick start prints a text."""
    results = {"quick-start": SimpleNamespace(outputs={"kaniko.txt": text})}
    monkeypatch.setattr(end_to_end_kaniko, "result", results.__getitem__)
    return end_to_end_output.failures([SHOWN])


def test_outputs_that_pages_show_exist() -> None:
    subjects = end_to_end_output.subjects(lambda _: [])
    assert SHOWN in subjects
    assert all((SNIPPETS / subject).is_file() for subject in subjects)


def test_another_output_is_a_failure_and_another_time_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (SNIPPETS / SHOWN).read_text("utf-8")
    assert "INFO[0" in text
    assert failures_with(monkeypatch, text.replace("INFO[0", "INFO[9")) == []
    assert failures_with(monkeypatch, f"{text}more\n") == [
        f"snippets/{SHOWN}:1:1: error: the file differs from the output of a new build [end-to-end-output]"
    ]
