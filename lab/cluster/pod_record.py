"""The record of the pods: what ran, with which programs, and where stubs took the place of images."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.facts import images as image_facts
from kaniko_guide_site import clock
from kaniko_guide_site.evidence.cluster_runs import build_key
from kaniko_guide_site.snippets import library
from lab.cluster import guide_pods, images
from lab.cluster.pod_runs import NO_LOGIN, Outcome
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from lab.cluster.client import Versions
    from lab.cluster.guide_pods import GuidePod

Row = dict[str, Any]

HEAD = """\
# Written by `REFRESH_OUTPUTS=1 nox --session cluster -- tests/lab/cluster/test_pods.py`; the columns are in README.md.
"""
NEEDS_EXECUTOR = {
    "plugin": {"stub_images", "built", "pushed", "deployed", "build_key"},
    "manifest": {"stub_images", "built", "pushed", "deployed", "build_key", "state"},
}
"""The columns that differ where the executor or the warmer is not at hand, by what made the pod."""


def rows(
    pods: Sequence[GuidePod], outcomes: Mapping[str, Outcome], built: Collection[str], deployed: Collection[str]
) -> list[Row]:
    """The table.

    Args:
        pods: in the order of the rows.
        outcomes: by the name of the pod.
        built: the pods in which an image was built and pushed.
        deployed: those whose image was deployed and answered.
    """
    table = [_row(pod, outcomes[pod.name], built, deployed) for pod in pods]
    return [*table, *([_deployment_row()] if deployed else [])]


def _deployment_row() -> Row:
    """The row of the guide's Deployment, which ran what was built."""
    pod = guide_pods.deployment()
    row = _row(pod, Outcome(scheduled=True, state="Ready"), (), (pod.name,))
    return row | {"stub_images": []}


def _row(pod: GuidePod, outcome: Outcome, built: Collection[str], deployed: Collection[str]) -> Row:
    pushed = [pod.places[0]] if pod.name in built or (not pod.by_plugin and "Pushed " in outcome.log) else []
    return {
        "name": pod.name,
        "files": list(pod.places),
        "made_by": "plugin" if pod.by_plugin else "manifest",
        "key": pod.key,
        "stub_images": stub_images(pod),
        "accepted": not outcome.refusal,
        "scheduled": outcome.scheduled,
        "state": outcome.state,
        "entered": sorted(outcome.seen),
        "login": sorted(container for container, seen in outcome.seen.items() if seen.login != NO_LOGIN),
        "built": pushed,
        "pushed": pushed,
        "deployed": [pod.places[0]] if pod.name in deployed else [],
        "build_key": build_key(pod.places[0], library.load(SNIPPETS)) if pushed else "",
    }


def stub_images(pod: GuidePod) -> list[str]:
    """The images of a pod that were stubs: all but the executor's and the warmer's, where these are at hand."""
    names = [container["image"] for container in pod.spec["containers"]]
    agent = [images.AGENT.removeprefix("docker.io/")] if pod.by_plugin and not _has_agent(pod) else []
    return [name for name in [*agent, *names] if not _is_real(name)]


def without_executor(names: Iterable[str]) -> list[str]:
    """Images without the executor's and the warmer's, which a run has as stubs where no executor is at hand.

    Such a run is compared with a record of the real ones.
    """
    return [name for name in names if image_facts.executor_image(name) is None]


def _has_agent(pod: GuidePod) -> bool:
    return any(container["name"] == "jnlp" for container in pod.spec["containers"])


def _is_real(name: str) -> bool:
    if image_facts.executor_image(name) is None:
        return False
    program = images.warmer_program() if name.endswith("-warmer") else images.executor_program()
    return program is not None


def text(table: Sequence[Row], versions: Versions, programs: Mapping[str, str]) -> str:
    """The record.

    Args:
        table: its rows.
        versions: of the cluster.
        programs: the versions of the programs in the images that were no stubs.
    """
    record = {
        "date": clock.today(),
        "versions": asdict(versions),
        "programs": dict(programs),
        "pods": list(table),
    }
    return HEAD + yaml.safe_dump(record, sort_keys=False, width=120, allow_unicode=True)


def comparable(table: Sequence[Row], *, with_executor: bool) -> list[Row]:
    """The rows without the files that have the same pod, and without what depends on a program that is not at hand.

    One more file with a pod that ran leaves the record valid: evidence is of the pod's key.

    Args:
        table: the rows.
        with_executor: whether the executor and the warmer are at hand.
    """
    return [
        {
            key: row[key]
            for key in row
            if key != "files" and not (key in NEEDS_EXECUTOR[row["made_by"]] and not with_executor)
        }
        for row in table
        if with_executor or row["files"] != [guide_pods.DEPLOYMENT_FILE]
    ]
