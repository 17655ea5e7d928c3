"""CONTRIBUTING.md is true: its sessions, paths and commands exist, and its messages are those that the checks print."""

from __future__ import annotations

import ast
import datetime as dt
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml
from msgspec import structs

from kaniko_guide.facts import as_type
from kaniko_guide_site import page_rules, pins
from kaniko_guide_site.evidence import build_checks, records
from kaniko_guide_site.evidence.records import load
from kaniko_guide_site.facts import topics
from kaniko_guide_site.lockfile import locked_versions
from kaniko_guide_site.snippets.description import Description, Promises
from kaniko_guide_site.snippets.recipes import Recipe
from tests import test_mutations
from tests.documents import test_prose, test_recorded_runs
from tests.documents.page_structure import differences
from tests.kaniko_guide.diagnosis import test_causes
from tests.kaniko_guide.facts import test_facts
from tests.kaniko_guide.facts.diagnosis import test_signatures
from tests.kaniko_guide_site import test_pins
from tests.kaniko_guide_site.snippets import test_recipe_files
from tests.site_build import mkdocs, small_site
from tests.snippets import test_snippets
from tests.support import EXAMPLES, ROOT, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RECIPE = "snippets/my-recipe"
SIGNATURE = structs.replace(next(one for one in test_causes.KNOWN if one.id == "no-push-variable"), id="my-signature")
END_TO_END = "the image is not as promised"
"""The message that only a build run end to end can print: `tests/lab/end_to_end/test_broken_copies.py`."""


def messages() -> list[str]:
    """The messages in the tables of forgotten steps."""
    tables = [table.partition("\n\n")[0] for table in TEXT.split("| Forgotten | Message |\n")[1:]]
    lines = [line for table in tables for line in table.splitlines()[1:]]
    return [line.rpartition(" | ")[2].removesuffix(" |").strip("`") for line in lines]


def recipe(folder: Path, files: dict[str, str]) -> str:
    place = folder / RECIPE
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / name).write_text(text, "utf-8")
    (problem,) = test_recipe_files.problems(Recipe(place, place.parent))
    return problem


def unused_snippet(folder: Path) -> str:
    (folder / "my-recipe").mkdir()
    (folder / "my-recipe" / "run.sh").write_text("ls\n", "utf-8")
    (finding,) = page_rules.check_use([], folder, "snippets")
    return finding.render("en")


def unknown_pin(folder: Path) -> str:
    text = test_pins.POD.format(image="busybox:1.37")
    with pytest.raises(pins.UnknownPinError) as error:
        pins.collect(test_pins.project_with(folder, "my-recipe/pod.yaml", text))
    return str(error.value)


def stale_record() -> str:
    record = next(one for one in load(ROOT) if (one.check, one.snippet) == ("kubectl", "test-pod/run.sh"))
    why = records.problem(ROOT, structs.replace(record, key="0" * records.KEY_LENGTH), locked_versions(ROOT))
    return f"error: {record.check} on {record.snippet}: {why}; {records.HOW_TO_FIX}"


def first_line_of_failure(test: Callable[..., None], *arguments: object) -> str:
    """The first line that a failing test prints."""
    with pytest.raises(pytest.fail.Exception) as failure:
        test(*arguments)
    return str(failure.value).splitlines()[0]


def no_pair() -> str:
    return test_snippets.missing_examples("my-rule")[0]


def no_problem(folder: Path) -> str:
    """What is printed of a bad example that has no problem."""
    example = folder / "snippets" / "examples" / "my-rule" / "bad"
    example.mkdir(parents=True)
    (example / "Jenkinsfile").write_bytes((EXAMPLES / "unknown-flag" / "good" / "Jenkinsfile").read_bytes())
    (problem,) = build_checks.results(folder)["examples/my-rule/bad/Jenkinsfile"].problems
    return problem


def uncounted_mutant(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("REFRESH_OUTPUTS", raising=False)
    (mutation,) = [one for one in test_mutations.MUTATIONS if one.get("caught") == "bad-variable-value"]
    return first_line_of_failure(test_mutations.test_every_mutant_is_caught, mutation, folder, {})


def uncaught_mutant(folder: Path) -> str:
    spared = "snippets/silent/arg-other-stage/good/Dockerfile"
    (mutation,) = [one for one in test_mutations.MUTATIONS if one["name"] == "FROM missing"]
    reasons = {path: why for path, why in mutation["except"].items() if path != spared}
    return first_line_of_failure(test_mutations.test_every_mutant_is_caught, mutation | {"except": reasons}, folder, {})


def build_warning(folder: Path, problem: str) -> str:
    """The warning of a build about one of two pages: one has a broken link, the other no entry in the navigation."""
    config = small_site(folder, "# A {#a}\n\n[b](gone.md)\n")
    (folder / "docs" / "my-page.md").write_text("# O {#o}\n", "utf-8")
    printed = mkdocs(config, folder / "site").stderr.splitlines()
    (line,) = [line.partition("WARNING -  ")[2] for line in printed if f"[{problem}]" in line]
    return line.replace("docs/", "docs/zh/", 1)


def fact(text: str) -> str:
    """What is printed of a file of facts."""
    (problem,) = test_facts.findings("src/kaniko_guide/facts/my_fact.yml", text, dt.date(2026, 11, 22))
    return problem


def page(text: str) -> str:
    (finding,) = page_rules.check_page("docs/zh/my-page.md", text, SNIPPETS)
    return finding.render("en")


def no_directive(folder: Path) -> str:
    """The error of a build of a page with an unknown directive."""
    printed = mkdocs(small_site(folder, "# A {#a}\n\n::: my-fact\n"), folder / "site").stderr.splitlines()
    return printed[-1].partition(": ")[2].replace("docs/", "docs/zh/", 1)


def no_checksum(folder: Path) -> str:
    """What is printed of a record without its checksum."""
    run = folder / "kaniko-runs" / "my-run" / "a.txt"
    run.parent.mkdir(parents=True)
    run.touch()
    (folder / test_recorded_runs.CHECKSUMS).touch()
    (problem,) = test_recorded_runs.findings(folder)
    return problem


def shadowed_signature(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(test_causes, "KNOWN", (SIGNATURE,))
    monkeypatch.setattr(test_causes, "first_signature", lambda _: "build-failed")
    return first_line_of_failure(test_causes.test_the_text_of_each_signature_is_recognized)


def unnamed_record(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(test_causes, "KNOWN", ())
    (problem,) = test_causes.missing_causes("osscontainertools-v1.28.3", "env-no-push-yes")
    return problem


def missing_record(monkeypatch: pytest.MonkeyPatch) -> str:
    one = structs.replace(SIGNATURE, runs=("gone",))
    monkeypatch.setattr(test_causes, "KNOWN", (one,))
    return first_line_of_failure(test_causes.test_every_record_that_a_signature_names_exists)


FORGOTTEN: dict[str, Callable[[Path, pytest.MonkeyPatch], str]] = {
    "recipe.yml": lambda folder, _: recipe(folder, {"run.sh": "ls\n"}),
    "title": lambda folder, _: recipe(folder, {"recipe.yml": "title: {zh: 甲}\n"}),
    "key": lambda folder, _: recipe(folder, {"recipe.yml": "title: {zh: 甲, en: a}\npromises: {executer: any}\n"}),
    "promises": lambda folder, _: recipe(folder, {"recipe.yml": "title: {zh: 甲, en: a}\n", "Jenkinsfile": "\n"}),
    "page": lambda folder, _: unused_snippet(folder),
    "pin": lambda folder, _: unknown_pin(folder),
    "verify": lambda _, __: stale_record(),
    "pair": lambda _, __: no_pair(),
    "mutations": uncounted_mutant,
    "escape": lambda folder, _: uncaught_mutant(folder),
    "bad example": lambda folder, _: no_problem(folder),
    "proof": lambda _, __: first_line_of_failure(
        test_signatures.check_signature, structs.replace(SIGNATURE, runs=(), proof=())
    ),
    "heading": lambda _, __: first_line_of_failure(
        test_signatures.check_signature,
        structs.replace(SIGNATURE, page="problems.md#gone"),
    ),
    "checksum": lambda folder, _: no_checksum(folder),
    "record": lambda _, monkeypatch: missing_record(monkeypatch),
    "cause": lambda _, monkeypatch: unnamed_record(monkeypatch),
    "order": lambda _, monkeypatch: shadowed_signature(monkeypatch),
    "verified": lambda _, __: fact("expires: 2027-05-22\nsource: a\n"),
    "source": lambda _, __: fact("verified: 2026-11-22\nexpires: 2027-05-22\n\nsigns:\n- sign: /.dockerenv\n"),
    "directive": lambda folder, _: no_directive(folder),
    "id": lambda _, __: page("# A {#a}\n\n## 前置条件\n"),
    "typed": lambda _, __: page("```sh\nls\nls\n```\n"),
    "nav": lambda folder, _: build_warning(folder, "nav"),
    "link": lambda folder, _: build_warning(folder, "link"),
    "language": lambda _, __: dict(differences("my-page.md", "# A {#a}\n\n- a\n", "# 甲 {#a}\n\n- 甲\n- 乙\n"))[
        "items"
    ],
    "space": lambda _, __: test_prose.problems("docs/zh/my-page.md", "用Kaniko构建。\n")[0],
}


@pytest.mark.slow
@pytest.mark.parametrize("step", FORGOTTEN)
def test_a_forgotten_step_prints_the_message_in_the_table(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert FORGOTTEN[step](tmp_path, monkeypatch) in messages()


def test_every_message_is_compared() -> None:
    compared = [message for message in messages() if END_TO_END not in message]
    assert len(set(compared)) == len(compared) == len(FORGOTTEN)


def sessions() -> list[str]:
    """The name of every nox session: that of its decorator, or that of its function."""
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    return [session_name(function) for function in functions]


def session_name(function: ast.FunctionDef) -> str:
    named = [keyword.value for node in function.decorator_list for keyword in getattr(node, "keywords", ())]
    return next((str(name.value) for name in named if isinstance(name, ast.Constant)), function.name)


def test_every_session_has_one_row() -> None:
    assert "new-rule" in sessions()
    assert sorted(re.findall(r"^\| `nox --session ([\w-]+)", TEXT, re.MULTILINE)) == sorted(sessions())


def test_every_session_that_a_command_names_exists() -> None:
    assert set(re.findall(r"nox --session ([\w-]+)", TEXT)) == set(sessions())


def code() -> list[str]:
    """Every piece of code in the text: inline, and the lines of blocks."""
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```$", "", TEXT, flags=re.MULTILINE | re.DOTALL))
    blocks = re.findall(r"^ *```\w+\n(.*?)^ *```$", TEXT, re.MULTILINE | re.DOTALL)
    return [*inline, *(line for block in blocks for line in block.splitlines())]


def paths() -> list[str]:
    """Every path in the text, but those of messages and those that a contributor makes."""
    prose = "\n".join(line for line in code() if line not in messages())
    found = re.findall(r"(?<![\w./-])(?:\.ci|\.github|docs|lab|records|snippets|src|tests)/[\w./-]*", prose)
    return sorted({path for path in found if not re.search(r"NAME|my-", path)})


def test_every_path_exists() -> None:
    assert len(paths()) > 30
    assert [path for path in paths() if not (ROOT / path).exists()] == []


def test_every_file_of_facts_that_it_names_exists() -> None:
    named = re.findall(r"`(\w+\.yml)`", TEXT.partition("## Fact")[2].partition("## Page")[0])
    assert len(named) > 5
    assert [file for file in named if file.removesuffix(".yml") not in topics()] == []


def test_every_link_within_the_text_leads_to_a_heading() -> None:
    headings = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in re.findall("^#+ (.+)$", TEXT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", TEXT)) <= headings


def test_the_example_of_a_recipe_has_every_key() -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    data = yaml.safe_load(example)
    description = as_type(data, Description)
    assert set(data) == set(Description.__struct_fields__)
    promised = as_type(description.promises, Promises)
    assert set(data["promises"]) == set(Promises.__struct_fields__)
    assert set(data["promises"]["image"]) == set(promised.image.__struct_fields__)
    assert promised.answer is not None
    assert set(data["promises"]["answer"]) == set(promised.answer.__struct_fields__)


def test_only_the_title_of_a_recipe_is_required() -> None:
    assert "Only `title` is required" in TEXT
    assert as_type({"title": {"zh": "甲", "en": "a"}}, Description).promises is None


def test_every_variable_of_the_environment_is_read() -> None:
    sources = [
        path
        for folder in ("lab", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "test_contributing.py"
    ]
    texts = [path.read_text("utf-8") for path in sources]
    for variable in ("KANIKO_EXECUTOR", "REFRESH_OUTPUTS"):
        assert variable in TEXT
        assert any(f'"{variable}"' in text for text in texts)


def test_every_flag_exists() -> None:
    helps = [
        subprocess.run([sys.executable, "-m", *command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
        for command in (("nox",), ("mkdocs", "serve"), ("ruff", "check"), ("lab.new_rule",), ("lab.release",))
    ]
    known = set(re.findall(r"--[a-z][a-z-]*", "".join(done.stdout for done in helps)))
    named = {flag for line in code() if line not in messages() for flag in re.findall(r"(?<!\S)--[a-z][a-z-]*", line)}
    assert "--severity" in named
    assert named - known == {"--only-group"}, "all but that of uv, which is not installed beside the tests"
