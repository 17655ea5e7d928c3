"""The index of snippets for programs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.kaniko_guide_site.offered_snippets import offered_files
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_index_has_every_snippet(built_site: Path) -> None:
    entries = json.loads((built_site / "snippets.json").read_text("utf-8"))["snippets"]
    assert {entry["file"] for entry in entries} == {f"snippets/{name}" for name in offered_files()}
    assert all((built_site / entry["file"]).is_file() for entry in entries)
    page = (ROOT / "docs/zh/verification.md").read_text("utf-8").partition("{#for-machines}")[2].partition("\n## ")[0]
    documented = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert all(entry.keys() == documented for entry in entries)
    by_name: dict[str, Any] = {entry["file"].removeprefix("snippets/"): entry for entry in entries}
    skopeo = by_name["copy-executor-image/skopeo-copy-all.sh"]
    assert skopeo["level"] == "command-run"
    assert skopeo["not_verified"] == ["local-registries", "unknown-values"]
    assert by_name["examples/unknown-flag/bad/Jenkinsfile"]["found_by"] == "unknown-flag"
    assert skopeo["mark"] == "run"
    log = by_name["recorded/google-v1.24.0/01-seed-build.txt"]
    assert (log["level"], log["output"]["date"]) == (None, "2026-11")
    assert log["output"]["record"] == "records/kaniko-runs/google-v1.24.0/01-seed-build.txt"
    (maven,) = [check for check in by_name["quick-start/pom.xml"]["checks"] if check["name"] == "maven"]
    assert maven["pinned"] == {"Java": ["21"], "Maven": ["3.9"]}
