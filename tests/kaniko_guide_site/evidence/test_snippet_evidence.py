"""What is known of each snippet: what judged it, or why nothing did, without records that are stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.evidence import records, snippet_evidence
from kaniko_guide_site.lockfile import locked
from lab.checks import end_to_end_kaniko, end_to_end_output
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.kaniko_guide_site.evidence.lines import Lines


NO_CHECK_OF_THEIR_OWN = {"examples/copy-source-missing/good/config/logback.xml"}


def test_every_snippet_is_judged_or_said_not_to_be() -> None:
    known = snippet_evidence.by_snippet(ROOT, locked(ROOT))
    unjudged = {snippet for snippet, each in known.items() if each.level is None and each.rule is None}
    printed = {snippet for snippet in unjudged if snippet.endswith(".zh.txt")}
    by_kaniko = {name for check in (end_to_end_kaniko, end_to_end_output) for name in check.subjects(lambda _: [])}
    assert unjudged - by_kaniko == NO_CHECK_OF_THEIR_OWN | printed
    assert {known[snippet].limits for snippet in printed} == {("own-output",)}


def test_a_stale_record_is_not_shown_and_a_part_lends_no_level(build: Callable[..., tuple[int, str, Lines]]) -> None:
    reference = "quick-start/Jenkinsfile"
    code, said, lines = build(reference, {})
    assert code == 0, said
    assert "Groovy 2.4." in lines.opened[reference]
    assert "Maven 3." in lines.opened[reference]
    code, said, lines = build(reference, {"quick-start/pom.xml": ("</project>", "\n</project>")})
    assert (code, lines.closed[reference][:5]) == (0, "查到：风格"), said
    assert "Groovy 2.4." in lines.opened[reference]
    assert "Maven 3." not in lines.opened[reference]
    code, said, lines = build(reference, {reference: ("pipeline {", "pipeline {\n")})
    assert (code, lines.closed[reference][:5]) == (0, "查到：解析"), said
    assert "ShellCheck" in lines.opened[reference]
    assert "只看其中的 sh 步骤" in lines.opened[reference]
    assert "Groovy" not in lines.opened[reference]
    assert "kaniko-guide" in lines.opened[reference]


def test_a_changed_file_of_records_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = records.load(ROOT)
    file = tmp_path / "checks.json"
    monkeypatch.setattr(records, "FILE", str(file))

    def given() -> set[str]:
        return {
            each.check.name for each in snippet_evidence.by_snippet(ROOT, locked(ROOT))["quick-start/Jenkinsfile"].given
        }

    assert "groovy" not in given()
    file.write_text(records.dump(known), "utf-8")
    assert "groovy" in given()
    file.write_text(records.dump(record for record in known if record.check != "groovy"), "utf-8")
    assert "groovy" not in given()
    assert "codenarc" in given()
