"""The quick start with one error: the build fails at the expected step and names the file and line."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.support import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.end_to_end.conftest import Worker

pytestmark = pytest.mark.tool

RECIPE = SNIPPETS / "quick-start"
EXECUTOR = "/kaniko/executor"


@dataclass(frozen=True, slots=True)
class Break:
    """A change of one file, and the expected failure.

    Attributes:
        file: the file.
        old: a text that occurs once in it.
        new: its replacement.
        step: the beginning of the name of the step that fails.
        at: the text in the Jenkinsfile at which the build fails.
        message: a regular expression for the message.
        rule: the rule that finds the error without a run; None where no rule can.
    """

    file: str
    old: str
    new: str
    step: str
    at: str
    message: str
    rule: str | None


BREAKS = {
    "items of the secret removed": Break(
        "Jenkinsfile",
        "      items:\n      - key: .dockerconfigjson\n        path: config.json\n",
        "",
        "sh Image/kaniko",
        EXECUTOR,
        r"(?si)exit code.*unauthorized",
        "secret-not-renamed",
    ),
    "another registry in the destination": Break(
        "Jenkinsfile",
        '--destination="ccr.ccs.tencentyun.com/',
        '--destination="registry.other.test/',
        "sh Image/kaniko",
        EXECUTOR,
        r"(?s)exit code.*registry\.other\.test",
        "name-disagrees",
    ),
    "another name of the container": Break(
        "Jenkinsfile",
        "  - name: kaniko\n",
        "  - name: builder\n",
        "sh Image/kaniko",
        "'kaniko'",
        "container kaniko not found in pod",
        "container-not-in-pod",
    ),
    "another registry in the secret": Break(
        "create-secret.sh",
        '"ccr.ccs.tencentyun.com"',
        '"ccr.other.test"',
        "sh Image/kaniko",
        EXECUTOR,
        r"(?si)exit code.*unauthorized",
        "name-disagrees",
    ),
    "another name of the secret": Break(
        "Jenkinsfile",
        "secretName: docker-registry-secret",
        "secretName: registry-secret",
        "pod",
        "registry-secret\n",
        'secret "registry-secret" not found',
        "name-disagrees",
    ),
    "no jar": Break(
        "pom.xml",
        "<packaging>jar</packaging>",
        "<packaging>pom</packaging>",
        "sh Maven/maven",
        "'''\n                        set -- target",
        "exit code 1",
        None,
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_broken_copy_fails_at_its_place(worker: Worker, tmp_path: Path, name: str) -> None:
    broken = BREAKS[name]
    directory = broken_copy(tmp_path, broken)
    result = worker.build(name, directory)
    assert result.failure is not None
    assert result.steps[-1].name.startswith(broken.step)
    location, _, message = result.failure.partition(" error: ")
    where = "Jenkinsfile"
    text = (directory / where).read_text("utf-8")
    line = text[: text.index(broken.at)].count("\n") + 1
    assert location.rsplit(":", 2)[0] == f"{where}:{line}"
    assert re.search(broken.message, message), message
    found = {line.partition("[")[2].rstrip("]") for line in message.splitlines() if line.startswith("found by a rule:")}
    assert found == ({broken.rule} if broken.rule is not None else set())


def broken_copy(directory: Path, broken: Break) -> Path:
    """A copy of the quick start with one change."""
    shutil.copytree(RECIPE, directory / "copy")
    file = directory / "copy" / broken.file
    content = file.read_text("utf-8")
    assert content.count(broken.old) == 1
    file.write_text(content.replace(broken.old, broken.new), "utf-8")
    return directory / "copy"
