"""What pages show of a build is compared with what the build gives, except for times and digests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from lab.checks import end_to_end_kaniko, end_to_end_output
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    import pytest

SHOWN = "quick-start/kaniko.txt"


def gives(monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    """The faults where the build of the quick start gives a text."""
    played = {"quick-start": SimpleNamespace(outputs={"kaniko.txt": text})}
    monkeypatch.setattr(end_to_end_kaniko, "played", played.__getitem__)
    return end_to_end_output.faults([SHOWN])


def test_shown_files_are_there() -> None:
    subjects = end_to_end_output.subjects(lambda _: [])
    assert SHOWN in subjects
    assert all((SNIPPETS / subject).is_file() for subject in subjects)


def test_another_output_is_a_fault_and_another_time_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (SNIPPETS / SHOWN).read_text("utf-8")
    assert "INFO[0" in text
    assert gives(monkeypatch, text.replace("INFO[0", "INFO[9")) == []
    assert gives(monkeypatch, f"{text}more\n") == [
        f"snippets/{SHOWN}:1:1: error: a build prints something else now [end-to-end-output]"
    ]
