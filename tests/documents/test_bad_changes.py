"""Kinds of bad change of documents: each is found by what `nox --session quick` runs, with place and fix.

`test_contributing.py` has the messages of forgotten steps; here are the changes of what is already there.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide_site import page_rules, pins
from kaniko_guide_site.evidence import records
from kaniko_guide_site.lockfile import locked_versions
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.snippets.recipes import Recipe
from tests.documents import test_flags, test_prose, test_recorded_runs
from tests.kaniko_guide.facts import test_facts
from tests.kaniko_guide_site import test_pins
from tests.kaniko_guide_site.snippets import test_recipe_files
from tests.site_build import mkdocs, small_site
from tests.support import RECORDED, ROOT, SNIPPETS, stale

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

PAGE = "docs/zh/a.md"
TODAY = dt.date(2026, 11, 29)


def page_problems(text: str) -> str:
    """What the rules for pages report."""
    return "\n".join(problem.render("en") for problem in page_rules.check_page(PAGE, text, SNIPPETS))


def typography(text: str) -> str:
    """What autocorrect reports."""
    return "\n".join(test_prose.problems(PAGE, text))


def lint_page(directory: Path, program: str, text: str) -> str:
    """What rumdl or typos prints of a page, with the project's own settings."""
    page = directory / "docs" / "zh" / "a.md"
    page.parent.mkdir(parents=True)
    page.write_text(text, "utf-8")
    for settings in (".rumdl.toml", "_typos.toml"):
        shutil.copy(ROOT / settings, directory)
    command = [
        Path(sys.executable).with_name(program),
        *(("check", "docs") if program == "rumdl" else ("--format=brief",)),
    ]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    return done.stdout


def build_page(directory: Path, text: str) -> str:
    """The errors and warnings of a site of one page."""
    done = mkdocs(small_site(directory, text), directory / "site")
    assert done.returncode != 0
    return done.stderr + done.stdout


def unused_snippet(directory: Path) -> str:
    (directory / "a").mkdir()
    (directory / "a" / "run.sh").write_text("ls\n", "utf-8")
    return "\n".join(problem.render("en") for problem in page_rules.check_use([], directory, "snippets"))


def edited_run(directory: Path) -> str:
    run = "kaniko-runs/google-v1.24.0/00-version.txt"
    (directory / run).parent.mkdir(parents=True)
    (directory / run).write_text((RECORDED / run).read_text("utf-8").replace("1.24", "1.25"), "utf-8")
    lines = (RECORDED / test_recorded_runs.CHECKSUMS).read_text("utf-8").splitlines(keepends=True)
    (directory / test_recorded_runs.CHECKSUMS).write_text("".join(line for line in lines if run in line), "utf-8")
    return "\n".join(test_recorded_runs.findings(directory))


def edited_record(directory: Path) -> str:
    """What is printed of a record whose level is raised by hand."""
    for part in ("src", "lab", "tests", "snippets"):
        (directory / part).symlink_to(ROOT / part)
    (directory / "records").mkdir()
    record = next(line for line in (ROOT / records.FILE).read_text("utf-8").splitlines() if '"level": "linted"' in line)
    raised = record.rstrip(",").replace('"level": "linted"', '"level": "started"')
    (directory / records.FILE).write_text(f"[\n{raised}\n]\n", "utf-8")
    return "\n".join(records.problems(directory, locked_versions(ROOT), TODAY))


def unknown_pin(directory: Path) -> str:
    with pytest.raises(pins.UnknownPinError) as error:
        pins.collect(test_pins.project_with(directory, "a/run.sh", "kubectl run a --image=quay.io/a/b:1\n"))
    return str(error.value)


def unknown_key(directory: Path) -> str:
    (directory / "a").mkdir()
    (directory / "a" / "recipe.yml").write_text("title: {zh: 甲, en: a}\npromise: {}\n", "utf-8")
    return "\n".join(test_recipe_files.problems(Recipe(directory / "a", directory)))


def unknown_parameter(directory: Path) -> str:
    text = (SNIPPETS / definitions.FILE).read_text("utf-8").replace("otherwise: project", "otherwise: projects")
    (directory / definitions.FILE).write_text(text, "utf-8")
    with pytest.raises(definitions.ParametersError) as error:
        definitions.parse(directory / definitions.FILE)
    return str(error.value)


def check_script(directory: Path, rule: str, script: str) -> str:
    """The findings of a rule in a script of a recipe."""
    (directory / "run.sh").write_text(script, "utf-8")
    found = rules.check(project.read(directory))
    return "\n".join(finding.render() for finding in found if finding.rule.name == rule)


FIX_LINK = "Correct the link, or add what it points to. [link]"
SITE = {
    "a link leads to no heading": (
        f"docs/a.md:3:5: error: link '#gone': there is no such anchor on this page. {FIX_LINK}"
    ),
    "a link leads to no page": (
        f"docs/a.md:3:16: error: link 'gone.md': the target is not found among documentation files. {FIX_LINK}"
    ),
    "a page is not in the navigation": (
        "docs/a.md:1:1: error: no entry in the navigation. Add the page to nav in mkdocs.yml. [nav]"
    ),
}
"""Kinds of change that a build of the site reports together."""

CHANGES: dict[str, tuple[Callable[[Path], str], str]] = {
    "a block is typed into the page": (
        lambda _: page_problems("```sh\nls\nls\n```\n"),
        (
            f"{PAGE}:1:1: error: This block has 2 lines and is typed into the page. "
            'Put it into a file under snippets/, and here one line: --8<-- "path". [typed-block]'
        ),
    ),
    "an include names no file": (
        lambda _: page_problems('```sh\n--8<-- "java/gone.sh"\n```\n'),
        (
            f"{PAGE}:2:1: error: The included text does not exist: java/gone.sh: no such file or directory; "
            "check the path. Correct the path or the section, or add the file. [missing-include]"
        ),
    ),
    "a snippet is on no page": (
        unused_snippet,
        "snippets/a/run.sh:1:1: error: No page uses this file. Include it in a page, or remove it. [unused-snippet]",
    ),
    "a heading has no id": (
        lambda _: page_problems("# A {#a}\n\n## 标题\n"),
        (
            f"{PAGE}:3:1: error: This heading has no id: 标题. Write {{#english-words}} at the end of the line. "
            "[heading-without-id]"
        ),
    ),
    "the id of a heading is Chinese": (
        lambda _: page_problems("# 标题 {#标题}\n"),
        (
            f"{PAGE}:1:1: error: The id of this heading is not lower-case ASCII: 标题. "
            "Use only a–z, 0–9 and -. [heading-id]"
        ),
    ),
    "an id is used twice": (
        lambda _: page_problems("# A {#a}\n\n## B {#a}\n"),
        f"{PAGE}:3:1: error: The id a is already used in line 1. Use another id. [duplicate-heading-id]",
    ),
    "a directive does not exist": (
        lambda directory: build_page(directory, "# A {#a}\n\n::: gone\n"),
        (
            "docs/index.md:3:1: error: no such directive: ::: gone. "
            "Name a module of src/kaniko_guide_site/directives/. [directive]"
        ),
    ),
    "an output is stale": (
        lambda _: "\n".join(stale("snippets/a/run.txt", "a\nb\n", "a\nc\n")),
        (
            "snippets/a/run.txt:2:1: error: found 'b\\n', the program prints 'c\\n'. If the new output is right, run: "
            "REFRESH_OUTPUTS=1 nox --session tests -- tests/documents/test_bad_changes.py [output]"
        ),
    ),
    "a recorded run is edited": (
        edited_run,
        (
            "records/kaniko-runs/google-v1.24.0/00-version.txt:1:1: error: the record was edited. Restore it: "
            "git checkout -- records/kaniko-runs/google-v1.24.0/00-version.txt [record]"
        ),
    ),
    "a result of verify is edited": (edited_record, "; run: nox --session verify"),
    "a sentence names an unknown flag": (
        lambda _: "\n".join(test_flags.findings(PAGE, "加上 `--destnation`。\n")),
        f"{PAGE}:1:5: error: no known program has the flag --destnation. Write --destination. [unknown-flag]",
    ),
    "a term is misspelt": (
        lambda _: typography("推送镜象。\n"),
        f"{PAGE}:1:1: error: found '推送镜象。', expected '推送镜像。' [autocorrect]",
    ),
    "a name is misspelt": (
        lambda _: typography("在 jenkins 里。\n"),
        f"{PAGE}:1:1: error: found '在 jenkins 里。', expected '在 Jenkins 里。' [autocorrect]",
    ),
    "punctuation is half-width": (
        lambda _: typography("先编译,再复制。\n"),
        f"{PAGE}:1:1: error: found '先编译,再复制。', expected '先编译，再复制。' [autocorrect]",
    ),
    "a space between scripts is missing": (
        lambda _: typography("用Kaniko构建。\n"),
        f"{PAGE}:1:1: error: found '用Kaniko构建。', expected '用 Kaniko 构建。' [autocorrect]",
    ),
    "an English word is misspelt": (
        lambda directory: lint_page(directory, "typos", "rece" + "ive recieve\n"),
        f"{PAGE}:1:9: error: `recieve` should be `receive`",
    ),
    "an image has no alternative text": (
        lambda directory: lint_page(directory, "rumdl", "# A {#a}\n\n![](a.png)\n"),
        f"{PAGE}:3:1: [MD045] Image missing alt text (add description for accessibility: ![description](url))",
    ),
    "a typed command has a prompt": (
        lambda directory: lint_page(directory, "rumdl", "# A {#a}\n\n```sh\n$ ls\n```\n"),
        f"{PAGE}:4:1: [MD014] Command 'ls' should show output (add example output or remove $ prompt)",
    ),
    "an image in a snippet has no pin": (
        unknown_pin,
        (
            "snippets/a/run.sh:1:1: error: the image quay.io/a/b is unknown. "
            "Add an entry to src/kaniko_guide_site/facts/pins.yml. [pin]"
        ),
    ),
    "a snippet has a prompt": (
        lambda directory: check_script(directory, "pasted-prompt", "$ kubectl get pods\n"),
        "run.sh:1:1: error: ",
    ),
    "a snippet has an unknown flag": (
        lambda directory: check_script(directory, "unknown-flag", "/kaniko/executor --destnation=a/b:1\n"),
        "run.sh:1:18: error: ",
    ),
    "a fact has no source": (
        lambda _: "\n".join(
            test_facts.findings("facts/a.yml", "verified: 2026-11-22\nexpires: 2027-05-22\na: [b]\n", TODAY)
        ),
        "facts/a.yml:3:1: error: no source for a. Write a_source, or source for the whole file. [fact]",
    ),
    "a recipe has an unknown key": (
        unknown_key,
        (
            "a/recipe.yml:2:1: error: promise: Object contains unknown field promise. "
            "See Keys of recipe.yml in CONTRIBUTING.md. [recipe]"
        ),
    ),
    "a parameter is unknown": (
        unknown_parameter,
        "error: no parameter projects. See Parameters in CONTRIBUTING.md. [parameters]",
    ),
}
"""By kind of change: the function that makes it and checks it, and what is printed then."""
PLACE = re.compile(r"(?:^|: )[\w./-]+:\d+:\d+: ", re.MULTILINE)


@pytest.mark.parametrize("change", CHANGES)
def test_a_bad_change_is_reported_with_place_and_fix(change: str, tmp_path: Path) -> None:
    make, expected = CHANGES[change]
    printed = make(tmp_path)
    assert expected in printed
    assert PLACE.search(printed)


def test_a_build_reports_every_bad_link_and_page_with_place_and_fix(tmp_path: Path) -> None:
    config = small_site(tmp_path, "# I {#i}\n")
    (tmp_path / "docs" / "a.md").write_text("# A {#a}\n\n[b](#gone) [b](gone.md)\n", "utf-8")
    printed = mkdocs(config, tmp_path / "site").stderr.splitlines()
    assert {f"WARNING -  {line}" for line in SITE.values()} <= set(printed)
