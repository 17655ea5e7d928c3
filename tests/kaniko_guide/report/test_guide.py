from __future__ import annotations

from email.message import Message
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.report import guide

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = [("problems.md#x509", "problems/#x509"), ("rules/unknown-flag.md", "rules/unknown-flag/")]


@pytest.fixture
def guide_address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address that the package states."""
    headers = Message()
    headers["Project-URL"] = "Source, https://example.com/source"
    headers["Project-URL"] = "Documentation, https://example.com/guide/"
    monkeypatch.setattr(metadata, "metadata", lambda _: headers)
    guide.site.cache_clear()
    yield "https://example.com/guide/"
    guide.site.cache_clear()


@pytest.mark.parametrize(("page", "path"), PAGES)
def test_an_address_is_on_the_site_that_the_package_states(guide_address: str, page: str, path: str) -> None:
    assert guide.site() == guide_address
    assert guide.address(page) == f"{guide_address}{path}"


@pytest.mark.parametrize(("page", "path"), PAGES)
def test_without_a_site_an_address_has_no_host(monkeypatch: pytest.MonkeyPatch, page: str, path: str) -> None:
    monkeypatch.setattr(guide, "site", lambda: "")
    assert guide.address(page) == path
