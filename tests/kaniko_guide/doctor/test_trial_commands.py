"""The commands of a trial name only our own pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.doctor import trial_commands as commands
from kaniko_guide.doctor.questions import InvalidNameError
from tests.kaniko_guide.doctor.test_questions import WRONG_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaniko_guide.doctor.questions import Question

OWN = f"{commands.PREFIX}0a1b2c3d"
POD = {"metadata": {"name": OWN, "labels": dict([commands.LABEL])}}


def test_commands() -> None:
    assert commands.create(POD, "a").arguments == (
        "create",
        "--filename=question.json",
        "--output=json",
        "--namespace=a",
    )
    assert commands.execute(OWN, "kaniko", "a", ("sh", "-c", "true")).arguments == (
        *("exec", OWN, "--container=kaniko", "--namespace=a", "--"),
        *("sh", "-c", "true"),
    )
    assert commands.delete(OWN, "a").arguments[:4] == ("delete", "pod", OWN, "--namespace=a")
    assert commands.delete(OWN, "a").arguments[-1] == "--interactive=false"
    assert "--interactive=false" not in commands.delete(OWN, "a", may_ask=True).arguments
    assert (commands.is_own(OWN), commands.is_own("app-1")) == (True, False)


@pytest.mark.parametrize("name", [*WRONG_NAMES, "app-1", "jenkins", f"{commands.PREFIX}--all x"])
def test_no_other_pod_is_touched(name: str) -> None:
    with pytest.raises(InvalidNameError):
        commands.delete(name, "a")
    with pytest.raises(InvalidNameError):
        commands.execute(name, "kaniko", "a", ())
    with pytest.raises(InvalidNameError):
        commands.create({"metadata": {"name": name, "labels": dict([commands.LABEL])}}, "a")


def test_names_of_containers_and_namespaces_and_the_label_are_validated() -> None:
    calls: tuple[Callable[[], Question], ...] = (
        lambda: commands.execute(OWN, "--all", "a", ()),
        lambda: commands.delete(OWN, "--all"),
        lambda: commands.create({"metadata": {"name": OWN, "labels": {}}}, "a"),
    )
    for call in calls:
        with pytest.raises(InvalidNameError):
            call()
