"""hadolint reads every sound Dockerfile, shellcheck every sound shell file and the string of every `sh` step.

What is let pass stands in the folder's `recipe.yml`, with its reason:

    exclude:
    - {check: shellcheck, code: SC2016, reason: the shell in the container expands it}
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from support import SNIPPETS, expect_none, name, sound_files, tool

from kaniko_guide import project
from kaniko_guide.sources import dockerfile, jenkinsfile, shell
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.sources.model import Script

HINT = "it comes with the tests' dependencies: `uv sync --group tests`"


@dataclass(frozen=True)
class Complaint:
    """What a linter says, at its place in the file that holds the text."""

    check: str
    code: str
    place: str
    message: str


def complaints(check: str, text: Text, *arguments: str) -> Iterator[Complaint]:
    """Run a linter on a text.

    Args:
        check: `hadolint` or `shellcheck`; both read standard input and print JSON of the same fields.
        text: what it reads.
        arguments: more of its command line.
    """
    done = subprocess.run(
        [tool(check, HINT), *arguments, "-"],
        input=text.value,
        text=True,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode in {0, 1}, done.stderr
    printed: Any = json.loads(done.stdout)
    starts = [0]
    for line in text.value.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for found in printed["comments"] if isinstance(printed, dict) else printed:
        at = text.position(min(starts[found["line"] - 1] + found["column"] - 1, len(text)))
        code = found["code"] if check == "hadolint" else f"SC{found['code']}"
        place = f"{text.source.path}:{at.line}:{at.column}"
        yield Complaint(check, code, place, f"{place}: error: {found['message']} [{check}/{code}]")


def hadolint(text: Text) -> list[Complaint]:
    return list(complaints("hadolint", text, "--no-color", "--format=json"))


def shellcheck(script: Script) -> list[Complaint]:
    """A step runs in `sh` unless it says otherwise; what the string lacks at build time is not judged."""
    shebang = () if script.text.value.lstrip().startswith("#!") else ("--shell=sh",)
    return list(complaints("shellcheck", script.text, "--norc", "--format=json1", *shebang))


def canonical(path: Path) -> Text:
    return Text.canonical(Source.read(path, name(path)))


def scripts(path: Path) -> list[Script]:
    """The scripts of a shell file or a Jenkinsfile."""
    text = canonical(path)
    if path.suffix == ".sh":
        return [shell.read(text)]
    return [shell.read(step.script, step) for step in jenkinsfile.read(text).steps if step.exact]


def exclusions(path: Path) -> list[dict[str, str]]:
    """What the `recipe.yml` of a file's recipe, or of its side of a twin, lets pass."""
    for folder in path.parents:
        if (folder / project.RECIPE_FILE).is_file():
            found: list[dict[str, str]] = project.read(folder).recipe.get("exclude", [])
            return found
        if folder == SNIPPETS:
            break
    return []


def judged(path: Path) -> list[Complaint]:
    """Every complaint about a file."""
    if project.kind_of(PurePosixPath(path)) == "dockerfile":
        return hadolint(canonical(path))
    return [complaint for script in scripts(path) for complaint in shellcheck(script)]


SOUND = [path for kind in ("dockerfile", "shell", "jenkinsfile") for path in sound_files(kind)]


@pytest.mark.tool
@pytest.mark.parametrize("path", SOUND, ids=name)
def test_linters_accept_every_sound_snippet(path: Path) -> None:
    excluded = {(entry["check"], entry["code"]) for entry in exclusions(path)}
    expect_none([found.message for found in judged(path) if (found.check, found.code) not in excluded])


@pytest.mark.tool
@pytest.mark.parametrize("recipe", sorted(SNIPPETS.rglob(project.RECIPE_FILE)), ids=name)
def test_every_exclusion_has_a_reason_and_is_needed(recipe: Path) -> None:
    below = [path for path in SOUND if path.is_relative_to(recipe.parent)]
    needed = {(found.check, found.code) for path in below for found in judged(path)}
    for entry in exclusions(recipe):
        assert entry["reason"]
        assert (entry["check"], entry["code"]) in needed


def test_some_steps_are_linted() -> None:
    assert [script for path in sound_files("jenkinsfile") for script in scripts(path)]


@pytest.mark.tool
def test_hadolint_reports_a_broken_dockerfile() -> None:
    content = "# --8<-- [start:a]\nFROM eclipse-temurin\n# --8<-- [end:a]\nEXPOSE 99999\n"
    text = Text.canonical(Source("Dockerfile", content))
    assert dockerfile.read(text).problems == ()
    assert [(found.code, found.place) for found in hadolint(text)] == [
        ("DL3006", "Dockerfile:2:1"),
        ("DL3011", "Dockerfile:4:1"),
    ]


@pytest.mark.tool
def test_shellcheck_reports_a_broken_script() -> None:
    script = shell.read(Text.canonical(Source("a.sh", "# --8<-- [start:a]\nls\nrm $1\n")))
    assert [(found.code, found.place) for found in shellcheck(script)] == [("SC2086", "a.sh:3:4")]


@pytest.mark.tool
def test_shellcheck_reports_a_broken_step_where_it_stands_in_the_jenkinsfile(tmp_path: Path) -> None:
    path = tmp_path / "Jenkinsfile"
    path.write_text("node {\n  // --8<-- [start:a]\n  sh '''\n    ls\n    rm $1\n  '''\n}\n")
    (step,) = jenkinsfile.read(Text.canonical(Source.read(path, "Jenkinsfile"))).steps
    found = shellcheck(shell.read(step.script, step))
    assert [(complaint.code, complaint.place) for complaint in found] == [("SC2086", "Jenkinsfile:5:8")]
