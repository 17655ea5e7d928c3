"""What is made once for all tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from lab.tools import UnavailableError
from tests.site_build import mkdocs
from tests.support import ROOT, skip_or_fail

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

settings.register_profile("untimed", deadline=None)
"""A busy machine is no fault: speed is measured in `benchmarks/`."""
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, None, None]:
    """Skip or fail a test whose fixtures need something that is not available."""
    try:
        yield
    except UnavailableError as error:
        skip_or_fail(error)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """Skip or fail a test that needs something that is not available."""
    try:
        yield
    except UnavailableError as error:
        skip_or_fail(error)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    site = tmp_path_factory.mktemp("site")
    result = mkdocs(ROOT / "mkdocs.yml", site)
    if result.returncode or "WARNING" in result.stderr:
        pytest.fail(f"mkdocs build --strict: exit code {result.returncode}\n{result.stderr}", pytrace=False)
    return site
