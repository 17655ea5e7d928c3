"""hadolint and ShellCheck report errors at their positions, and every exclusion is needed."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.sources import dockerfile, jenkinsfile, shell
from kaniko_guide.text import Source, Text
from kaniko_guide_site.evidence import linters
from kaniko_guide_site.snippets import library
from lab.paths import passing_files
from tests.kaniko_guide_site.evidence.linted_snippets import VALID, canonical, scripts
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide_site.evidence.linters import LinterMessage
    from kaniko_guide_site.snippets.recipes import Recipe


def messages(path: Path) -> list[LinterMessage]:
    """The messages of its linter about a file."""
    if project.kind_by_name(PurePosixPath(path)) == "dockerfile":
        return linters.hadolint([canonical(path)])
    return linters.shellcheck(scripts(path))


@pytest.mark.slow
@pytest.mark.parametrize("recipe", library.load(SNIPPETS).recipes.values(), ids=lambda recipe: recipe.name)
def test_every_exclusion_is_needed(recipe: Recipe) -> None:
    below = [path for path in VALID if path.is_relative_to(recipe.directory)]
    needed = {(found.check, found.code) for path in below for found in messages(path)}
    for entry in recipe.description.exclude:
        assert (entry.check, entry.code) in needed


@pytest.mark.slow
def test_some_steps_are_linted() -> None:
    assert [script for path in passing_files("jenkinsfile") for script in scripts(path)]


def test_hadolint_reports_a_broken_dockerfile() -> None:
    content = "# --8<-- [start:a]\nFROM eclipse-temurin\n# --8<-- [end:a]\nEXPOSE 99999\n"
    text = Text.canonical(Source("Dockerfile", content))
    assert dockerfile.read(text).problems == ()
    assert [(found.code, found.position) for found in linters.hadolint([text])] == [
        ("DL3006", "Dockerfile:2:1"),
        ("DL3011", "Dockerfile:4:1"),
    ]


def test_shellcheck_reports_a_broken_script() -> None:
    script = shell.read(Text.canonical(Source("a.sh", "# --8<-- [start:a]\nls\nrm $1\n")))
    assert [(found.code, found.position) for found in linters.shellcheck([script])] == [("SC2086", "a.sh:3:4")]


def test_shellcheck_reports_a_broken_step_at_its_position_in_the_jenkinsfile(tmp_path: Path) -> None:
    path = tmp_path / "Jenkinsfile"
    path.write_text("node {\n  // --8<-- [start:a]\n  sh '''\n    ls\n    rm $1\n  '''\n}\n")
    (step,) = jenkinsfile.read(Text.canonical(Source.read(path, "Jenkinsfile"))).steps
    found = linters.shellcheck([step.script])
    assert [(message.code, message.position) for message in found] == [("SC2086", "Jenkinsfile:5:8")]


def test_one_run_reports_the_messages_of_each_file_separately() -> None:
    texts = [
        Text.canonical(Source(path, f"{before}FROM eclipse-temurin\n")) for path, before in (("a", ""), ("b", "\n"))
    ]
    assert [found.position for found in linters.hadolint([*texts, texts[0]])] == ["a:1:1", "b:2:1", "a:1:1"]
