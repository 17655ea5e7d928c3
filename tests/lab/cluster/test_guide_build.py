"""A build in a pod: what its log must say; `test_pods.py` builds in a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.cluster import guide_build, plugin_exec
from lab.cluster.client import Cluster
from lab.cluster.plugin_exec import Result, Step

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = f"sha256:{'a' * 64}"
PUSHED = f"INFO[0001] Pushed ccr.ccs.tencentyun.com/nms4cloud/myapp@{DIGEST}\n"


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Step]:
    """The steps of a build; the last prints that the image was pushed."""
    steps: list[Step] = []

    def run(cluster: Cluster, pod: str, step: Step) -> list[Result]:
        del cluster, pod
        steps.append(step)
        return [Result(0, PUSHED if step.container == "kaniko" else "BUILD SUCCESS\n")]

    monkeypatch.setattr(plugin_exec, "check_out", lambda *_: None)
    monkeypatch.setattr(plugin_exec, "run", run)
    return steps


def test_the_steps_run_in_their_order_and_containers(ran: list[Step], tmp_path: Path) -> None:
    built = guide_build.build(Cluster(), "pod", "quick-start", 7, tmp_path / "repository")
    assert [step.container for step in ran] == ["maven", "maven", "kaniko"]
    assert ran[0].script == "mvn --batch-mode clean package -DskipTests"
    assert len({step.control_directory for step in ran}) == 3
    assert {step.environment["BUILD_NUMBER"] for step in ran} == {"7"}
    assert (built.destination, built.digest) == ("ccr.ccs.tencentyun.com/nms4cloud/myapp:7", DIGEST)
    assert built.by_digest == f"ccr.ccs.tencentyun.com/nms4cloud/myapp@{DIGEST}"
    assert "8<" not in (tmp_path / "repository" / "Jenkinsfile").read_text("utf-8")


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (Result(1, "BUILD FAILURE\n"), "quick-start: step 1 ended with exit code 1:\nBUILD FAILURE"),
        (Result(0, ""), "the executor did not report that it pushed"),
        (Result(0, PUSHED.replace("myapp", "other")), "the executor did not report that it pushed"),
    ],
)
def test_a_build_that_fails_or_pushes_something_else_is_an_error(
    result: Result, message: str, ran: list[Step], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del ran
    monkeypatch.setattr(plugin_exec, "run", lambda *_: [result])
    with pytest.raises(guide_build.StepError, match=message):
        guide_build.build(Cluster(), "pod", "quick-start", 7, tmp_path / "repository")
