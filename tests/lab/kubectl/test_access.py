"""`kubectl auth can-i`: what the roles grant, and nothing else."""

from __future__ import annotations

import pytest

from lab.checks import kubectl as check
from lab.kubectl.client import cluster
from tests.support import SNIPPETS

pytestmark = [pytest.mark.slow, pytest.mark.tool]


@pytest.mark.parametrize("granted", [True, False], ids=["with the roles", "without"])
def test_permissions_are_granted_by_the_roles_of_the_same_recipe(*, granted: bool) -> None:
    extra = check.prerequisite_objects() if granted else []
    script = SNIPPETS / "prerequisites/check-permissions.sh"
    with cluster(*extra) as running:
        answers = running.run(["sh", str(script)]).stdout.split()
    assert len(answers) == len(script.read_text("utf-8").splitlines())
    assert set(answers) == {"yes" if granted else "no"}
