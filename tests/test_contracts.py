"""Imports go down only: the contracts of `pyproject.toml` fail on an import that goes up."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

LINT = Path(sys.executable).with_name("lint-imports")
PACKAGES = 24


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's modules, to be changed."""
    ignored = shutil.ignore_patterns("node_modules", "__pycache__", "*.json", "*.svg")
    for folder in ("src", "lab", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken_contracts(copy: Path) -> list[str]:
    """The imports that break a contract, as import-linter prints them."""
    environment = os.environ | {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}"}
    done = subprocess.run([LINT, "--no-cache"], cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return re.findall(r"^-\s+(\S+ -> \S+) \(l\.\d+\)$", done.stdout, re.MULTILINE)


@pytest.mark.slow
def test_no_import_of_the_project_goes_up(copy: Path) -> None:
    assert broken_contracts(copy) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "found"),
    [
        ("text", "from kaniko_guide.facts import images", "kaniko_guide.text -> kaniko_guide.facts.images"),
        ("sources/shell", "from kaniko_guide import rules", "kaniko_guide.sources.shell -> kaniko_guide.rules"),
        ("report/text", "import kaniko_guide_site", "kaniko_guide.report.text -> kaniko_guide_site"),
        (
            "../kaniko_guide_site/markdown",
            "from kaniko_guide_site import directives",
            "kaniko_guide_site.markdown -> kaniko_guide_site.directives",
        ),
    ],
)
def test_an_import_that_goes_up_is_found(copy: Path, module: str, line: str, found: str) -> None:
    path = copy / "src" / "kaniko_guide" / f"{module}.py"
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    assert broken_contracts(copy) == [found]


def test_there_are_few_packages() -> None:
    packages = [path.parent for path in (ROOT / "src").rglob("__init__.py")]
    assert len(packages) <= PACKAGES
