"""Settings of a pod that undo each other are not in one recipe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.support import SNIPPETS, recipes

if TYPE_CHECKING:
    from pathlib import Path

JENKINSFILES = [file for folder in recipes() for file in folder.rglob("Jenkinsfile")]
NO_TOKEN = re.compile(r"^ *automountServiceAccountToken: false$", re.MULTILINE)
MARK = re.compile(r"^ *- name: container\n *value: docker$", re.MULTILINE)
DEADLINE = re.compile(r"activeDeadlineSeconds (\d+)")
MINUTES = re.compile(r"time: (\d+), unit: 'MINUTES'")
EXECUTOR = "/kaniko/executor"
RECIPE_WITHOUT_TOKEN = SNIPPETS / "hardened-pod" / "Jenkinsfile"
RECIPE_WITH_DEADLINE = SNIPPETS / "retry" / "Jenkinsfile"


def undone(text: str) -> list[str]:
    """What a Jenkinsfile sets that another of its settings undoes.

    Args:
        text: of the Jenkinsfile.
    """
    problems = []
    if NO_TOKEN.search(text) and EXECUTOR in text and not MARK.search(text):
        problems.append("without the token Kaniko may not detect the container; set the variable container")
    if "podRetention onFailure()" in text:
        problems.append("onFailure() looks at the pod's phase and deletes the pod of a failed build")
    deadline, minutes = DEADLINE.search(text), [int(minute) for minute in MINUTES.findall(text)]
    if deadline and sum(minutes) * 60 >= int(deadline[1]):
        problems.append("the pod is stopped before its time limit and its pause are over")
    return problems


def test_recipe_does_not_undo_its_settings() -> None:
    for file in JENKINSFILES:
        with check(f"{file}"):
            assert undone(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (RECIPE_WITHOUT_TOKEN, "- name: container\n", "- name: other\n"),
        (RECIPE_WITH_DEADLINE, "retries 2\n", "retries 2\n            podRetention onFailure()\n"),
        (RECIPE_WITH_DEADLINE, "activeDeadlineSeconds 3600", "activeDeadlineSeconds 2400"),
    ],
)
def test_what_is_undone_is_found(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    assert len(undone(text.replace(old, new))) == 1
