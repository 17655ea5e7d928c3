"""The heavy checks: each that is described has its module, and a missing program is said to be missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lab import checks
from tests.kaniko_guide_site.evidence.recorded import HEAVY


def test_every_heavy_check_has_its_module() -> None:
    assert sorted(HEAVY) == list(checks.load())


def test_program_of_this_environment_is_found_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\n", "utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert checks.find("python") == str(Path(sys.executable).parent / "python")
    other.rename(tmp_path / "only-here")
    assert checks.find("only-here") == str(tmp_path / "only-here")


def test_program_that_is_nowhere_is_missing_by_its_name() -> None:
    with pytest.raises(checks.MissingToolError, match=r"^no-such-program is missing\.$") as missing:
        checks.find("no-such-program")
    assert missing.value.name == "no-such-program"
    with pytest.raises(checks.MissingToolError, match=r"^groovy is missing\. It is 4\.0\.$"):
        checks.lack("groovy", "It is 4.0.")


def test_snippet_knows_its_place_and_its_folder() -> None:
    text = checks.canonical("quick-start/Jenkinsfile")
    assert text.source.path == "snippets/quick-start/Jenkinsfile"
    assert "--8<--" not in text.value
    assert checks.folder_of("quick-start/Jenkinsfile") == checks.SNIPPETS / "quick-start"
    assert checks.folder_of("examples/a/bad/ci/x") == checks.SNIPPETS / "examples/a/bad"
    assert checks.below(checks.SNIPPETS / "a/b") == "a/b"
