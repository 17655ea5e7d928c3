"""A program is found in this environment first, and a missing one is said to be missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lab.tools import MissingToolError, find, lack, said


def test_program_of_this_environment_is_found_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\n", "utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find("python") == str(Path(sys.executable).parent / "python")
    other.rename(tmp_path / "only-here")
    assert find("only-here") == str(tmp_path / "only-here")


def test_program_that_is_nowhere_is_missing_by_its_name() -> None:
    with pytest.raises(MissingToolError, match=r"^no-such-program is missing\.$") as missing:
        find("no-such-program")
    assert missing.value.name == "no-such-program"
    with pytest.raises(MissingToolError, match=r"^groovy is missing\. It is 4\.0\.$"):
        lack("groovy", "It is 4.0.")


def test_what_a_program_prints_is_said() -> None:
    assert said("python", "-c", "import sys; print('out'); print('err', file=sys.stderr)") == "out\nerr\n"
