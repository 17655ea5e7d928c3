"""The mutated pods: enough of each kind, always the same, none twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

from lab.cluster.mutations import pods
from lab.paths import ROOT

DIGEST = "import hashlib; from lab.cluster.mutations.pods import mutated_pods as m; "
DIGEST += "print(hashlib.sha256(''.join(pod.digest for pod in m()).encode()).hexdigest())"


def test_at_least_fifteen_pods_of_at_least_forty_kinds() -> None:
    counted = Counter(pod.kind for pod in pods.mutated_pods())
    assert len(counted) >= 40
    assert {kind: number for kind, number in counted.items() if number < 15} == {}


def test_no_two_pods_are_equal() -> None:
    texts = [pod.text for pod in pods.mutated_pods()]
    assert len(set(texts)) == len(texts)


def test_pods_are_the_same_in_each_run() -> None:
    runs = [
        subprocess.run([sys.executable, "-c", DIGEST], capture_output=True, text=True, check=True, cwd=ROOT, env=env)
        for env in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"})
    ]
    assert runs[0].stdout == runs[1].stdout != ""


def test_start_pods_are_those_of_the_guide_and_a_full_one() -> None:
    assert list(pods.start_pods()) == ["quick-start", "hardened-pod", "full"]
    assert all(pod["kind"] == "Pod" for pod in pods.start_pods().values())
