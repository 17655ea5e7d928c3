"""Groovy's results for Jenkinsfiles: syntax errors, and the arguments of steps."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from lab.codenarc import lint
from lab.groovy import oracle
from lab.tools import MissingToolError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.tool]

VALID = "node {\n    def tag = '1.0'\n    container('kaniko') {\n        sh \"echo ${tag}\"\n    }\n}\n"
INVALID = "node {\n    sh 'echo\n}\n"


def test_files_of_one_process_have_their_own_results() -> None:
    version, answers = oracle.evaluate({"valid": VALID, "invalid": INVALID})
    assert version[0].isdecimal()
    assert (answers["valid"].error, answers["valid"].failure) == (None, None)
    (step,) = answers["valid"].steps
    assert (step["kind"], step["line"], step["text"], step["container"]) == ("sh", 4, "echo 1.0", "kaniko")
    error = answers["invalid"].error
    assert error is not None
    assert error["line"] == 2
    assert answers["invalid"].steps == []


def test_file_that_is_only_parsed_has_no_steps() -> None:
    _, answers = oracle.evaluate({"valid": VALID, "invalid": INVALID}, run=False)
    assert (answers["valid"].error, answers["valid"].steps) == (None, [])
    assert answers["invalid"].error is not None


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Patches with an empty cache of the classpath."""
    oracle.classpath.cache_clear()
    yield monkeypatch
    oracle.classpath.cache_clear()


def test_groovy_home_has_the_version_of_jenkins(fresh: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "embeddable").mkdir()
    for jar in ("groovy-all-2.4.21.jar", "groovy-all-2.4.21-indy.jar"):
        (tmp_path / "embeddable" / jar).touch()
    fresh.setenv("GROOVY_HOME", str(tmp_path))
    fresh.setattr(oracle, "SYSTEM_JARS", tmp_path)
    assert oracle.classpath() == str(tmp_path / "embeddable" / "groovy-all-2.4.21.jar")
    assert oracle.is_jenkins_version()


def test_without_groovy_24_that_of_codenarc_is_used_except_under_ci(fresh: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fresh.setenv("PATH", str(tmp_path))
    fresh.delenv("GROOVY_HOME", raising=False)
    fresh.delenv("CI", raising=False)
    fresh.setattr(oracle, "SYSTEM_JARS", tmp_path)
    fresh.setattr(lint, "groovy_jars", lambda: [tmp_path / "a.jar", tmp_path / "b.jar"])
    assert oracle.classpath() == os.pathsep.join((str(tmp_path / "a.jar"), str(tmp_path / "b.jar")))
    assert not oracle.is_jenkins_version()
    oracle.classpath.cache_clear()
    fresh.setenv("CI", "true")
    with pytest.raises(MissingToolError, match=r"is missing; on Debian: apt-get install groovy$"):
        oracle.classpath()
