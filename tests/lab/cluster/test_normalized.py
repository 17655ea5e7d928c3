"""What differs in every run counts as equal; what is a real change does not."""

from __future__ import annotations

import re

import pytest

from lab.cluster.normalized import normalized, refreshed, without_key
from tests.support import ROOT

KEY = re.compile(r"JENKINS_SECRET: +[0-9a-f]{7}")
DESCRIBED = """\
Name:             myapp-42
Start Time:       Sun, 22 Nov 2026 08:00:00 +0000
IP:               10.244.0.7
    Requests:
      cpu:  100m
Events:
  Type     Reason   Age                From     Message
  ----     ------   ----               ----     -------
  Normal   Pulling  10s (x2 over 25s)  kubelet  spec.containers{maven}: Pulling image "maven:4"
  Warning  Failed   10s                kubelet  spec.containers{maven}: Error: ErrImagePull
"""
EQUAL = [
    ("Started: Sun, 22 Nov 2026 08:00:00 +0000", "Started: Mon, 23 Nov 2026 18:10:59 +0000"),
    ("Nov 9, 2026 8:00:04 AM hudson.A status", "Dec 22, 2026 11:59:59 PM hudson.A status"),
    ("kubernetes.jenkins.io/last-refresh: 1795334400000", "kubernetes.jenkins.io/last-refresh: 1800000000000"),
    ("creationTimestamp: 2026-11-22T08:00:00Z", "creationTimestamp: 2027-01-02T03:04:05.678901+08:00"),
    ("INFO[0000] Pushing image", "INFO[0012] Pushing image"),
    ("\x1b[36mINFO\x1b[0m[0000] Pushing image", "\x1b[36mINFO\x1b[0m[0012] Pushing image"),
    ("E1129 13:08:35.123456    1234 main.go:1] no", "E0101 00:00:00.000001       7 main.go:1] no"),
    ("uid: 7a0f3c1e-0000-4000-8000-0123456789ab", "uid: 00000000-1111-2222-3333-444444444444"),
    ("Image ID: maven@sha256:" + "a1" * 32, "Image ID: maven@sha256:" + "0f" * 32),
    ("Container ID:  containerd://" + "a1" * 32, "Container ID:  containerd://" + "0f" * 32),
    ("dial tcp 10.200.0.1:34567->10.200.0.2:443: reset", "dial tcp 10.200.0.1:51234->10.200.0.2:443: reset"),
    ("pod/myapp-7f9c6b5d8-x2x4z created", "pod/myapp-5b6d7c8f9c-q7q9w created"),
    ("kube-api-access-9wq4t:", "kube-api-access-bcdfg:"),
    ("Pulled image in 123ms (1.5s including waiting).", "Pulled image in 2m3s (45ms including waiting)."),
    ("NAME  READY  AGE\na     1/1    5m", "NAME   READY   AGE\na      1/1     3d4h"),
    (
        "LAST SEEN   TYPE     REASON\n5m          Normal   Pulled",
        "LAST SEEN   TYPE     REASON\n<unknown>   Normal   Pulled",
    ),
    ("a: rpc error: code = DeadlineExceeded desc = failed: i/o timeout", "a: failed: i/o timeout"),
]
DIFFERENT = [
    ("a: rpc error: code = NotFound desc = failed", "a: failed"),
    ("cpu: 100m", "cpu: 200m"),
    ("cpu:  5m\n", "cpu:  6m\n"),
    ("maven:3.9-eclipse-temurin-21", "maven:3.9-eclipse-temurin-17"),
    ("kaniko:v1.28.3-debug", "kaniko:v1.28.4-debug"),
    ("lookup a.test on 10.0.0.1:53: no such host", "lookup b.test on 10.0.0.1:53: no such host"),
    ("dial tcp 10.0.0.1:443: connection refused", "dial tcp 10.0.0.1:80: connection refused"),
    ("  indented", "indented"),
    ("one\ntwo", "two\none"),
    ("myapp-42-debug", "myapp-42-other"),
    ("exit code 1", "exit code 137"),
    ("NAME  READY  AGE\na     1/1    5m", "NAME  READY  AGE\na     0/1    5m"),
    ("NAME  AGE\na     5m\n\ncpu   5m", "NAME  AGE\na     5m\n\ncpu   6m"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_what_differs_in_every_run_is_equal(one: str, other: str) -> None:
    assert normalized(one) == normalized(other)
    assert refreshed(one, other) == one


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_real_change_is_not_equal(one: str, other: str) -> None:
    assert normalized(one) != normalized(other)
    one, other = f"{one}\n", f"{other}\n"
    assert refreshed(one, other) == other


def test_repeated_events_and_wider_columns_are_equal() -> None:
    once = DESCRIBED.replace("10s (x2 over 25s)  ", "3s   ").replace("10s                ", "3s   ")
    once = once.replace("Age                From", "Age  From").replace("----               ----", "----  ----")
    assert once != DESCRIBED
    assert normalized(once) == normalized(DESCRIBED)


def test_the_order_of_events_is_random_and_that_of_other_lines_is_not() -> None:
    *head, first, second = DESCRIBED.splitlines(keepends=True)
    assert normalized("".join([*head, second, first])) == normalized(DESCRIBED)
    assert normalized("".join([head[1], head[0], *head[2:], first, second])) != normalized(DESCRIBED)


def test_a_normalized_text_stays_as_it_is() -> None:
    assert normalized(normalized(DESCRIBED)) == normalized(DESCRIBED)


def test_a_refreshed_text_has_old_values_in_lines_that_did_not_change() -> None:
    new = (
        DESCRIBED.replace("22 Nov 2026", "23 Nov 2026")
        .replace("10.244.0.7", "10.244.0.99")
        .replace("100m", "200m")
        .replace("ErrImagePull", "ImagePullBackOff")
        .replace("10s (x2 over 25s)", "11s (x4 over 99s)")
    )
    expected = DESCRIBED.replace("100m", "200m").replace("ErrImagePull", "ImagePullBackOff")
    assert refreshed(DESCRIBED, new) == expected


def test_a_text_without_an_old_one_is_new() -> None:
    assert refreshed("", DESCRIBED) == DESCRIBED


def test_the_agents_key_is_in_no_record() -> None:
    described = "      JENKINS_SECRET:         0123abc\n      JENKINS_URL:            http://a/\n"
    assert without_key(described) == described.replace("0123abc", "***")
    assert normalized(described) == normalized(without_key(described))
    assert KEY.search(described)
    for file in (ROOT / "records" / "cluster-runs").rglob("*.txt"):
        assert not KEY.search(file.read_text("utf-8")), f"{file} has the key of an agent; use `without_key`"
