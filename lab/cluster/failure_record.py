"""The records of failures: one directory for each, with a file for each output and `run.yml`."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.diagnosis import causes
from kaniko_guide_site import clock
from lab.cluster.failures import OUTPUTS
from lab.cluster.normalized import normalized, refreshed, without_key
from lab.cluster.pod_record import without_executor

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from lab.cluster.client import Versions
    from lab.cluster.failure_runs import Made
    from lab.cluster.failures import Failure

Object = dict[str, Any]

RUN = "run.yml"
UNKNOWN = "unknown"
UNCOMPARED = {"date", "versions"}
"""Fields of `run.yml` that may differ where everything else is as recorded."""


def diagnosed(output: str) -> str:
    """The first cause that `diagnose` finds in an output, after its confidence; `unknown` where it finds none.

    After a success, the hint at an image that may lack files counts as a cause.

    Args:
        output: with its command as the first line, which a reader does not paste.
    """
    _, _, text = output.partition("\n")
    diagnosis = causes.diagnose(io.BytesIO(text.encode()))
    found = [*diagnosis.causes, *(hint for hint in diagnosis.hints if hint.signature.silent)]
    return f"{found[0].confidence.value} {found[0].signature.id}" if found else UNKNOWN


def description(failure: Failure, made: Made, versions: Versions) -> Object:
    """What `run.yml` has.

    Args:
        failure: that was made.
        made: its outputs.
        versions: of the cluster.
    """
    return {
        "title": failure.title,
        "layer": failure.layer,
        "date": clock.today(),
        "versions": asdict(versions),
        "stub_images": list(made.stub_images),
        "simulated": failure.simulated,
        "state": made.state or failure.state,
        "expected": expected(failure),
        "cause": {output: diagnosed(made.outputs[output]) for output in failure.outputs},
    }


def expected(failure: Failure) -> Object:
    """The right answer for a failure, as `run.yml` has it."""
    return asdict(failure.expected) | {"signatures": list(failure.expected.signatures)}


def read(directory: Path) -> Object:
    """The `run.yml` of a record; empty where there is none."""
    file = directory / RUN
    return dict(yaml.safe_load(file.read_text("utf-8"))) if file.is_file() else {}


def outputs(directory: Path) -> dict[str, str]:
    """The outputs of a record."""
    return {file.stem: file.read_text("utf-8") for file in sorted(directory.glob("*.txt"))}


def verdict(run: Object) -> str:
    """Whether `diagnose` is right about the output that has the decisive line: `right`, `wrong` or `unknown`.

    Args:
        run: what `run.yml` has.
    """
    expected = run["expected"]
    cause = run["cause"][expected["output"]]
    if cause == UNKNOWN:
        return UNKNOWN
    return "right" if cause.rpartition(" ")[2] in expected["signatures"] else "wrong"


def same_version(directory: Path, new: Object) -> bool:
    """Whether a record is of the same version of Kubernetes as a new run, or there is none.

    Args:
        directory: of the record.
        new: what the `run.yml` of the new run would have.
    """
    old = read(directory)
    return not old or old["versions"]["server"] == new["versions"]["server"]


def differences(directory: Path, made: Made, new: Object) -> list[str]:
    """The files of a record that a new run would change, apart from what chance decides.

    Args:
        directory: of the record.
        made: the outputs of the new run.
        new: what its `run.yml` would have.
    """
    old = outputs(directory)
    changed = {
        f"{name}.txt"
        for name in (old.keys() | made.outputs.keys()) - made.by_chance
        if name not in old or name not in made.outputs or normalized(old[name]) != normalized(made.outputs[name])
    }
    run = new | {"stub_images": without_executor(new["stub_images"])}
    runs = [_comparable(compared, made.by_chance) for compared in (read(directory), run)]
    return sorted([*changed, *([] if runs[0] == runs[1] else [RUN])])


def write(directory: Path, made: Made, new: Object) -> None:
    """Write a record, if its outputs or versions differ; for the arguments see `differences`."""
    if not differences(directory, made, new) and read(directory).get("versions") == new["versions"]:
        return
    directory.mkdir(parents=True, exist_ok=True)
    old = outputs(directory)
    for name in old.keys() - made.outputs.keys():
        (directory / f"{name}.txt").unlink()
    for name, text in made.outputs.items():
        (directory / f"{name}.txt").write_text(refreshed(old.get(name, ""), without_key(text)), "utf-8")
    _write_run(directory, new)


def write_causes(directory: Path, found: dict[str, str]) -> None:
    """Write what `diagnose` says of each output into the `run.yml` of a record."""
    in_order = {output: found[output] for output in OUTPUTS if output in found}
    _write_run(directory, read(directory) | {"cause": in_order})


def _comparable(run: Object, by_chance: Collection[str]) -> Object:
    """What is compared of a `run.yml`."""
    causes_found = _without(run.get("cause", {}), by_chance)
    return _without(run, {*UNCOMPARED, *(["state"] if by_chance else [])}) | {"cause": causes_found}


def _write_run(directory: Path, run: Object) -> None:
    text = yaml.safe_dump(run, sort_keys=False, allow_unicode=True, width=120)
    (directory / RUN).write_text(text, "utf-8")


def _without(run: Object, fields: Collection[str]) -> Object:
    return {key: value for key, value in run.items() if key not in fields}
