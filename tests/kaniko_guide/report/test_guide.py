from __future__ import annotations

from email.message import Message
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli, rules
from kaniko_guide.report import guide

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = [("rules/unknown-flag.md", "rules/unknown-flag/")]


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


@pytest.mark.parametrize(("page", "path"), [*PAGES, ("registry-problems.md#x509", "registry-problems/#x509")])
def test_an_address_is_on_the_site_that_the_package_states(guide_address: str, page: str, path: str) -> None:
    assert guide.site() == guide_address
    assert guide.address(page) == f"{guide_address}{path}"


@pytest.mark.parametrize(("page", "path"), [*PAGES, ("check.md#ignore", "check/#ignore")])
def test_the_address_of_a_rule(guide_address: str, page: str, path: str) -> None:
    rule = next(rule for rule in rules.all_rules().values() if rule.page == page)
    assert guide.rule_page(rule) == f"{guide_address}{path}"


def test_without_a_site_the_command_explains_a_rule(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(guide, "site", lambda: "")
    assert guide.address("rules/unknown-flag.md") == "kaniko-guide rules unknown-flag"
    assert guide.address("registry-problems.md#x509") is None
    for rule in rules.all_rules().values():
        program, *arguments = guide.rule_page(rule).split()
        assert program == "kaniko-guide"
        assert cli.main([*arguments, "--lang=en"]) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"{rule.name} ({rule.severity}): ")
        assert "page: " not in out
