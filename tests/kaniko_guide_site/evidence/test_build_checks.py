"""The checks of the site's build: they accept every valid snippet, and an invalid one fails the build."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide_site.evidence import build_checks
from tests.kaniko_guide_site.evidence.linted_snippets import VALID, scripts
from tests.support import ROOT, SNIPPETS, expect_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kaniko_guide_site.evidence.lines import Lines


@pytest.mark.slow
def test_snippets_that_fail_a_check_of_the_build_fail_the_build(build: Callable[..., tuple[int, str, Lines]]) -> None:
    changes = {
        "quick-start/Dockerfile": ("WORKDIR /app", "WORKDIR app"),
        "registry-secret/show.sh": ("kubectl", "cd $X\nkubectl"),
        "quick-start/Jenkinsfile": ("--destination=", "--destnation="),
        "examples/unknown-flag/bad/Jenkinsfile": ("--build-args", "--build-arg"),
        "examples/bad-flag-value/bad/Jenkinsfile": ("-debug", ""),
    }
    problems = [
        r"snippets/quick-start/Dockerfile:2:1: error: .* \[hadolint/DL3000\]",
        r"snippets/registry-secret/show.sh:1:4: error: .* \[shellcheck/SC2086\]",
        r"snippets/quick-start/Jenkinsfile:\d+:\d+: error: .* \[unknown-flag\]",
        r"snippets/examples/unknown-flag/bad/Jenkinsfile:1:1: error: The rule unknown-flag finds nothing",
        r"snippets/.* \[kaniko-needs-shell\] In the bad example of bad-flag-value, only bad-flag-value may ",
    ]
    code, printed, _ = build("quick-start/Jenkinsfile:kaniko", changes, also=changes)
    assert code == 1
    assert [problem for problem in problems if not re.search(f"WARNING -  {problem}", printed)] == [], printed


@pytest.mark.slow
def test_linters_accept_every_valid_snippet() -> None:
    for path in VALID:
        with check(f"{path}"):
            result = build_checks.results(ROOT)[path.relative_to(SNIPPETS).as_posix()]
            assert {"hadolint", "shellcheck"} & result.checks or not scripts(path)
            expect_none(result.problems)
