"""The decisive line of a failure is shown as it was printed, without the columns of an event."""

from __future__ import annotations

from pytest_check import check

from kaniko_guide_site.directives import cluster_failure
from kaniko_guide_site.extension import expand
from tests.support import RECORDED, ROOT, read_yaml

DIRECTORY = RECORDED / "cluster-runs" / "failures"
NAMES = list(cluster_failure.arguments())


def test_the_whole_line_is_shown() -> None:
    for name in NAMES:
        with check(f"{name}"):
            expected = read_yaml(DIRECTORY / name / "run.yml")["expected"]
            text = (DIRECTORY / name / f"{expected['output']}.txt").read_text("utf-8")
            *fence, _, source = expand(f"::: cluster-failure {name}", ROOT, "zh").strip().splitlines()
            assert fence[0].startswith("```text {.wrap title=")
            assert fence[2:] == ["```"]
            assert expected["line"] in fence[1]
            assert any(line.endswith(fence[1]) for line in text.splitlines())
            assert not fence[1].startswith(("Warning", "Normal", "kubelet", "default-scheduler"))
            assert f"records/cluster-runs/failures/{name}<" in source
            assert "真实输出 · 真实集群，Kubernetes 1." in source


def test_what_was_simulated_is_named_under_the_line() -> None:
    run = read_yaml(DIRECTORY / "registry-rate-limit" / "run.yml")
    assert run["simulated"]["zh"] in expand("::: cluster-failure registry-rate-limit", ROOT, "zh")
    assert f'<time datetime="{run["date"]}">' in expand("::: cluster-failure registry-rate-limit", ROOT, "zh")
