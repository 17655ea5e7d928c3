"""Bad examples that fail only at run time: they fail as their page says.

They run only with kaniko, as Buildah fails in another way. The recorded logs of the executor are compared everywhere.
"""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.diagnosis.causes import diagnose
from kaniko_guide.facts import executors
from lab.tools import unavailable
from tests.support import EXAMPLES, RECORDED, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.lab.end_to_end.conftest import Worker

pytestmark = pytest.mark.tool

RECORDS = RECORDED / "kaniko-runs"
QUICK_START = SNIPPETS / "quick-start"
IMAGE = "sh Image/kaniko"
NO_JAR = ("pom.xml", "<packaging>jar</packaging>", "<packaging>pom</packaging>")
TWO_JARS = ("Jenkinsfile", "-DskipTests'", "-DskipTests && cp target/myapp-1.0.0.jar target/myapp-1.0.0-sources.jar'")
OTHER_HOST = ("create-secret.sh", '"ccr.ccs.tencentyun.com"', '"ccr.other.test"')


@dataclass(frozen=True, slots=True)
class BadExample:
    """An error that only a run shows.

    Attributes:
        pair: the example pair whose bad files replace those of the quick start; None for none.
        edits: other changes: file, old text, new text.
        cases: the recorded runs with the same error, each with the page and anchor about it.
        step: the beginning of the name of the step that fails.
        exit_code: of the executor.
        output: a text that both releases of the executor print; empty where one of them prints nothing.
    """

    pair: str | None
    edits: tuple[tuple[str, str, str], ...]
    cases: Mapping[str, str]
    step: str
    exit_code: int
    output: str


BAD_EXAMPLES = {
    "jar missing": BadExample(
        "unguarded-copy",
        (NO_JAR,),
        {"d-copy-matches-nothing": "build-problems.md#jar-missing"},
        "inspect",
        0,
        "",
    ),
    "two jars": BadExample(
        "unguarded-copy",
        (TWO_JARS,),
        {"d2-copy-two-jars": "errors.md#copy-two-files"},
        IMAGE,
        1,
        "when specifying multiple sources in a COPY command, destination must be a directory and end in '/'",
    ),
    "secret not renamed": BadExample(
        "secret-not-renamed",
        (),
        {"v2-secret-key-not-renamed": "registry-problems.md#push-permission"},
        IMAGE,
        1,
        "UNAUTHORIZED",
    ),
    "wrong host key": BadExample(
        None,
        (OTHER_HOST,),
        {"b3-push-config-other-host": "registry-problems.md#push-permission"},
        IMAGE,
        1,
        "UNAUTHORIZED",
    ),
    "https:// in the destination": BadExample(
        "bad-destination",
        (),
        {"f1-malformed-destination": "registry-problems.md#destination"},
        IMAGE,
        1,
        "https://https/v2/",
    ),
    "uid 1000": BadExample(
        "not-root",
        (),
        dict.fromkeys(("w3-non-root", "own4-non-root-uid-1000"), "build-problems.md#operation-not-permitted"),
        IMAGE,
        1,
        "operation not permitted",
    ),
}


def pages(log: str) -> set[str]:
    """The pages that the diagnosis of a log links to."""
    diagnosis = diagnose(io.BytesIO(log.encode()))
    return {found.signature.place for found in (*diagnosis.causes, *diagnosis.hints)}


@pytest.mark.parametrize("build", executors.releases())
@pytest.mark.parametrize("name", BAD_EXAMPLES)
def test_recorded_run_fails_as_the_page_says(name: str, build: str) -> None:
    example = BAD_EXAMPLES[name]
    for case, page in example.cases.items():
        record = (RECORDS / build / f"{case}.txt").read_text("utf-8")
        assert page in pages(record)
        assert record.rstrip().endswith(f"exit code: {example.exit_code}")
        assert example.output in record


@pytest.mark.parametrize("name", BAD_EXAMPLES)
def test_new_run_fails_as_the_page_says(worker: Worker, tmp_path: Path, name: str) -> None:
    example = BAD_EXAMPLES[name]
    if worker.recipe(QUICK_START).release is None:
        unavailable("kaniko", "Kaniko is missing: Buildah, which builds in its place, fails in another way.")
    result = worker.build(f"bad example {name}", changed_quick_start(tmp_path, example))
    assert result.release is not None
    assert result.failure is not None
    assert result.steps[-1].name.startswith(example.step), result.failure
    message = (
        f"exit code {example.exit_code}\n"
        if example.exit_code
        else "/app/app.jar: expected ('0:0', '0644'), found None"
    )
    assert message in result.failure
    assert example.output in result.log
    page, *_ = example.cases.values()
    assert page in pages(result.log)


def changed_quick_start(directory: Path, example: BadExample) -> Path:
    """A copy of the quick start with the files of the bad example and the edits."""
    recipe = directory / "example"
    shutil.copytree(QUICK_START, recipe)
    if example.pair is not None:
        shutil.copytree(EXAMPLES / example.pair / "bad", recipe, dirs_exist_ok=True)
    for name, old, new in example.edits:
        file = recipe / name
        content = file.read_text("utf-8")
        assert content.count(old) == 1
        file.write_text(content.replace(old, new), "utf-8")
    return recipe
