"""A record is compared without what differs in every run, and rewritten only where it really changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from lab.cluster import failure_record
from lab.cluster.client import Versions
from lab.cluster.failure_record import RUN
from lab.cluster.failure_runs import Made
from lab.cluster.failures import Expected, Failure

if TYPE_CHECKING:
    from pathlib import Path

BOTH = {"zh": "镜像不存在", "en": "The image does not exist"}
LINE = 'Failed to pull image "a:1": failed to resolve reference "a:1": docker.io/library/a:1: not found'
FAILURE = Failure(
    id="image-not-found",
    layer="kubelet",
    title=BOTH,
    expected=Expected("describe-pod", "a:1: not found", BOTH, ("pull-not-found",)),
    state="2/3 ImagePullBackOff",
)
VERSIONS = Versions("v1.37.2", "v1.37.2", "v1.37.2", "containerd://2.4.2", "1.1.5", "v3.7.3", "v1", "Debian")
TABLE = "kubectl get pod a\nNAME  READY  STATUS            RESTARTS  AGE\na     2/3    {state}  0         {age}\n"


def made(age: str = "5s", state: str = "ImagePullBackOff", line: str = LINE) -> Made:
    outputs = {
        "create": "kubectl create\npod/a created\n",
        "get-pods": TABLE.format(age=age, state=state),
        "describe-pod": f"kubectl describe pod a\n{line}\n",
        "events": "kubectl events\n",
        "logs": "kubectl logs\n",
    }
    return Made(outputs, ("maven:3",))


def write(directory: Path, new: Made, versions: Versions = VERSIONS) -> dict[str, str]:
    failure_record.write(directory, new, failure_record.description(FAILURE, new, versions))
    return {file.name: file.read_text("utf-8") for file in directory.iterdir()}


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    write(tmp_path / "record", made())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    return tmp_path / "record"


def files(directory: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in directory.iterdir()}


def test_the_record_has_outputs_and_what_they_are(record: Path) -> None:
    assert files(record).keys() == {f"{name}.txt" for name in made().outputs} | {RUN}
    run = failure_record.read(record)
    assert (run["layer"], str(run["date"]), run["versions"]["server"]) == ("kubelet", "2023-11-14", "v1.37.2")
    assert (run["stub_images"], run["expected"]["line"]) == (["maven:3"], "a:1: not found")
    assert run["cause"] == {
        "create": "unknown",
        "get-pods": "unknown",
        "describe-pod": "likely pull-not-found",
        "events": "unknown",
        "logs": "unknown",
    }


def test_a_run_that_differs_in_an_age_changes_nothing(record: Path) -> None:
    old = files(record)
    new = made(age="3m2s")
    assert failure_record.differences(record, new, failure_record.description(FAILURE, new, VERSIONS)) == []
    assert write(record, new) == old


@pytest.mark.parametrize(
    ("new", "changed"),
    [
        (made(state="ErrImagePull    "), ["get-pods.txt"]),
        (made(line="nothing"), ["describe-pod.txt", RUN]),
        (replace(made(), stub_images=()), [RUN]),
        (replace(made(), outputs={**made().outputs, "step": "sh\n"}), ["step.txt"]),
    ],
)
def test_a_real_change_is_written(record: Path, new: Made, changed: list[str]) -> None:
    old = files(record)
    description = failure_record.description(FAILURE, new, VERSIONS)
    assert failure_record.differences(record, new, description) == changed
    written = write(record, new)
    assert {name for name in written if written[name] != old.get(name)} == {*changed, RUN}
    assert "2027-01-15" in written[RUN]
    assert failure_record.differences(record, new, description) == []


def test_what_chance_decides_is_not_compared_and_keeps_its_record(record: Path) -> None:
    old = files(record)
    new = replace(made(state="Error"), state="2/3 Error", by_chance=frozenset({"get-pods", "describe-pod"}))
    description = failure_record.description(FAILURE, new, VERSIONS)
    assert failure_record.differences(record, new, description) == []
    assert write(record, new) == old
    changed = replace(new, outputs={**new.outputs, "events": "kubectl events\nEvicted\n"})
    assert failure_record.differences(record, changed, description) == ["events.txt"]
    written = write(record, changed)
    assert written["get-pods.txt"] == new.outputs["get-pods"]
    assert failure_record.read(record)["state"] == "2/3 Error"


def test_an_output_that_is_no_more_is_removed(record: Path) -> None:
    new = replace(made(), outputs={name: text for name, text in made().outputs.items() if name != "events"})
    failure_record.write(record, new, {**failure_record.read(record)})
    assert not (record / "events.txt").exists()


def test_other_versions_are_written_but_not_compared(record: Path) -> None:
    versions = replace(VERSIONS, runc="1.2.0")
    assert failure_record.differences(record, made(), failure_record.description(FAILURE, made(), versions)) == []
    write(record, made(), versions)
    assert failure_record.read(record)["versions"]["runc"] == "1.2.0"


def test_a_record_of_another_version_of_kubernetes_is_not_compared(record: Path) -> None:
    new = failure_record.description(FAILURE, made(), VERSIONS)
    assert failure_record.same_version(record, new)
    assert failure_record.same_version(record / "none", new)
    other = failure_record.description(FAILURE, made(), replace(VERSIONS, server="v1.36.2"))
    assert not failure_record.same_version(record, other)


@pytest.mark.parametrize(
    ("cause", "verdict"),
    [("likely pull-not-found", "right"), ("certain secret-missing", "wrong"), ("unknown", "unknown")],
)
def test_the_verdict_is_about_the_decisive_output(cause: str, verdict: str) -> None:
    expected = {"output": "events", "signatures": ["pull-not-found"]}
    assert failure_record.verdict({"expected": expected, "cause": {"events": cause, "logs": "x"}}) == verdict


def test_causes_are_written_alone(record: Path) -> None:
    old = failure_record.read(record)
    failure_record.write_causes(record, {"events": "likely quota"})
    assert yaml.safe_load((record / RUN).read_text("utf-8")) == old | {"cause": {"events": "likely quota"}}
