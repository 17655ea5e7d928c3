"""Settings, hooks and fixtures of all tests."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import settings

from lab.tools import UnavailableError
from tests.site_build import build_editions
from tests.support import skip_or_fail

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

settings.register_profile("untimed", deadline=None)
"""A busy machine must not fail a test: speed is measured in `benchmarks/`."""
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the garbage collector from visiting thousands of tests, which live until the end, again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


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
def built_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site in both languages, which all workers of a run share: the first that needs it builds it."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    site, errors = shared / "site", shared / "site-errors.txt"
    with FileLock(shared / "site.lock"):
        if not errors.exists():
            errors.write_text(build_editions(site), "utf-8")
    if output := errors.read_text("utf-8"):
        pytest.fail(output, pytrace=False)
    return site
