"""The evidence of each snippet: valid records only, and a reason where no check read the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.evidence import cluster_runs, records, snippet_evidence
from kaniko_guide_site.evidence.model import Level
from kaniko_guide_site.lockfile import locked_versions
from lab.checks import end_to_end_kaniko, end_to_end_output
from tests.kaniko_guide_site.evidence.recorded import RECORDS
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.kaniko_guide_site.evidence.lines import Lines


NO_CHECK_OF_THEIR_OWN = {"check/kaniko-guide.toml", "examples/copy-source-missing/good/config/logback.xml"}


@pytest.fixture(autouse=True, scope="module")
def _current_records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The file of records without stale ones, which another test reports."""
    file = tmp_path_factory.mktemp("records") / "checks.json"
    file.write_text(records.dump(RECORDS), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "FILE", str(file))
        yield


def test_every_snippet_has_a_level_a_rule_or_a_record_or_is_listed() -> None:
    evidence = snippet_evidence.by_snippet(ROOT, locked_versions(ROOT))
    unchecked = {
        snippet
        for snippet, found in evidence.items()
        if found.level is None and found.rule is None and found.output is None
    }
    by_kaniko = {name for check in (end_to_end_kaniko, end_to_end_output) for name in check.subjects(lambda _: [])}
    assert unchecked - by_kaniko == NO_CHECK_OF_THEIR_OWN


def test_recorded_output_has_no_level_and_names_its_record() -> None:
    evidence = snippet_evidence.by_snippet(ROOT, locked_versions(ROOT))
    outputs = {snippet: found.output for snippet, found in evidence.items() if found.output is not None}
    assert all(snippet.endswith(".txt") for snippet in outputs)
    assert {evidence[snippet].level for snippet in outputs} == {None}
    own = {snippet for snippet, output in outputs.items() if output.record is None}
    assert own
    assert all(snippet.endswith((".zh.txt", ".en.txt")) for snippet in own)
    assert all((ROOT / output.record).is_file() for output in outputs.values() if output.record is not None)
    log = "recorded/google-v1.24.0/01-seed-build.txt"
    assert outputs[log].record == "records/kaniko-runs/google-v1.24.0/01-seed-build.txt"
    assert evidence[log].limitations == (snippet_evidence.NO_POD,)
    printed = outputs["watch-build/logs.txt"]
    assert printed.record == cluster_runs.COMMANDS
    assert printed.program.en.startswith("a real cluster, Kubernetes 1.")
    assert printed.substitute is not None
    assert printed.substitute.en == "stub images"
    assert evidence["watch-build/logs.txt"].limitations == ()


def test_a_release_that_ran_is_compared_with_the_pinned_one() -> None:
    pom = snippet_evidence.by_snippet(ROOT, locked_versions(ROOT))["quick-start/pom.xml"]
    assert pom.granting is not None
    assert pom.granting.check.name == "maven"
    assert pom.granting.pinned == {"Java": ("21",), "Maven": ("3.9",)}
    assert pom.granting.versions(["Java"]).en == "Java 17 (the recipe pins 21)"
    assert pom.granting.versions(["Java"]).zh == "Java 17（配方固定的是 21）"


def test_a_pod_that_ran_is_named_beside_the_level_of_the_whole_file() -> None:
    evidence = snippet_evidence.by_snippet(ROOT, locked_versions(ROOT))
    part = evidence["examples/unknown-flag/good/Jenkinsfile"]
    assert (part.level, part.shown and part.shown.check.name) == (Level.LINTED, "cluster-pod")
    whole = evidence["quick-start/Jenkinsfile"]
    assert whole.granting is not None
    assert (whole.granting.check.name, whole.shown) == ("cluster-build", None)
    assert {"not-admitted", "not-run"}.isdisjoint(whole.limitations)


def test_the_executor_is_named_before_buildah() -> None:
    dockerfile = snippet_evidence.by_snippet(ROOT, locked_versions(ROOT))["quick-start/Dockerfile"]
    started = [found.check.name for found in dockerfile.passed if found.check.level is Level.STARTED]
    assert started == ["end-to-end-kaniko", "end-to-end-buildah"]


@pytest.mark.slow
def test_a_stale_record_is_not_shown_and_a_part_grants_no_level(build: Callable[..., tuple[int, str, Lines]]) -> None:
    """A current record of the same check is shown in `test_line`."""
    reference, changed = "quick-start/Jenkinsfile", "examples/unknown-flag/good/Jenkinsfile"
    changes = {"quick-start/pom.xml": ("</project>", "\n</project>"), changed: ("pipeline {", "pipeline {\n")}
    code, printed, lines = build(reference, changes, also=[changed])
    assert code == 0, printed
    assert lines.closed[reference].startswith("已检查写法（未运行） · 已按规则检查 · 其中的 Pod 已运行：")
    assert "Groovy 2.4." in lines.opened[reference]
    assert "Maven 3." not in lines.opened[reference]
    assert lines.closed[changed].startswith("已检查写法（未运行） · 已按规则检查 · 其中的 Pod 已运行：")
    assert "ShellCheck" in lines.opened[changed]
    assert "只检查其中的 sh 步骤" in lines.opened[changed]
    assert "Groovy" not in lines.opened[changed]
    assert "kaniko-guide" in lines.opened[changed]


def test_a_changed_file_of_records_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = records.load(ROOT)
    file = tmp_path / "checks.json"
    monkeypatch.setattr(records, "FILE", str(file))

    def passed() -> set[str]:
        return {
            found.check.name
            for found in snippet_evidence.by_snippet(ROOT, locked_versions(ROOT))["quick-start/Jenkinsfile"].passed
        }

    assert "groovy" not in passed()
    file.write_text(records.dump(known), "utf-8")
    assert "groovy" in passed()
    file.write_text(records.dump(record for record in known if record.check != "groovy"), "utf-8")
    assert "groovy" not in passed()
    assert "codenarc" in passed()
