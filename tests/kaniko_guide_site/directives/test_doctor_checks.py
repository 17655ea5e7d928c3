"""The table of what `doctor` checks."""

from __future__ import annotations

from kaniko_guide.doctor import checks, trial
from kaniko_guide_site.directives import Page, doctor_checks
from tests.support import ROOT


def test_each_check_has_its_page_its_rights_and_what_not_known_means() -> None:
    lines = list(doctor_checks.render(Page(ROOT, "zh")))
    assert "| [`pipeline`](doctor.md#pipeline) | 流水线里的 Pod | 不需要 | 退出码是 1 |" in lines
    assert "| [`nodes`](agent.md#unschedulable) | 节点 | `list nodes`（整个集群） | 只是提示 |" in lines
    english = "\n".join(doctor_checks.render(Page(ROOT, "en")))
    assert "`create pods`, `impersonate serviceaccounts` | exits with 1 |" in english


def test_every_page_that_an_outcome_names_has_its_section() -> None:
    known = [*(module.CHECK for module in checks.load().values()), *trial.CHECKS]
    pages = {check.page for check in known} | {message.page for check in known for message in check.messages}
    for page in sorted(pages - {""}):
        name, _, anchor = page.partition("#")
        if not name.startswith("rules/"):
            text = (ROOT / "docs" / "zh" / name).read_text("utf-8")
            assert not anchor or f"#{anchor}" in text.replace("](#", "]("), page
