"""What is made once for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from site_build import mkdocs
from support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

settings.register_profile("untimed", deadline=None)
"""A busy machine is no fault: speed is measured in `benchmarks/`."""
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    site = tmp_path_factory.mktemp("site")
    result = mkdocs(ROOT / "mkdocs.yml", site)
    if result.returncode or "WARNING" in result.stderr:
        pytest.fail(f"mkdocs build --strict: exit code {result.returncode}\n{result.stderr}", pytrace=False)
    return site
