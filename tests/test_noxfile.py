"""The sessions of `noxfile.py`, run by nox itself."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SESSION = """
@nox.session(venv_backend="none")
def environment(session):
    session.run("sh", "-c", "echo ${PYTHONDONTWRITEBYTECODE-unset}", external=True)
"""


def test_sessions_write_compiled_modules(tmp_path: Path) -> None:
    text = (ROOT / "noxfile.py").read_text("utf-8")
    (tmp_path / "noxfile.py").write_text(text + SESSION, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "nox", "--session", "environment"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        text=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout == "unset\n"
