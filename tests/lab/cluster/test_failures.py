"""Every failure is made in the cluster, is as expected, and prints what was recorded.

`REFRESH_OUTPUTS=1 nox --session cluster -- tests/lab/cluster/test_failures.py` writes the records that differ.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from lab.cluster import failure_preparations, failure_record, failure_runs, failures, images
from lab.executor import programs
from lab.tools import unavailable
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from lab.cluster.client import Cluster
    from lab.cluster.failure_runs import Made
    from lab.cluster.failures import Failure
    from tests.lab.cluster.conftest import NamespaceFactory

pytestmark = pytest.mark.tool
FAILURES = failures.load()
RECORDS = ROOT / "records" / "cluster-runs" / "failures"


def name(failure: Failure) -> str:
    return failure.id


def can_be_made(failure: Failure) -> bool:
    runs_executor = failure.layer.startswith("executor") or (failure.step and failure.step.needs_executor)
    return not (runs_executor and images.executor_program() is None)


@pytest.fixture(scope="module")
def made(cluster: Cluster, new_namespace: NamespaceFactory, request: pytest.FixtureRequest) -> dict[str, Made]:
    """What became of the failures whose tests run."""
    cluster.require_own("its registries and settings are not those of the records")
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and item.path == request.path]
    wanted = [item.callspec.params.get("failure") for item in items if hasattr(item, "callspec")]
    chosen = [failure for failure in FAILURES if failure in wanted and can_be_made(failure)]
    levels = {failure.namespace: failure.level for failure in chosen}
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda namespace: new_namespace(namespace, level=levels[namespace]), levels))
    made: dict[str, Made] = {}
    for part in [[failure for failure in chosen if not failure.alone], *([one] for one in chosen if one.alone)]:
        with failure_preparations.prepared(cluster, [name for failure in part for name in failure.prepare]):
            made |= failure_runs.make(cluster, part)
    return made


@pytest.mark.parametrize("failure", FAILURES, ids=name)
def test_the_failure_is_as_expected_and_as_recorded(failure: Failure, made: dict[str, Made], cluster: Cluster) -> None:
    if not can_be_made(failure):
        unavailable("kaniko", f"Kaniko is missing, its images are stubs; {programs.HOW_TO_BUILD}.")
    result = made[failure.id]
    assert result.missing == "", "\n".join(result.outputs.values())
    assert tuple(result.outputs) == failure.outputs
    assert failure.expected.line in (shown := result.outputs[failure.expected.output]), shown
    assert bool(failure.state) == (" created\n" in result.outputs["create"])
    directory, run = RECORDS / failure.id, failure_record.description(failure, result, cluster.versions)
    if os.environ.get("REFRESH_OUTPUTS"):
        failure_record.write(directory, result, run)
    if failure_record.same_version(directory, run):
        assert failure_record.differences(directory, result, run) == [], "\n".join(result.outputs.values())


def test_there_is_a_record_for_each_failure_and_for_nothing_else() -> None:
    assert [failure.id for failure in FAILURES] == sorted(path.name for path in RECORDS.iterdir() if path.is_dir())


GOOD = FAILURES[0].id
WRONG = [
    ("layer: ", "layer: jenkins #", "unknown layer jenkins"),
    ("layer: ", "layer: executor #", "unknown phase ''"),
    ("output: ", "output: step #", "no output step"),
    ("  zh: ", "  de: ", "a text is not in zh and en"),
    ("state: ", "status: ", "unexpected keyword argument 'status'"),
    ("expected:\n", "expect:\n", "'expected'"),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG)
def test_a_wrong_description_is_an_error(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (failures.DIRECTORY / GOOD / "failure.yml").read_text("utf-8")
    (tmp_path / "one").mkdir()
    file = tmp_path / "one" / "failure.yml"
    file.write_text(text, "utf-8")
    assert [failure.id for failure in failures.load(tmp_path)] == ["one"]
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ValueError, match=f"{file}: .*{message}"):
        failures.load(tmp_path)


def test_failures_have_pods_of_the_quick_start_with_one_thing_wrong() -> None:
    names = [failure.pod["metadata"]["name"] for failure in FAILURES]
    assert len(set(names)) == len(names)
    for failure in FAILURES:
        containers = [container["name"] for container in failure.pod["spec"]["containers"]]
        assert "jnlp" in containers
        assert not failure.state or failure.container in containers
